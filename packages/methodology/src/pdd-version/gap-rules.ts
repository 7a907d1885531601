import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import { compare, multiply, rational, rationalOf, ZERO } from '../program/rational.ts'
import { countOf, factorOf, wholeCount } from './amount.ts'
import { monitoredOf } from './lanes.ts'
import type { Lane, LaneGap } from './pdd-version.ts'

/**
 * What the documents say about gaps, lane by lane: the rule of the parameter in the methodology, and for `rated` what
 * the plant can do in one interval, from `activity.rated` of the project, rounded up. A live project that measures a
 * `rated` parameter must give its rating.
 */
export function gapRulesOf(pdd: Pdd, methodology: Methodology, lanes: readonly Lane[], sink: FaultSink): LaneGap[] {
  return lanes.map((lane) => {
    const { gap: kind = 'review', corroborated_by: corroboratedBy } = monitoredOf(methodology, lane.parameter) ?? {}
    const ratedCount = kind === 'rated' ? ratedCountOf(pdd, lane, sink) : undefined
    return {
      kind,
      ...(corroboratedBy === undefined ? {} : { corroboratedBy }),
      ...(ratedCount === undefined ? {} : { ratedCount }),
    }
  })
}

function ratedCountOf(pdd: Pdd, { parameter, unit, places, stepS }: Lane, sink: FaultSink): bigint | undefined {
  const rating = ratingOf(pdd, parameter)
  const path = ['activity', 'rated', parameter]
  if (rating === undefined) {
    if (pdd.purpose === 'project')
      sink.add(
        path,
        'MISSING',
        'nothing',
        `what the plant can do of ${parameter}, for its gaps; a live project needs it`,
      )
    return undefined
  }
  const perSecond = factorOf(`${rating.unit}*s`, unit, [...path, 'unit'], sink)
  if (perSecond === undefined) return undefined
  if (compare(rationalOf(rating.value), ZERO) < 0) sink.add([...path, 'value'], 'SIGN', rating.value, 'zero or more')
  return wholeCount(countOf(rating.value, multiply(perSecond, rational(BigInt(stepS))), places), 'ceil')
}

type Rating = { readonly value: string; readonly unit: string }

/** The rating under the parameter's name; the one nameplate value of a plant rates none of its parameters. */
function ratingOf({ activity }: Pdd, parameter: string): Rating | undefined {
  const rated: unknown = activity?.rated
  if (typeof rated !== 'object' || rated === null) return undefined
  const found = Object.entries(rated).find(([id]) => id === parameter)?.[1] as unknown
  return isRating(found) ? found : undefined
}

function isRating(found: unknown): found is Rating {
  return (
    typeof found === 'object' &&
    found !== null &&
    'value' in found &&
    'unit' in found &&
    typeof found.value === 'string' &&
    typeof found.unit === 'string'
  )
}
