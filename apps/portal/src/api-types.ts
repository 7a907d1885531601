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
  /** Double counting risk; null while it is not assessed yet. */
  readonly risk: {
    readonly level: RiskLevel
    readonly summary: string
    readonly assessedAt: string
    readonly lastChange: LevelChange | null
  } | null
}

export type LevelChange = {
  readonly from: RiskLevel
  readonly to: RiskLevel
  readonly cause: string
  readonly at: string
}

type Lane = {
  readonly lane: number
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly quantum: string
  readonly stepS: number
  readonly role: string | number
}
type Vintage = {
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
  /** Quantities of the statement and of the issuance. */
  readonly verified: string | null
  readonly issued: string | null
}
type EvidenceCount = { readonly class: string; readonly readings: number }
export type DataStream = {
  readonly parameter: string
  readonly meter: string
  readonly expected: number
  readonly present: number
  readonly substituted: number
  readonly dataAvailability: string | null
  readonly evidence: readonly EvidenceCount[]
}
/** A vintage with how good its data are and what was expected of it. */
export type VintageAccount = Vintage & {
  readonly data: {
    readonly expected: number
    readonly present: number
    readonly dataAvailability: string | null
    readonly completeness: {
      readonly included: number
      readonly sources: number
      readonly share: string | null
      readonly missing: readonly string[]
      readonly byConstant: readonly string[]
    }
    readonly streams: readonly DataStream[]
    readonly evidence: readonly EvidenceCount[]
    readonly substituted: {
      readonly readings: number
      readonly baseline: string
      readonly project: string
      readonly leakage: string
      readonly reduction: string
    }
  }
  readonly estimate: {
    readonly estimate: string
    readonly source: string
    readonly difference: string
    readonly differencePercent: string | null
    readonly significantPercent: string | null
    readonly isSignificant: boolean
    /** The proponent's text. */
    readonly explanation: string | null
  } | null
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
    readonly whoCanRelease: readonly string[]
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
  readonly isTrial: boolean
  readonly level: number | null
  readonly revision: number | null
  readonly readings: number | null
  readonly expected: number | null
  /** Readings that a declared rule gave, among `readings`, and the reduction that they carry. */
  readonly substituted?: number | null
  readonly substitutedReduction?: string | null
  readonly block: number | null
  readonly tx: Hex | null
}
export type Carbon = {
  readonly asOf: number
  readonly unit: string
  readonly items: readonly CarbonRow[]
}
type TraceEquation = {
  readonly id: string
  readonly expression: string
  readonly unit: string
  readonly unrounded: string
  readonly rounded: string
  readonly quantum: string | null
  readonly direction: string | null
}
type TraceInput = {
  readonly variable: string
  readonly unit: string
  readonly amount: string
  readonly source: 'readings' | 'constant' | 'period' | 'earlier-vintage' | 'off-chain-step'
  readonly lanes: readonly { readonly lane: number; readonly parameter: string; readonly meter: string }[]
}
/** What a lane's amount bears for an overdue calibration; `error` is relative. */
type TraceAdjustment = {
  readonly lane: number
  readonly reason: 'overdue' | 'found-error' | 'found-later' | 'given-back'
  readonly error: string
  readonly adjustment: string
  readonly unit: string
}
type TraceBatch = {
  readonly digest: Hex
  readonly tx: Hex
  readonly block: number
  readonly parameter: string
  readonly readings: number
  readonly sum: string
  readonly unit: string
  /** Digest of the corrected batch that took its place. */
  readonly replacedBy: Hex | null
}
export type Trace = {
  readonly asOf: number
  readonly record: Partial<CarbonRow> & { readonly block: number; readonly tx: Hex }
  readonly equations: readonly TraceEquation[]
  readonly inputs: readonly TraceInput[]
  readonly adjustments: readonly TraceAdjustment[]
  readonly batches: readonly TraceBatch[]
}

export type AlertState = 'open' | 'confirmed' | 'explained' | 'false-alarm'
export type Alert = {
  readonly id: string
  readonly day: string
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly reason: string
  readonly sentence: string
  readonly sentenceZhHant: string
  readonly score: number | null
  readonly since: string
  readonly readings: number
  readonly block: number
  readonly state: AlertState
  readonly isHeld: boolean
  readonly recipients: readonly string[]
  readonly similar: readonly string[]
  readonly entries: readonly {
    readonly state: AlertState
    readonly by: string
    readonly role: string
    readonly at: string
    readonly block: number
    readonly tx: Hex
    readonly text: string | null
  }[]
}
export type AlertPage = {
  readonly asOf: number
  readonly counts: Readonly<Record<AlertState, number>>
  readonly items: readonly Alert[]
}
export type AlertPoint = {
  readonly start: string
  readonly value: number
  readonly expected: number | null
  readonly low: number | null
  readonly high: number | null
  readonly isAlerted: boolean
}
type ModelJudgement = {
  readonly alertedReadings: number
  readonly alertedDays: number
  readonly confirmedDaysFound: number
}
export type ModelVersion = {
  readonly modelHash: Hex
  readonly cardHash: Hex
  readonly state: 'in-use' | 'replaced' | 'waiting'
  readonly block: number | null
  readonly trainedTo: string
  readonly rows: number
  readonly explained: number
  readonly outOfFoldEpisodes: number
  readonly comparison: {
    readonly readings: number
    readonly confirmedDays: number
    readonly before: ModelJudgement
    readonly after: ModelJudgement
    readonly onlyBefore: readonly string[]
    readonly onlyAfter: readonly string[]
  } | null
}
export type TrainingState = {
  readonly state: 'none' | 'running' | 'done' | 'failed'
  readonly stage: string
  readonly share: number
  readonly problem: { readonly code: string; readonly detail: string } | null
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
  readonly whoCanAct: readonly string[]
  readonly actions: readonly string[]
}

/** A meter's calibrations, and what overdue ones take from the claim. */
export type MeterCalibrations = {
  readonly meter: string
  readonly parameter: string
  readonly role: 'baseline' | 'project' | 'leakage'
  readonly permissible: string
  readonly intervalDays: number
  readonly due: string
  readonly isOverdue: boolean
  readonly calibrations: readonly {
    readonly day: string
    readonly at: string
    readonly error: string
    readonly certificate: Hex
    readonly signer: string
    readonly block: number
    readonly tx: Hex
  }[]
  readonly borne: readonly {
    readonly reason: 'overdue' | 'found-error' | 'found-later' | 'given-back'
    readonly error: string
    readonly days: number
    readonly from: string
    readonly to: string
    readonly amount: string
    readonly unit: string
  }[]
}

/** A day whose data was replaced, with what took its place. */
export type Correction = {
  readonly day: string
  readonly at: string
  readonly exception: number
  readonly level: number
  readonly decidedBy: string | null
  readonly reason: string | null
  readonly batch: CorrectedBatch
  readonly replaced: readonly CorrectedBatch[]
  readonly record: { readonly revision: number; readonly status: string } | null
}
export type CorrectedBatch = {
  readonly digest: Hex
  readonly block: number
  readonly tx: Hex
  readonly series: readonly {
    readonly parameter: string
    readonly meter: string
    readonly unit: string
    readonly readings: number
    readonly sum: string
  }[]
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
type ChainEvent = { readonly name: string; readonly args: Readonly<Record<string, unknown>> }
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
  readonly source: { readonly hash: Hex }
  readonly isScored: boolean
  readonly evidence: string
  readonly checks: readonly {
    readonly kind: 'tolerance' | 'anomaly'
    readonly level: number | null
    readonly limit: string | null
    readonly reason: string | null
  }[]
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
  readonly listing: string
  readonly program: { readonly hash: Hex; readonly code?: Hex }
}
export type PddVersionRow = {
  readonly index: number
  /** Null when the text is not kept by the platform. */
  readonly version: string | null
  readonly title: string | null
  readonly documentHash: Hex
  readonly programHash: Hex
  readonly proposed: { readonly block: number; readonly tx: Hex }
  readonly approvedFrom: string | null
  readonly state: 'proposed' | 'approved' | 'in-force'
}
export type PddVersionDetail = PddVersionRow & {
  readonly yaml: string
  readonly comparedWith: number | null
  readonly changes: readonly {
    readonly path: string
    readonly kind: 'added' | 'removed' | 'changed'
    readonly before: string | null
    readonly after: string | null
    readonly enters: 'equation' | 'tolerance' | 'mapping' | 'commitment' | 'words'
    readonly needsRegistry: boolean
  }[]
  readonly calculatesAlike: boolean
  readonly needsRegistry: boolean
  readonly earliest: { readonly day: string; readonly because: 'crediting' | 'quantified' | 'readings' }
}
type ImpactHeads = { readonly reduction: string; readonly eligible: string | null }
type HeldDay = { readonly day: string; readonly level: number; readonly limits: readonly string[] }
export type Impact = {
  readonly from: string
  readonly through: string | null
  readonly vintages: readonly {
    readonly vintage: number
    readonly before: ImpactHeads
    readonly after: ImpactHeads
    readonly difference: ImpactHeads
  }[]
  readonly limits: readonly {
    readonly limit: string
    readonly applies: 'reading' | 'day'
    readonly before: readonly number[] | null
    readonly after: readonly number[] | null
  }[]
  readonly held: { readonly added: readonly HeldDay[]; readonly removed: readonly HeldDay[]; readonly both: number }
  readonly refusals: readonly { readonly day: string; readonly message: string }[]
  readonly lanes: { readonly dropped: readonly string[]; readonly missing: readonly string[] }
}
export type ImpactLine = { readonly replayed: number; readonly blocks: number } | { readonly impact: Impact }
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
type NumberOrUnknown = number | 'unknown'
type Bounds = { readonly low: number; readonly high: number }

export type DirectoryProject = {
  readonly registry: string
  readonly registryProjectId: string
  readonly name: string
  readonly status: string
  readonly category: string | null
  readonly countries: readonly string[]
  readonly methods: readonly string[]
  readonly developers: readonly string[]
  readonly estimatedAnnualTonnes: number | null
  readonly point: { readonly longitude: number; readonly latitude: number } | null
  readonly risk: { readonly level: RiskLevel; readonly risk: NumberOrUnknown; readonly counterparts: number }
  readonly notice: string | null
}
export type DirectoryPage = {
  readonly items: readonly DirectoryProject[]
  readonly total: number
  readonly nextCursor: string | null
  readonly notice: string | null
}
export type DirectoryLocation =
  | {
      readonly kind: 'point'
      readonly longitude: number
      readonly latitude: number
      readonly precisionM: number | null
      readonly origin: string
    }
  | { readonly kind: 'place' | 'state'; readonly label: string; readonly origin: string }
export type DirectorySheet = {
  readonly project: {
    readonly registry: string
    readonly registryProjectId: string
    readonly name: string
    readonly status: string
    readonly category: string | null
    readonly countries: readonly string[]
    readonly methods: readonly { readonly id: string | null; readonly verbatim: string }[]
    readonly parties: readonly { readonly name: string; readonly role: string }[]
    readonly locations: readonly DirectoryLocation[]
    readonly capacityMw: number | null
    readonly estimatedAnnualTonnes: number | null
    readonly issuances: readonly Issuance[] | null
    readonly creditingPeriod: { readonly from: string | null; readonly to: string | null } | null
    readonly description: string | null
    readonly link: string | null
    readonly source: { readonly sourceId: string; readonly row: number; readonly retrieved: string }
  }
  readonly risk: { readonly level: RiskLevel; readonly risk: NumberOrUnknown; readonly summary: string }
  readonly notice: string | null
}
type RiskEvidence = {
  readonly feature: string
  readonly title: string
  readonly bits: number
  readonly level: string
  readonly isKnown: boolean
  readonly left: string
  readonly right: string
}
type Severity =
  | { readonly status: 'known'; readonly severity: number; readonly reason: string; readonly tonnes: Bounds | null }
  | { readonly status: 'unknown'; readonly missing: readonly string[] }
/** A pair of entries; `left` and `right` are keys of the form registry/id. */
export type RiskPair = {
  readonly left: string
  readonly right: string
  readonly pSame: number
  readonly pPartOf: number
  readonly isExplicit: boolean
  /** The officer's word, above the model; the bits stay the model's. */
  readonly decision: { readonly verdict: Verdict; readonly reason: string } | null
  /** Prior, every feature and the rival's penalty. */
  readonly bits: Readonly<Record<string, number>>
  readonly scoreBits: number
  readonly rival: string | null
  readonly evidence: readonly RiskEvidence[]
  readonly severities: Readonly<Record<string, Severity>>
  readonly mitigations: readonly { readonly kind: string; readonly factor: number; readonly evidence: string }[]
  readonly severity: NumberOrUnknown
  readonly risk: NumberOrUnknown
  readonly level: RiskLevel
  readonly coverage: number
  readonly unknown: readonly string[]
  readonly whatWouldSettle: readonly string[]
}
export type Risk = {
  readonly project: string
  readonly level: RiskLevel
  readonly risk: NumberOrUnknown
  readonly summary: string
  readonly counterparts: readonly RiskPair[]
  readonly comparedWith: number
  readonly sources: readonly { readonly id: string; readonly retrieved: string }[]
  readonly tonnesAtStake: Bounds | null
  /** Null: nobody said whether there are any. */
  readonly otherClaims:
    | readonly {
        readonly kind: 'attribute-certificate' | 'feed-in' | 'ets' | 'value-chain'
        readonly scheme: string
        readonly overlap: 'yes' | 'no' | 'unknown'
        readonly question: string
      }[]
    | null
  readonly whatWouldSettle: readonly string[]
  readonly notice: string | null
}
export type Facets = {
  readonly total: number
  readonly facets: Readonly<Record<string, readonly { readonly choice: string; readonly count: number }[]>>
}
export type MapReply = {
  readonly total: number
  readonly points: readonly {
    readonly registry: string
    readonly registryProjectId: string
    readonly name: string
    readonly level: RiskLevel
    readonly longitude: number
    readonly latitude: number
  }[]
  readonly clusters: readonly {
    readonly longitude: number
    readonly latitude: number
    readonly count: number
    readonly worstLevel: RiskLevel
    readonly box: { readonly west: number; readonly south: number; readonly east: number; readonly north: number }
  }[]
  readonly withoutPoint: {
    readonly total: number
    readonly countries: readonly { readonly country: string; readonly count: number }[]
  }
  readonly notice: string | null
}
export type Verdict = 'same' | 'part_of' | 'different' | 'transferred'
export type Issuance = {
  readonly from: string
  readonly to: string
  readonly precision: 'day' | 'month' | 'year'
  readonly units: number
}
/** An undecided pair of the officer's queue. */
export type QueuedPair = {
  readonly left: DirectoryProject
  readonly right: DirectoryProject
  readonly pSame: number
  readonly pPartOf: number
  readonly level: RiskLevel
  readonly severity: NumberOrUnknown
  readonly tonnesAtStake: number | null
  readonly coverage: number
  readonly urgency: number
}
export type QueueReply = {
  readonly items: readonly QueuedPair[]
  readonly total: number
  readonly notice: string | null
}
export type LoggedDecision = {
  readonly id: number
  readonly left: string
  readonly right: string
  readonly verdict: Verdict
  readonly part: 'left' | 'right' | null
  readonly reason: string
  readonly who: string
  readonly at: string
  readonly undoes: number | null
  readonly isUndone: boolean
}
export type PairReply = {
  readonly left: DirectorySheet['project']
  readonly right: DirectorySheet['project']
  readonly assessment: RiskPair
  readonly decisions: readonly LoggedDecision[]
  readonly notice: string | null
}
export type DirectoryHistory = {
  readonly sources: readonly {
    readonly project: DirectorySheet['project']
    readonly firstSeen: string
    readonly lastSeen: string
    readonly isGone: boolean
  }[]
  readonly changes: readonly {
    readonly sourceId: string
    readonly kind: 'added' | 'changed' | 'gone' | 'returned'
    readonly retrieved: string
    readonly fields: readonly { readonly field: string; readonly before: string; readonly after: string }[]
  }[]
  /** How the level of the risk changed, oldest first. */
  readonly levels: readonly LevelChange[]
}
