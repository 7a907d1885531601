import { describe, expect, it } from 'vitest'
import { fitCalibration, type DecidedScore } from './fit-calibration.ts'
import { modelCard } from './model-card.ts'

describe('model card', () => {
  it('pins the weights in use: who changes them names a new version and measures again', () => {
    const { version, contentSha256 } = modelCard()
    expect({ version, contentSha256 }).toEqual({
      version: 'seeded-default-2',
      contentSha256: '88a943545f77f41998e046074e95450f344a569976dc58cf364cebd12a7e130f',
    })
  })
})

/** Scores whose true odds are `slope` times what they say, in a fixed spread. */
function decisionsOf(slope: number, count: number): DecidedScore[] {
  return Array.from({ length: count }, (_, at) => {
    const scoreBits = ((at * 7) % 41) / 2 - 10
    const share = ((at * 13) % 97) / 97
    return { scoreBits, isSame: share < 1 / (1 + 2 ** (-slope * scoreBits)) }
  })
}

describe('calibration by decisions', () => {
  it('is not proposed before there are a hundred, thirty of each kind', () => {
    expect(fitCalibration(decisionsOf(1, 99)).status).toBe('too few decisions')
    const onesided = decisionsOf(1, 200).map((decided) => ({ ...decided, isSame: true }))
    expect(fitCalibration(onesided)).toMatchObject({ status: 'too few decisions', same: 200, different: 0 })
  })

  it('finds how far scores are too sure, and foresees decisions better with it', () => {
    const proposal = fitCalibration(decisionsOf(0.25, 400))
    if (proposal.status !== 'proposed') throw new Error(proposal.status)
    expect(proposal.calibration.slope).toBeGreaterThan(0.1)
    expect(proposal.calibration.slope).toBeLessThan(0.5)
    expect(proposal.after.lossBits).toBeLessThan(proposal.before.lossBits)
    expect(proposal.after.brier).toBeLessThan(proposal.before.brier)
  })

  it('leaves scores that are right nearly as they are', () => {
    const proposal = fitCalibration(decisionsOf(1, 400))
    if (proposal.status !== 'proposed') throw new Error(proposal.status)
    expect(Math.abs(proposal.calibration.slope - 1)).toBeLessThan(0.3)
    expect(Math.abs(proposal.calibration.shiftBits)).toBeLessThan(1)
  })
})
