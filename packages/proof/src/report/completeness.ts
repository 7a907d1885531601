import { parseLocalDay } from '@tcctv/units'
import type { ChainRecord } from '../records.ts'
import type { DataAccount } from './data-account.ts'
import { totalsOf, type ReportDay } from './days.ts'
import { eventsOf } from './events.ts'

/** Days, readings and batches of the period, and how good its data are; `readings` holds the substituted ones too. */
export type ReportCompleteness = DataAccount & {
  readonly days: number
  readonly daysRecorded: number
  readonly readings: number
  readonly batches: number
}

export function completenessOf(
  records: readonly ChainRecord[],
  days: readonly ReportDay[],
  period: { readonly from: string; readonly to: string },
  account: DataAccount,
): ReportCompleteness {
  const [fromDay, toDay] = [parseLocalDay(period.from), parseLocalDay(period.to)]
  const batches = eventsOf(records, 'BatchCommitted').filter(({ args }) => args.day >= fromDay && args.day < toDay)
  return {
    ...account,
    days: toDay - fromDay,
    daysRecorded: days.length,
    readings: totalsOf(days).readings,
    batches: batches.length,
  }
}
