import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { adjustedCount, calibrationDeductions, type CalibrationEntry } from './calibration-deductions.ts'

const LATE: CalibrationEntry = { meter: 'M1', dueS: 1000, doneS: 2000, mpe: '0.005', foundError: undefined }

describe('a calibration', () => {
  it.each([
    ['in time', { doneS: 1000 }, []],
    ['in time, whatever it found', { doneS: 900, foundError: '0.02' }, []],
    ['late', {}, [{ meter: 'M1', fromS: 1000, toS: 2000, error: '0.005', reason: 'overdue' }]],
    [
      'outstanding',
      { doneS: undefined },
      [{ meter: 'M1', fromS: 1000, toS: undefined, error: '0.005', reason: 'overdue' }],
    ],
    [
      'late with a smaller error',
      { foundError: '0.001' },
      [{ meter: 'M1', fromS: 1000, toS: 2000, error: '0.005', reason: 'overdue' }],
    ],
    [
      'late with a larger error',
      { foundError: '-0.008' },
      [{ meter: 'M1', fromS: 1000, toS: 2000, error: '0.008', reason: 'found-error' }],
    ],
  ])('%s', (_what, change, expected) => {
    expect(calibrationDeductions([{ ...LATE, ...change }])).toEqual(expected)
  })
})

describe('the adjusted count', () => {
  const deductions = calibrationDeductions([LATE, { ...LATE, dueS: 1500, foundError: '0.01' }])

  it.each([
    ['of a baseline, down', 1001n, 1000, 'baseline' as const, 995n],
    ['of project emissions, up', 1001n, 1000, 'project' as const, 1007n],
    ['of leakage, up', 1001n, 1000, 'leakage' as const, 1007n],
    ['with the larger of two errors', 1000n, 1600, 'baseline' as const, 990n],
    ['of an interval that reaches into it', 1000n, 950, 'baseline' as const, 995n],
    ['before it was due', 1000n, 900, 'baseline' as const, 1000n],
    ['after it was done', 1000n, 2000, 'baseline' as const, 1000n],
    ['of a negative baseline, further down', -1000n, 1000, 'baseline' as const, -1005n],
    ['of negative project emissions, up', -1000n, 1000, 'project' as const, -995n],
  ])('%s', (_what, count, startS, role, expected) => {
    expect(adjustedCount(count, { startS, stepS: 100 }, role, deductions)).toBe(expected)
  })

  it('is never more favourable than the reading', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), (count) => {
        const interval = { startS: 1600, stepS: 100 }
        expect(adjustedCount(count, interval, 'baseline', deductions) <= count).toBe(true)
        expect(adjustedCount(count, interval, 'project', deductions) >= count).toBe(true)
      }),
    )
  })
})
