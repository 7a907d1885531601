/** Replies of the services as the portal reads them. Quantities are decimal text with their unit beside them. */

export type Hex = `0x${string}`
export type Page<T> = { readonly items: readonly T[]; readonly cursor?: string | null; readonly total?: number }

export type Me = {
  readonly id: string
  readonly kind: 'user' | 'apikey' | 'service' | 'anonymous'
  readonly name: string
  readonly roles: { readonly operator: boolean; readonly projects: Readonly<Record<string, readonly string[]>> }
}
export type ListedProject = {
  readonly slug: string
  readonly title: string
  readonly state: string
  readonly stage?: string
  readonly purpose?: string
  readonly visibility?: string
}

export type Lane = {
  readonly lane: number
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly quantum: string
  readonly stepS: number
  readonly role: string | number
}
export type Vintage = {
  readonly vintage: number
  readonly reduction: string
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly eligible: string
  readonly carried: string
  readonly unit: string
  readonly days: number
  readonly status: string
  readonly final: boolean
}
export type Summary = {
  readonly asOf: number
  readonly slug: string
  readonly title: string
  readonly label: string | null
  readonly purpose: string
  readonly stage: string
  readonly methodology: { readonly id: string; readonly version: string; readonly hash: Hex }
  readonly pdd: { readonly version: string; readonly documentHash: Hex; readonly index: number }
  readonly chainId: number
  readonly ledger: Hex
  readonly quantifier: Hex
  readonly zone: string
  readonly crediting: { readonly from: string; readonly to: string }
  readonly visibility: string
  readonly lanes: readonly Lane[]
  readonly limits: readonly {
    readonly id: string
    readonly applies: string | number
    readonly subject: string
    readonly unit: string
    readonly effectiveFrom: string
  }[]
  readonly suspended: {
    readonly since: string
    readonly exceptions: readonly string[]
    readonly whoCanRelease: string | readonly string[]
  } | null
  readonly lastReadingAt: string | null
  readonly head: { readonly number: number; readonly hash: Hex; readonly timestamp: string | number }
  readonly counts: {
    readonly blocks: number
    readonly batches: number
    readonly readings: number
    readonly gaps: number
    readonly flags: number
    readonly exceptionsOpen: number
    readonly anomalies: number
  }
  readonly vintages: readonly Vintage[]
  readonly model: {
    readonly name: string
    readonly modelHash: Hex
    readonly cardHash: Hex
    readonly trainedTo: string
  } | null
}

/** Columns of equal length, one entry per bucket; numbers here are for pixels only. */
export type Series = {
  readonly asOf: number
  readonly parameter: string
  readonly unit: string
  readonly bucketS: number
  readonly t: readonly number[]
  readonly min: readonly (number | null)[]
  readonly max: readonly (number | null)[]
  readonly mean: readonly (number | null)[]
  readonly sum: readonly (string | null)[]
  readonly expected: readonly (number | null)[]
  readonly lo: readonly (number | null)[]
  readonly hi: readonly (number | null)[]
  readonly nReadings: readonly number[]
  readonly nMissing: readonly number[]
  readonly nOut: readonly number[]
  readonly nAnomaly: readonly number[]
  readonly maxCase: readonly (number | null)[]
}
export type Flag = {
  readonly id: string
  readonly at: string
  readonly parameter: string
  readonly meter: string
  readonly value: string
  readonly unit: string
  readonly kind: 'tolerance' | 'anomaly'
  readonly level: number | null
  readonly limit: string | null
  readonly reason: string | null
  readonly score: number | string | null
  readonly expected: string | number | null
  readonly block: number
  readonly tx: Hex
}

export type CarbonBy = 'day' | 'month' | 'vintage'
export type CarbonRow = {
  readonly period: string
  readonly baseline: string
  readonly project: string
  readonly leakage: string
  readonly reduction: string
  readonly cumulative: string
  readonly status: string
  readonly level: number | null
  readonly revision: number | null
  readonly readings: number | null
  readonly expected: number | null
  readonly block: number | null
  readonly tx: Hex | null
}
export type Carbon = {
  readonly asOf: number
  readonly unit: string
  readonly items: readonly CarbonRow[]
}
export type TraceEquation = {
  readonly id: string
  readonly expression: string
  readonly unit: string
  readonly unrounded: string
  readonly rounded: string
  readonly quantum: string | null
  readonly direction: string | null
}
export type TraceInput = {
  readonly variable: string
  readonly unit: string
  readonly amount: string
  readonly lanes: readonly (number | string)[]
}
export type TraceBatch = {
  readonly digest: Hex
  readonly tx: Hex
  readonly block: number
  readonly readings: number
  readonly sum: string
  readonly unit: string
}
export type Trace = {
  readonly asOf: number
  readonly record: Partial<CarbonRow> & { readonly block: number; readonly tx: Hex }
  readonly equations: readonly TraceEquation[]
  readonly inputs: readonly TraceInput[]
  readonly batches: readonly TraceBatch[]
}

export type ExceptionCase = {
  readonly id: string
  readonly day: string
  readonly limit: string
  readonly level: number
  readonly state: string
  readonly amount: string
  readonly low: string
  readonly high: string
  readonly unit: string
  readonly openedBlock: number
  readonly moves: readonly {
    readonly from: string
    readonly to: string
    readonly by: string
    readonly content: Hex
    readonly block: number
    readonly tx: Hex
    readonly text?: string | null
  }[]
  readonly whoCanAct: string | readonly string[]
  readonly actions: readonly string[]
}

export type Block = {
  readonly number: number
  readonly hash: Hex
  readonly parent: Hex
  readonly timestamp: string | number
  readonly txs: number
  readonly gasUsed: string | number
  readonly stateRoot: Hex
  readonly sealer: Hex
  readonly what: readonly string[]
}
export type ChainEvent = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }
export type BlockTransaction = {
  readonly hash: Hex
  readonly what: string
  readonly digest?: Hex | null
  readonly readings?: number | null
  readonly events: readonly ChainEvent[]
}
export type BlockDetail = Block & { readonly transactions: readonly BlockTransaction[] }
export type Reading = {
  readonly asOf: number
  readonly id: string
  readonly parameter: string
  readonly meter: string
  readonly at: string
  readonly value: string
  readonly unit: string
  readonly source: { readonly hash: Hex; readonly row?: number | null }
  readonly evidence: string
  readonly checks: readonly (
    | string
    | {
        readonly kind?: string
        readonly level?: number | null
        readonly limit?: string | null
        readonly reason?: string | null
      }
  )[]
  readonly expected: string | number | null
  readonly batch: Hex
  readonly block: number
  readonly tx: Hex
}
export type ReadingRow = Pick<Reading, 'id' | 'parameter' | 'meter' | 'at' | 'value' | 'unit' | 'block' | 'tx'>
export type Parties = {
  readonly sealer: Hex
  readonly pinned: { readonly chainId: number; readonly genesisHash: Hex; readonly sealers: readonly Hex[] }
  readonly keys: readonly {
    readonly address: Hex
    readonly role: string
    readonly since?: number | null
    readonly until?: number | null
  }[]
}
export type Pdd = {
  readonly yaml: string
  readonly documentHash: Hex
  readonly methodologyYaml: string
  readonly listing: string | readonly string[]
  readonly program: { readonly hash: Hex; readonly code?: Hex }
}
export type Report = {
  readonly id: string
  readonly period: { readonly from: string; readonly to: string }
  readonly snapshotBlock: number
  readonly createdBlock: number | null
  readonly manifestHash: Hex
  readonly anchor: { readonly block: number; readonly tx: Hex } | null
  readonly files: readonly { readonly name: string; readonly bytes: number; readonly sha256: string }[]
}

export type RiskLevel = 'confirmed' | 'likely' | 'possible' | 'unknown' | 'none'
export type DirectoryProject = {
  readonly registry: string
  readonly id: string
  readonly name: string
  readonly proponent: string | null
  readonly country: string | null
  readonly status: string | null
  readonly category: string | null
  readonly methods: readonly string[]
  readonly estimatedAnnual: string | number | null
  readonly lat: number | null
  readonly lon: number | null
  readonly precision: string | null
  readonly risk: RiskLevel | null
}
export type DirectorySheet = DirectoryProject & {
  readonly description?: string | null
  readonly crediting?: { readonly from: string | null; readonly to: string | null } | null
  readonly address?: string | null
  readonly sources?: readonly { readonly source: string; readonly retrieved: string; readonly row?: number }[]
}
export type RiskBar = {
  readonly feature: string
  readonly bits: number | null
  readonly left: string | null
  readonly right: string | null
}
export type RiskPair = {
  readonly other: { readonly registry: string; readonly id: string; readonly name: string }
  readonly kind: string
  readonly level: RiskLevel
  readonly probability: number | null
  readonly severity: number | null
  readonly coverage: number
  readonly priorBits: number
  readonly bars: readonly RiskBar[]
  readonly unknown: readonly string[]
  readonly settle: string | null
}
export type Risk = { readonly level: RiskLevel; readonly coverage: number; readonly pairs: readonly RiskPair[] }
export type Facets = Readonly<Record<string, readonly { readonly value: string; readonly count: number }[]>>
export type MapReply = {
  readonly points: readonly {
    readonly lon: number
    readonly lat: number
    readonly count: number
    readonly registry?: string
    readonly id?: string
    readonly name?: string
    readonly risk?: RiskLevel | null
  }[]
  readonly withoutPoint: readonly { readonly country: string | null; readonly count: number }[]
}
