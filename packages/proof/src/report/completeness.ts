import { divide, formatDecimal, parseLocalDay } from '@tcctv/units'
import type { ChainRecord } from '../records.ts'
import { EVIDENCE, wordOf } from '../vocabulary.ts'
import { totalsOf, type ReportDay } from './days.ts'
import { eventsOf } from './events.ts'

/** Data availability: readings present of readings expected. Says nothing about sources left out. */
export type ReportCompleteness = {
  readonly days: number
  readonly daysRecorded: number
  readonly readings: number
  readonly expected: number
  /** Share of expected readings present, rounded down to 4 places; null when none is expected. */
  readonly availability: string | null
  readonly batches: number
  readonly evidence: readonly { readonly class: string; readonly readings: number }[]
}

export function completenessOf(
  records: readonly ChainRecord[],
  days: readonly ReportDay[],
  period: { readonly from: string; readonly to: string },
): ReportCompleteness {
  const [fromDay, toDay] = [parseLocalDay(period.from), parseLocalDay(period.to)]
  const { readings, expected } = totalsOf(days)
  const batches = eventsOf(records, 'BatchCommitted').filter(({ args }) => args.day >= fromDay && args.day < toDay)
  const byEvidence = new Map<number, number>()
  for (const { args } of batches) byEvidence.set(args.evidence, (byEvidence.get(args.evidence) ?? 0) + args.readings)
  return {
    days: toDay - fromDay,
    daysRecorded: days.length,
    readings,
    expected,
    availability:
      expected === 0 ? null : formatDecimal(divide(BigInt(readings) * 10_000n, BigInt(expected), 'floor'), 4),
    batches: batches.length,
    evidence: [...byEvidence]
      .toSorted(([a], [b]) => a - b)
      .map(([evidence, count]) => ({ class: wordOf(EVIDENCE, evidence), readings: count })),
  }
}
