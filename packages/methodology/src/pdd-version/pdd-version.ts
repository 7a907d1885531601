import type { Fixed, LocalDay, OffsetTable, Period, RoundingMode } from '@tcctv/units'
import type { Hex } from '../documents/hash-document.ts'
import type { Limit } from '../tolerance/limit.ts'
import type { Program } from '../program/program.ts'

/** A compiled project document: what chain, quantifier and readers of data need of it, all as integers. */
export type PddVersion = {
  readonly documentHash: Hex
  readonly methodologyHash: Hex
  /** With values by year that of the first year; all have the same variables and equations. */
  readonly program: Program
  /** One for every calendar year of the crediting period, if a fixed parameter has values by year; else none. */
  readonly programs: readonly ({ readonly year: number } & Compiled)[]
  /** Equations of each interval; `inputs` are places in `variables`. */
  readonly interval?: { readonly program: Program; readonly inputs: readonly number[] }
  readonly purpose: 'project' | 'demonstration'
  readonly visibility: 'parties' | 'public-records' | 'public'
  readonly crediting: Period
  readonly zone: string
  readonly offsets: OffsetTable
  readonly lanes: readonly Lane[]
  /** What the documents say about gaps, in the order of `lanes`. */
  readonly gaps: readonly LaneGap[]
  /** In the order of `program.variables`, then those that only interval equations read. */
  readonly variables: readonly VariableSource[]
  /** Of the inputs that the program takes from earlier vintages. */
  readonly histories: readonly History[]
  /** Calibration of the meter of each lane, in their order. */
  readonly meters: readonly MeterRule[]
  readonly limits: readonly Limit[]
  /** Indexes into `program.equations`: BE, PE, LE, and the equation that is issued. */
  readonly heads: {
    readonly baseline: number | null
    readonly project: number | null
    readonly leakage: number | null
    readonly reduction: number | null
  }
  /** `quantum` at 1e-18 of the reduction's unit. */
  readonly issuance: Issuance
}

/** How a vintage's reduction becomes an eligible quantity; amounts at 1e-18 of the reduction's unit. */
export type Issuance = {
  readonly quantum: bigint
  readonly rounding: 'floor'
  readonly carryNegative: boolean
  readonly carryRemainder: boolean
  /** Of a vintage; what lies above is lost. */
  readonly cap?: bigint
  /** Share of the eligible quantity, at 1e-18, that is withheld when it is issued. */
  readonly buffer?: { readonly share: bigint; readonly quantum: bigint; readonly rounding: RoundingMode }
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
  /** From this instant on another meter measures: its handover. */
  readonly untilS?: number
  /** Before this instant the meter that it replaced measured. */
  readonly fromS?: number
}

/** `permissible` is the maximum permissible error, relative, at 1e-18; a calibration is due every `intervalDays`. */
export type MeterRule = { readonly dueDay: LocalDay; readonly intervalDays: number; readonly permissible: bigint }

/** The declared rule for a lane's gaps; `ratedCount` is what the plant can do in one interval. */
export type LaneGap = {
  readonly kind: 'tool08' | 'zero' | 'rated' | 'review'
  /** Parameter whose readings must show normal operation during a gap. */
  readonly corroboratedBy?: string
  readonly ratedCount?: bigint
}

/** What reading a source needs of a lane. */
export type SourceLane = Omit<Lane, 'role' | 'variable' | 'multiplier' | 'untilS' | 'fromS'>

/** Programs of a methodology with fixed values: of the vintage, and of each interval. */
export type Compiled = { readonly program: Program; readonly interval?: Program }

/** What becomes of readings or of results of intervals over a vintage; nothing stated is the sum. */
export type Aggregate = 'sum' | 'mean-down' | 'mean-up' | 'last' | 'min' | 'max'

/** Where the amount of a program's variable comes from. */
export type VariableSource =
  | { readonly kind: 'lanes'; readonly aggregate?: Aggregate }
  /** Aggregated result of an interval equation, by its place among them. */
  | { readonly kind: 'interval'; readonly equation: number; readonly aggregate: Aggregate }
  | {
      readonly kind: 'constant'
      readonly amount: Fixed
      readonly reason: string
      /** Of the registry, for a zero in a live project. */
      readonly approvedDeviation?: { readonly reference: string; readonly hash: string }
    }
  /** Amount of the history's input as many vintages before. */
  | { readonly kind: 'lag'; readonly history: number; readonly lag: number }
  /** Computed off the chain from the period's other inputs, and again by every verifier. */
  | { readonly kind: 'coefficient' }
  | { readonly kind: 'builtin'; readonly name: 'DAYS' | 'DAYS_ALL' | 'HOURS' }

/**
 * Amounts of an input in years before the chain's own, at 1e-18 of its unit, year by year from `fromYear` on; before
 * that nothing, by declaration. `series` is keccak256 of its name and unit: what the chain keeps amounts by.
 */
export type History = {
  readonly variable: number
  readonly parameter: string
  readonly series: Hex
  readonly fromYear: number
  readonly amounts: readonly Fixed[]
}

/** Crediting period of a document with the clock of its zone. */
export type Crediting = {
  readonly crediting: Period
  readonly zone: string
  readonly offsets: OffsetTable
  readonly firstDay: LocalDay
  /** After the last one. */
  readonly endDay: LocalDay
}
