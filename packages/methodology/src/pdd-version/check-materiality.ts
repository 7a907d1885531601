import type { FaultSink } from '../documents/faults.ts'
import type { Pdd } from '../documents/pdd.ts'
import { compare, multiply, rational, rationalOf, ZERO, type Rational } from '../program/rational.ts'
import { factorOf } from './amount.ts'

/**
 * The ladder of the CDM, by size of the project and its largest yearly estimate in tCO2e: the larger a project, the
 * smaller the error that matters. Source: decision 9/CMP.7, quoted from memory and not verified.
 */
const LARGE = [
  { aboveTonnes: '500000', percent: '0.5' },
  { aboveTonnes: '300000', percent: '1' },
  { aboveTonnes: '-1', percent: '2' },
] as const

/**
 * Checks that the threshold is not laxer than the ladder gives, and of a live project that its size, its threshold and
 * the seed of its sample are stated, so that the sample can be drawn again.
 */
export function checkMateriality(pdd: Pdd, sink: FaultSink): void {
  const { materiality, purpose } = pdd
  const isLive = purpose === 'project'
  if (materiality === undefined) {
    if (isLive)
      sink.add(['materiality'], 'MISSING', 'nothing', 'size, threshold and sampling; a live project needs them')
    return
  }
  const { size, threshold_percent: threshold, sampling } = materiality
  if (isLive && sampling.seed === undefined)
    sink.add(
      ['materiality', 'sampling', 'seed'],
      'MISSING',
      'nothing',
      'what the sample is drawn from, to draw it again',
    )
  if (size === undefined) {
    if (isLive) sink.add(['materiality', 'size'], 'MISSING', 'nothing', 'large, small-scale or microscale')
    return
  }
  const most = size === 'large' ? percentOf(largestEstimate(pdd, sink)) : size === 'small-scale' ? '5' : '10'
  if (compare(rationalOf(threshold), rationalOf(most)) > 0)
    sink.add(['materiality', 'threshold_percent'], 'LADDER', threshold, `at most ${most}, for a project of this size`)
}

function percentOf(tonnes: Rational): string {
  return LARGE.find(({ aboveTonnes }) => compare(tonnes, rationalOf(aboveTonnes)) > 0)?.percent ?? '2'
}

function largestEstimate({ estimates = {} }: Pdd, sink: FaultSink): Rational {
  let largest = ZERO
  for (const [year, { value, unit }] of Object.entries(estimates)) {
    const silent: FaultSink = { faults: sink.faults, add: () => undefined } // the unit's fault is said by the estimates
    const tonnes = multiply(rationalOf(value), factorOf(unit, 'tCO2e', ['estimates', year], silent) ?? rational(0n))
    if (compare(tonnes, largest) > 0) largest = tonnes
  }
  return largest
}
