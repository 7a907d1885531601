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

/** Adds sums to the hours of a series. Most hours are new: they cost one statement. */
export function addHours(statements: Statements, series: number, sums: ReadonlyMap<number, HourSum>): void {
  for (const [atS, sum] of sums) {
    if (insertHour(statements, 'INSERT OR IGNORE', series, atS, sum) === 1) continue
    const known = statements.big('SELECT * FROM hour WHERE series = ? AND at_s = ?').get(series, atS)
    if (known !== undefined) insertHour(statements, 'INSERT OR REPLACE', series, atS, merged(hourOf(known), sum))
  }
}

function insertHour({ sql }: Statements, how: string, series: number, atS: number, sum: HourSum): number {
  return sql(`${how} INTO hour VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`).run(
    series,
    atS,
    sum.n,
    String(sum.sum),
    sum.low,
    sum.high,
    sum.out,
    sum.anomalies,
    sum.level,
    sum.expected,
    sum.expectedN,
  ).changes
}

/** An hour from its row, read with big integers. */
export function hourOf(row: SqliteRow): HourSum {
  return {
    n: integerOf(row, 'n'),
    sum: bigOf(row, 'sum'),
    low: bigOf(row, 'low'),
    high: bigOf(row, 'high'),
    out: integerOf(row, 'out'),
    anomalies: integerOf(row, 'anomalies'),
    level: integerOf(row, 'level'),
    expected: integerOf(row, 'expected'),
    expectedN: integerOf(row, 'expected_n'),
  }
}
