import { probabilityOf } from './score-pair.ts'

/** A pair that an officer decided: the model's score before the decision, and whether it is one activity. */
export type DecidedScore = { readonly scoreBits: number; readonly isSame: boolean }

/** p = probabilityOf(slope × score + shiftBits). */
type Calibration = { readonly slope: number; readonly shiftBits: number }

/** How well probabilities fit decisions: mean squared error, and mean bits of surprise. Less is better. */
type Fit = { readonly brier: number; readonly lossBits: number }

export type CalibrationProposal =
  | {
      readonly status: 'proposed'
      readonly calibration: Calibration
      readonly before: Fit
      /** Each fifth of the decisions judged by a calibration fitted on the others. */
      readonly after: Fit
      readonly same: number
      readonly different: number
    }
  | { readonly status: 'too few decisions'; readonly same: number; readonly different: number; readonly needed: string }

const MIN_DECISIONS = 100
const MIN_OF_EACH = 30
const FOLDS = 5
const STEPS = 30
/** Pulls towards the identity, as some decisions would: few decisions then move little. */
const PRIOR_DECISIONS = 5
const LEAST_SURPRISE = 1e-9
const IDENTITY: Calibration = { slope: 1, shiftBits: 0 }

/**
 * Fits slope and shift of the scores to officers' decisions (Platt's two parameters), once there are enough of both
 * kinds. A proposal: it changes no probability. The order of decisions matters only for which fifth a pair is in.
 *
 * @example fitCalibration([]).status // 'too few decisions'
 */
export function fitCalibration(decided: readonly DecidedScore[]): CalibrationProposal {
  const same = decided.filter(({ isSame }) => isSame).length
  const different = decided.length - same
  if (decided.length < MIN_DECISIONS || Math.min(same, different) < MIN_OF_EACH)
    return { status: 'too few decisions', same, different, needed: `${MIN_DECISIONS}, ${MIN_OF_EACH} of each kind` }
  const byFold = Array.from({ length: FOLDS }, (_, fold) => fit(decided.filter((_pair, at) => at % FOLDS !== fold)))
  const foreseen = decided.map(({ scoreBits }, at) => calibrated(scoreBits, byFold[at % FOLDS] ?? IDENTITY))
  return {
    status: 'proposed',
    calibration: fit(decided),
    before: fitOf(
      decided,
      decided.map(({ scoreBits }) => probabilityOf(scoreBits)),
    ),
    after: fitOf(decided, foreseen),
    same,
    different,
  }
}

/** Probability of a score under a calibration. */
function calibrated(scoreBits: number, { slope, shiftBits }: Calibration): number {
  return probabilityOf(slope * scoreBits + shiftBits)
}

/** Newton's steps on the logistic likelihood, held near the identity; a step that overshoots is halved. */
function fit(decided: readonly DecidedScore[]): Calibration {
  let best = IDENTITY
  let likelihood = likelihoodOf(decided, best)
  for (let step = 0; step < STEPS; step += 1) {
    const { slope, shiftBits } = stepFrom(decided, best)
    let share = 1
    let next = best
    let reached = -Infinity
    while (share > 1e-6 && reached < likelihood) {
      next = { slope: best.slope + share * slope, shiftBits: best.shiftBits + share * shiftBits }
      reached = likelihoodOf(decided, next)
      share /= 2
    }
    if (reached - likelihood < 1e-9) return best
    best = next
    likelihood = reached
  }
  return best
}

function likelihoodOf(decided: readonly DecidedScore[], calibration: Calibration): number {
  const { slope, shiftBits } = calibration
  let sum = (-PRIOR_DECISIONS * ((slope - 1) ** 2 + shiftBits ** 2)) / 2
  for (const { scoreBits, isSame } of decided) {
    const p = calibrated(scoreBits, calibration)
    sum += Math.log(Math.max(Number.MIN_VALUE, isSame ? p : 1 - p))
  }
  return sum
}

function stepFrom(decided: readonly DecidedScore[], from: Calibration): Calibration {
  let [slopeUp, shiftUp] = [-PRIOR_DECISIONS * (from.slope - 1), -PRIOR_DECISIONS * from.shiftBits]
  let [slopes, both, shifts] = [PRIOR_DECISIONS, 0, PRIOR_DECISIONS]
  for (const { scoreBits, isSame } of decided) {
    const p = calibrated(scoreBits, from)
    const miss = ((isSame ? 1 : 0) - p) * Math.LN2
    const spread = p * (1 - p) * Math.LN2 ** 2
    slopeUp += miss * scoreBits
    shiftUp += miss
    slopes += spread * scoreBits * scoreBits
    both += spread * scoreBits
    shifts += spread
  }
  const determinant = slopes * shifts - both * both
  return {
    slope: (shifts * slopeUp - both * shiftUp) / determinant,
    shiftBits: (slopes * shiftUp - both * slopeUp) / determinant,
  }
}

function fitOf(decided: readonly DecidedScore[], probabilities: readonly number[]): Fit {
  let [squares, surprise] = [0, 0]
  for (const [at, { isSame }] of decided.entries()) {
    const p = probabilities[at] ?? 0
    const ofTruth = isSame ? p : 1 - p
    squares += (1 - ofTruth) ** 2
    surprise -= Math.log2(Math.max(LEAST_SURPRISE, ofTruth))
  }
  return { brier: squares / decided.length, lossBits: surprise / decided.length }
}
