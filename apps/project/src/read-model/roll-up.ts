import { bigOf, integerOf, type Statements } from './rows.ts'
import type { SqliteRow } from '@tcctv/store'

/** Readings of one series that begin within one UTC hour (or of any other span); counts in the lane's quanta. */
export type HourSum = {
  readonly n: number
  readonly sum: bigint
  readonly low: bigint
  readonly high: bigint
  readonly out: number
  readonly anomalies: number
  readonly level: number
  /** Sum of the model's expectations over `expectedN` readings, in the lane's unit. */
  readonly expected: number
  readonly expectedN: number
}

/** Both sums as one. */
export function merged(left: HourSum, right: HourSum): HourSum {
  return {
    n: left.n + right.n,
    sum: left.sum + right.sum,
    low: left.low < right.low ? left.low : right.low,
    high: left.high > right.high ? left.high : right.high,
    out: left.out + right.out,
    anomalies: left.anomalies + right.anomalies,
    level: Math.max(left.level, right.level),
    expected: left.expected + right.expected,
    expectedN: left.expectedN + right.expectedN,
  }
}

const BILLION = 1_000_000_000n

/** Adds sums to the hours of a series. */
export function addHours({ sql }: Statements, series: number, sums: ReadonlyMap<number, HourSum>): void {
  const upsert =
    sql(`INSERT INTO hour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (series, at_s) DO UPDATE SET
    n = n + excluded.n, sum_e9 = sum_e9 + excluded.sum_e9, sum_rest = sum_rest + excluded.sum_rest,
    low = min(low, excluded.low), high = max(high, excluded.high), out = out + excluded.out,
    anomalies = anomalies + excluded.anomalies, level = max(level, excluded.level),
    expected = expected + excluded.expected, expected_n = expected_n + excluded.expected_n`)
  for (const [atS, { n, sum, low, high, out, anomalies, level, expected, expectedN }] of sums) {
    const parts = [sum / BILLION, sum % BILLION]
    upsert.run(series, atS, n, ...parts, low, high, out, anomalies, level, expected, expectedN)
  }
}

/** A sum from its row, read with big integers. */
export function hourOf(row: SqliteRow): HourSum {
  return {
    n: integerOf(row, 'n'),
    sum: bigOf(row, 'sum_e9') * BILLION + bigOf(row, 'sum_rest'),
    low: bigOf(row, 'low'),
    high: bigOf(row, 'high'),
    out: integerOf(row, 'out'),
    anomalies: integerOf(row, 'anomalies'),
    level: integerOf(row, 'level'),
    expected: integerOf(row, 'expected'),
    expectedN: integerOf(row, 'expected_n'),
  }
}
