import type { ChainReader } from '@tcctv/ledger'
import type { Pdd } from '@tcctv/methodology'
import type { ReadModel } from '../read-model/open-read-model.ts'
import type { LocalDay } from '@tcctv/units'
import type { Hex } from '../read-model/projected.ts'

/** What the GET routes answer from. */
export type ReadSide = {
  readonly readModel: ReadModel
  readonly facts: {
    readonly slug: string
    readonly title: string
    readonly chainId: number
    readonly genesisHash: Hex
    readonly sealer: Hex
    readonly ledger: Hex
    readonly quantifier: Hex
  }
  readonly reader: ChainReader
  /** Texts of the latest approved version; before that those of the project's folder. */
  readonly documents: () => {
    readonly methodologyYaml: string
    readonly pddYaml: string
    readonly listing: string
  }
  /** What the documents say and the chain does not: those in force on a local day, without one the latest. */
  readonly words: (day?: LocalDay) => ProjectWords
  /** What the anomaly model's alerts do on a local day, and who is told of one. */
  readonly alertPolicy: (day: LocalDay) => { readonly policy: 'flag' | 'hold'; readonly recipients: readonly string[] }
  /** Rated amount of one interval of a lane, in its unit; null when it is not known. */
  readonly nameplateOf: (day: LocalDay, lane: number) => number | null
  readonly model: () => ModelFacts | null
  /** Bytes of an evidence file by its SHA-256, 64 hex digits. */
  readonly evidence: (sha256: string) => Promise<Uint8Array | undefined>
  /** Text whose hash a decision carries, where the platform keeps it. */
  readonly decisionText?: (content: Hex) => string | undefined
  /** Text that explains the increase of a vintage, if the hash is that of such a document and the platform keeps it. */
  readonly increaseText?: (content: Hex, vintage: number) => string | undefined
}

/** Words of the compiled documents of a PDD version; lists follow the program's order. */
export type ProjectWords = {
  readonly methodology: { readonly id: string; readonly version: string }
  readonly pddVersion: string
  readonly zone: string
  /** Unit of each parameter's lanes. */
  readonly unitOf: Readonly<Record<string, string>>
  readonly variables: readonly { readonly id: string; readonly unit: string }[]
  readonly equations: readonly {
    readonly id: string
    readonly expression: string
    readonly unit: string
    readonly quantum: string | null
    readonly direction: string | null
  }[]
  /** Monitored parameters that stand by a constant. */
  readonly constants: readonly string[]
  /** Ex-ante estimates and from when on an increase is significant. */
  readonly estimates: Pick<Pdd, 'estimates' | 'significant_increase'>
  /** Results of all equations at 1e18 for inputs at 1e18, in the program's order; coefficients of the period are computed. */
  readonly evaluate: (inputs: readonly bigint[], year: number) => { readonly rounded: readonly bigint[] }
  readonly program: { readonly code: Hex; readonly constants: readonly string[]; readonly tables: readonly string[] }
}

/** The anomaly model in use; `card` is its model card as published. */
type ModelFacts = {
  readonly name: string
  readonly modelHash: Hex
  readonly cardHash: Hex
  readonly trainedTo: string
  readonly card: unknown
}
