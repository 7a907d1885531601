import { resolutionOf } from '../check-digits.ts'
import { finiteSorted, sortedQuantile } from '../robust.ts'
import { isSubDaily, type SeriesDescription } from '../series.ts'
import { FAULTS } from './fault.ts'
import { FRAUD } from './fraud.ts'
import type { Random } from '../random.ts'
import type { Stretch, Threat } from './threat.ts'

/** Every kind of tampering and fault that can be injected. */
export const THREATS: readonly Threat[] = [...FRAUD, ...FAULTS]

/** Readings with one event: rows [from, to) were tampered with. */
export type Injected = {
  readonly threat: string
  readonly values: Float64Array
  readonly from: number
  readonly to: number
}

/**
 * Injects one event at a random place at or after row `first`, of a random length. Tampered readings are rounded to the
 * steps the meter counts in, if it does, so that they are not told by their digits. Null when the place is too short.
 */
export function inject(
  threat: Threat,
  values: Float64Array,
  { series, first, random }: { readonly series: SeriesDescription; readonly first: number; readonly random: Random },
): Injected | null {
  const length = lengthOf(threat, series, random)
  const room = values.length - first - length - series.period
  if (room < 1) return null
  const from = first + Math.floor(random() * room)
  const tampered = values.slice()
  const sorted = finiteSorted(values.subarray(0, first))
  const [middle, high] = [0.5, 0.98].map((share) => sortedQuantile(sorted, share))
  const stretch: Stretch = {
    values: tampered,
    original: values,
    from,
    to: from + length,
    period: series.period,
    week: series.week,
    middle: middle ?? 0,
    high: high ?? 0,
    random,
  }
  threat.apply(stretch)
  const step = resolutionOf(values.subarray(0, first))
  if (step !== null)
    for (let row = from; row < from + length; row += 1)
      if (tampered[row] !== values[row]) tampered[row] = step * Math.round((tampered[row] ?? 0) / step)
  return { threat: threat.name, values: tampered, from, to: from + length }
}

function lengthOf({ lasts }: Threat, series: SeriesDescription, random: Random): number {
  if (lasts === 'rows') return 1 + Math.floor(random() * 3)
  const unit = isSubDaily(series) ? series.period : series.granularity === 'daily' ? 4 : 2
  return Math.round(unit * (lasts === 'period' ? 0.5 + random() : 2 + 5 * random()))
}
