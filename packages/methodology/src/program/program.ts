import type { RoundingMode } from '@tcctv/units'
import type { Hex } from '../documents/hash-document.ts'

/**
 * An input of a program, in order; amounts at 1e-18 of the unit. `coefficient` is computed from the inputs of the period,
 * `interval` is the aggregated result of an interval equation.
 * With `lag` the amount is that of `of` as many periods before, 0 before the first one.
 */
export type ProgramVariable = PeriodVariable | InputVariable
type PeriodVariable = { readonly id: string; readonly unit: string; readonly source: 'DAYS' | 'DAYS_ALL' | 'HOURS' }
export type InputVariable = {
  readonly id: string
  readonly unit: string
  readonly source: 'monitored' | 'coefficient' | 'interval'
  /** Id without the lag. */
  readonly of: string
  /** Name in the document, without the member. */
  readonly parameter: string
  readonly lag?: number
}

/** An equation of a program, in order; its result stands in `register`. `quantum` at 1e-18. */
export type ProgramEquation = {
  readonly id: string
  readonly unit: string
  readonly expression: string
  readonly register: number
  readonly round?: RoundingMode
  readonly quantum?: bigint
}

/**
 * A compiled methodology with a project's fixed values folded in: what the `Quantifier` contract runs. All amounts are
 * int256 at 1e-18. `hash` = keccak256(keccak256(code) ‖ keccak256(constants) ‖ keccak256(tables)), 32-byte words.
 */
export type Program = {
  readonly code: Uint8Array
  readonly constants: readonly bigint[]
  readonly tables: readonly bigint[]
  readonly variables: readonly ProgramVariable[]
  readonly equations: readonly ProgramEquation[]
  readonly listing: string
  readonly hash: Hex
}

/** What one equation gave, at 1e-18 of its unit. */
export type EquationResult = { readonly id: string; readonly unrounded: bigint; readonly rounded: bigint }

export const OPCODES = {
  END: 0x00,
  CONST: 0x01,
  VAR: 0x02,
  REG: 0x03,
  ADD: 0x10,
  SUB: 0x11,
  NEG: 0x12,
  MULF: 0x13,
  MULC: 0x14,
  DIVF: 0x15,
  DIVC: 0x16,
  MULDIVF: 0x17,
  MULDIVC: 0x18,
  MIN: 0x20,
  MAX: 0x21,
  LOOKUP: 0x30,
  ROUND: 0x40,
  STORE: 0x50,
} as const

export type Opcode = keyof typeof OPCODES

/** Number of a rounding mode in the code. */
export const MODE_NUMBERS = { floor: 0, ceil: 1, trunc: 2, 'half-up': 3, 'half-even': 4 } as const satisfies Record<
  RoundingMode,
  number
>
