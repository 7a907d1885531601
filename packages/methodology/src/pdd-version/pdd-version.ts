import type { Fixed, LocalDay, OffsetTable, Period } from '@tcctv/units'
import type { Hex } from '../documents/hash-document.ts'
import type { Limit } from '../tolerance/limit.ts'
import type { Program } from '../program/program.ts'

/** A compiled project document: what chain, quantifier and readers of data need of it, all as integers. */
export type PddVersion = {
  readonly documentHash: Hex
  readonly methodologyHash: Hex
  readonly program: Program
  readonly purpose: 'project' | 'demonstration'
  readonly visibility: 'parties' | 'public-records' | 'public'
  readonly crediting: Period
  readonly zone: string
  readonly offsets: OffsetTable
  readonly lanes: readonly Lane[]
  /** What the documents say about gaps, in the order of `lanes`. */
  readonly gaps: readonly LaneGap[]
  /** In the order of `program.variables`. */
  readonly variables: readonly VariableSource[]
  readonly limits: readonly Limit[]
  /** Indexes into `program.equations`: BE, PE, LE, and the equation that is issued. */
  readonly heads: {
    readonly baseline: number | null
    readonly project: number | null
    readonly leakage: number | null
    readonly reduction: number | null
  }
  /** `quantum` at 1e-18 of the reduction's unit. */
  readonly issuance: { readonly quantum: bigint; readonly rounding: 'floor'; readonly carryNegative: boolean }
}

/**
 * Readings of one parameter by one meter, as counts of `quantum` (10^-places) of `unit`. A count times `multiplier` is
 * the quantity at 1e-18 of the variable's unit. `low` and `high` are hard bounds in counts: beyond them data is wrong.
 */
export type Lane = {
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly quantum: string
  readonly places: number
  readonly stepS: number
  readonly role: 'baseline' | 'project' | 'leakage'
  readonly variable: number
  readonly multiplier: bigint
  readonly low: bigint
  readonly high: bigint
}

/** The declared rule for a lane's gaps; `ratedCount` is what the plant can do in one interval. */
export type LaneGap = {
  readonly kind: 'tool08' | 'zero' | 'rated' | 'review'
  /** Parameter whose readings must show normal operation during a gap. */
  readonly corroboratedBy?: string
  readonly ratedCount?: bigint
}

/** What reading a source needs of a lane. */
export type SourceLane = Omit<Lane, 'role' | 'variable' | 'multiplier'>

/** Where the amount of a program's variable comes from. */
export type VariableSource =
  | { readonly kind: 'lanes' }
  | {
      readonly kind: 'constant'
      readonly amount: Fixed
      readonly reason: string
      /** Of the registry, for a zero in a live project. */
      readonly approvedDeviation?: { readonly reference: string; readonly hash: string }
    }
  | { readonly kind: 'builtin'; readonly name: 'DAYS' | 'DAYS_ALL' | 'HOURS' }

/** Crediting period of a document with the clock of its zone. */
export type Crediting = {
  readonly crediting: Period
  readonly zone: string
  readonly offsets: OffsetTable
  readonly firstDay: LocalDay
  /** After the last one. */
  readonly endDay: LocalDay
}
