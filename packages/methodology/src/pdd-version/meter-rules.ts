import { parseLocalDay, type LocalDay } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Pdd } from '../documents/pdd.ts'
import { isFixed, rational, rationalOf, compare, toFixed } from '../program/rational.ts'
import { dayOf } from './crediting.ts'
import type { Lane, MeterRule } from './pdd-version.ts'

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?/
/** Four years with a leap day among them: every length that a month or a year can have. */
const STARTS = Array.from({ length: 48 }, (_, month) => [2001 + Math.floor(month / 12), month % 12] as const)

/** Calibration of each lane's meter (methodology.md R7): what is overdue bears the permissible error. */
export function meterRulesOf(pdd: Pdd, lanes: readonly Lane[], sink: FaultSink): MeterRule[] {
  return lanes.map(({ meter: id }) => {
    const path = ['meters', id]
    const meter = pdd.meters[id]
    if (meter === undefined) return { dueDay: 0, intervalDays: 1, permissible: 0n } // said already
    const { last, interval } = meter.calibration
    const error = rationalOf(meter.mpe)
    if (error.n < 0n || compare(error, rational(1n)) > 0 || !isFixed(error))
      sink.add([...path, 'mpe'], 'RANGE', meter.mpe, 'a relative error from 0 to 1, for example "0.005"')
    const intervalDays = daysOf(interval)
    if (intervalDays === 0)
      sink.add([...path, 'calibration', 'interval'], 'INTERVAL', interval, 'years, months or days, for example P3Y')
    const lastDay: LocalDay = dayOf(last, [...path, 'calibration', 'last'], sink)
    return { dueDay: lastDay + intervalDays, intervalDays, permissible: toFixed(error, 'ceil') }
  })
}

/**
 * The fewest days that an interval of years, months and days has, so that a calibration is due no later than by the
 * calendar. @example daysOf('P3Y') // 1095
 */
export function daysOf(duration: string): number {
  const [years = 0, months = 0, days = 0] = (DURATION.exec(duration) ?? []).slice(1).map((part) => Number(part ?? '0'))
  const lengths = STARTS.map(([year, month]) => {
    const end = month + months
    return firstOf(year + years + Math.floor(end / 12), end % 12) - firstOf(year, month)
  })
  return Math.min(...lengths) + days
}

function firstOf(year: number, month: number): LocalDay {
  return parseLocalDay(`${year}-${String(month + 1).padStart(2, '0')}-01`)
}
