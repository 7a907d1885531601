import { substitute } from '@tcctv/methodology'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { possible, tableCount, tableRow } from './gap-values.ts'

const HOUR_S = 3600
const LANE = { stepS: HOUR_S, low: -500n, high: 900n }
const ROLES = { baseline: 1, project: 2, leakage: 3 } as const

describe('the second implementation of the table', () => {
  it('gives what the first gives, for gaps of every length', () => {
    const readings = fc.array(fc.bigInt({ min: -1000n, max: 1000n }), { minLength: 400, maxLength: 400 })
    const role = fc.constantFrom('baseline', 'project', 'leakage')
    fc.assert(
      fc.property(readings, fc.integer({ min: 1, max: 180 }), role, (counts, hours, side) => {
        const gap = { fromS: 100 * HOUR_S, toS: (100 + hours) * HOUR_S }
        const measured = counts
          .map((count, hour) => ({ startS: hour * HOUR_S, count }))
          .filter(({ startS }) => startS < gap.fromS || startS >= gap.toS)
        const first = substitute(measured, gap, { kind: 'tool08', role: side, ...LANE })
        const row = tableRow(gap)
        expect(row === undefined).toBe(first.kind === 'none')
        if (row === undefined || first.kind === 'none') return
        const window = measured
          .filter(({ startS }) => startS >= gap.fromS - row.windowS && startS < gap.toS + row.windowS)
          .map(({ count }) => count)
        const lane = { role: ROLES[side], ...LANE }
        expect(possible(tableCount(gap, window, lane), lane)).toBe(first.readings[0]?.count)
      }),
      { numRuns: 300 },
    )
  })
})
