/** A table of names and the small numbers that stand for them on the chain. */
type CodeTable = Readonly<Record<string, number>>

/** Roles of keys. */
export const ROLES = { operator: 1, proponent: 2, meter: 3, registry: 4, verifier: 5, service: 6, report: 7 } as const
/** Stages of a project. */
export const STAGES = { provisioned: 1, trial: 2, 'under-review': 3, live: 4, closed: 5 } as const
/** States of a vintage in monitoring and issuance. */
export const PERIOD_STATES = {
  open: 0,
  frozen: 1,
  reported: 2,
  'under-verification': 3,
  verified: 4,
  'issuance-requested': 5,
  issued: 6,
  returned: 7,
  compensated: 8,
} as const
/** What an approved PDD version changes; those from `permanent-change` on need a verifier's opinion. */
export const PDD_CHANGES = {
  first: 0,
  correction: 1,
  'temporary-deviation': 2,
  'permanent-change': 3,
  'design-change': 4,
  'start-date': 5,
  renewal: 6,
} as const
/** Kinds of findings: corrective action, clarification and forward action requests. */
export const FINDING_KINDS = { car: 1, cl: 2, far: 3 } as const
/** States of a finding. */
export const FINDING_STATES = { raised: 1, answered: 2, closed: 3 } as const
/** States of an exception; see {@link isClosingState} and {@link isResolvedState}. */
export const EXCEPTION_STATES = {
  noted: 1,
  held3: 2,
  justified3: 3,
  released3: 4,
  resubmitted: 5,
  withdrawn: 6,
  held4: 7,
  reported4: 8,
  released4: 9,
  'awaiting-corrected': 10,
} as const
/** Status of a day's record. */
export const RECORD_STATUS = {
  provisional: 1,
  'provisional-with-report': 2,
  withheld: 3,
  'released-by-proponent': 4,
  'released-by-registry': 5,
  'withdrawn-conservative': 6,
} as const
/** How well the origin of a batch is evidenced; substituted: computed from other readings by a declared rule. */
export const EVIDENCE_CLASSES = { 'meter-signed': 1, 'gateway-signed': 2, file: 3, manual: 4, substituted: 5 } as const
/** Roles of a lane: what its quantity does to the reduction. */
export const LANE_ROLES = { baseline: 1, project: 2, leakage: 3 } as const
/** What the rows of a limit go by. */
export const LIMIT_PATTERNS = { none: 0, month: 1, weekday: 2, hour: 3, 'month-hour': 4 } as const
/** Who may read a project's data. */
export const VISIBILITIES = { parties: 1, 'public-records': 2, public: 3 } as const

export type RoleName = keyof typeof ROLES
export type StageName = keyof typeof STAGES
export type PeriodStateName = keyof typeof PERIOD_STATES
export type PddChangeName = keyof typeof PDD_CHANGES
export type FindingKindName = keyof typeof FINDING_KINDS
export type ExceptionStateName = keyof typeof EXCEPTION_STATES
export type RecordStatusName = keyof typeof RECORD_STATUS
export type EvidenceClassName = keyof typeof EVIDENCE_CLASSES
export type LaneRoleName = keyof typeof LANE_ROLES
export type LimitPatternName = keyof typeof LIMIT_PATTERNS
export type VisibilityName = keyof typeof VISIBILITIES

/**
 * Name of a number in a table, undefined for a number that isn't in it.
 *
 * @example nameOfCode(STAGES, 4) // 'live'
 */
export function nameOfCode<Table extends CodeTable>(table: Table, code: number): (keyof Table & string) | undefined {
  return Object.keys(table).find((name) => table[name] === code)
}

/** Whether an exception in this state keeps the intake closed. */
export function isClosingState(state: number): boolean {
  return state === 2 || state === 3 || state === 7 || state === 8
}

/** Whether an exception in this state no longer holds its day. */
export function isResolvedState(state: number): boolean {
  return state === 1 || state === 5 || state === 6 || state === 9
}

/** What becomes of the readings of a variable, or of the results of an interval equation. */
export const AGGREGATES = { sum: 0n, 'mean-down': 1n, 'mean-up': 2n, last: 3n, min: 4n, max: 5n } as const
export type AggregateName = keyof typeof AGGREGATES
