import { addReading, UNMARKED } from './apply-batch.ts'
import { addHours, type HourSum } from './roll-up.ts'
import { bigOf, integerOf, realOf, type Statements } from './rows.ts'
import type { LocalDay } from '@tcctv/units'

const OF_DAY = 'lane = ? AND batch IN (SELECT id FROM batch WHERE day = ?)'
const HOUR_S = 3600

/**
 * Takes the readings of a lane's local day out, before a correction takes their place. Batch and columns stay: they are
 * on the chain for good.
 */
export function removeDay(target: Statements, lane: number, day: LocalDay): void {
  const { sql } = target
  const rows = sql(`SELECT start_s, series, level, reason FROM reading WHERE ${OF_DAY}`).all(lane, day)
  const hours = new Map<number, Set<number>>()
  for (const row of rows) {
    const [startS, series] = [integerOf(row, 'start_s'), integerOf(row, 'series')]
    sql('DELETE FROM flag WHERE start_s = ? AND lane = ?').run(startS, lane)
    sql('UPDATE series SET readings = readings - 1, flagged = flagged - ?, anomalies = anomalies - ? WHERE id = ?').run(
      integerOf(row, 'level') > 1 ? 1 : 0,
      integerOf(row, 'reason') > 0 ? 1 : 0,
      series,
    )
    const touched = hours.get(series) ?? new Set<number>()
    hours.set(series, touched.add(Math.floor(startS / HOUR_S) * HOUR_S))
  }
  sql(`DELETE FROM reading WHERE ${OF_DAY}`).run(lane, day)
  sql('DELETE FROM day_lane WHERE lane = ? AND day = ?').run(lane, day)
  for (const [series, touched] of hours) for (const atS of touched) sumAgain(target, series, atS)
}

/** An hour may hold readings of the day before or after: in zones that are not whole hours from UTC. */
function sumAgain(target: Statements, series: number, atS: number): void {
  const { sql } = target
  sql('DELETE FROM hour WHERE series = ? AND at_s = ?').run(series, atS)
  const sums = new Map<number, HourSum>()
  const left = 'SELECT * FROM reading WHERE series = ? AND start_s >= ? AND start_s < ?'
  for (const row of sql(left).all(series, atS, atS + HOUR_S)) {
    const mark = { ...UNMARKED, level: integerOf(row, 'level'), reason: integerOf(row, 'reason') }
    addReading(sums, atS, bigOf(row, 'count'), mark, realOf(row, 'expected'))
  }
  addHours(target, series, sums)
}
