import type { UnixS } from '@tcctv/units'

/** One interval of a lane; `count` in the lane's quantum, `row` as the caller numbers its records. */
export type Reading = {
  readonly lane: number
  readonly startS: UnixS
  readonly stepS: number
  readonly count: bigint
  readonly row: number
}

/** What is wrong with one record. `field` is its column, or the JSON pointer in it. */
export type RowFault = {
  readonly row: number
  readonly field: string
  readonly code: string
  readonly found: string
  readonly expected: string
  readonly advice: string
}
