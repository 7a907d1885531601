import type { Lane, Limit } from '@tcctv/methodology'
import { parseLocalDay, parseTime } from '@tcctv/units'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkTolerance } from './check-tolerance.ts'

const DAY = parseLocalDay('2012-11-04')
/** Denver falls back from 2:00 to 1:00 at 08:00 UTC of this day. */
const offsets = [
  { fromS: 0, offsetS: -6 * 3600 },
  { fromS: parseTime('2012-11-04T08:00:00Z'), offsetS: -7 * 3600 },
]
const lane = {
  parameter: 'EG',
  meter: 'M',
  unit: 'kWh',
  quantum: '1',
  places: 0,
  stepS: 3600,
  role: 'baseline',
  variable: 0,
  multiplier: 1n,
  low: 0n,
  high: 10n ** 9n,
} as const satisfies Lane
const hourly: Limit = {
  id: 'EG.reading',
  applies: 'reading',
  subject: { kind: 'parameter', variable: 0 },
  effectiveFrom: DAY,
  by: 'hour',
  bounds: Array.from({ length: 24 }, (_, hour) => ({ low: 0n, high: BigInt(hour), first: 1n, second: 2n })),
  unit: 'kWh',
  places: 0,
}
const version = { lanes: [lane], limits: [hourly], offsets }
const batchOf = (counts: readonly bigint[], day = DAY) => ({
  day,
  columns: [{ lane: 0, startS: parseTime('2012-11-04T06:00:00Z'), stepS: 3600, counts: [...counts] }],
  readings: counts.length,
  isSubstituted: false,
})

describe('a limit by hour', () => {
  it('judges each reading by its local hour, a repeated hour twice', () => {
    const hours = [0, 1, 1, ...Array.from({ length: 22 }, (_, index) => index + 2)].map(BigInt)
    expect(checkTolerance(batchOf(hours), version).flags).toEqual([])
    const above = checkTolerance(batchOf(hours.map((hour) => hour + 1n)), version)
    expect(above.flags.map(({ position, code }) => [position, code])).toEqual(hours.map((_, position) => [position, 2]))
  })

  it('is not asked before it takes effect', () => {
    const later = { ...version, limits: [{ ...hourly, effectiveFrom: DAY + 1 }] }
    expect(checkTolerance(batchOf([99n]), later)).toMatchObject({ flags: [], highestCase: 1 })
  })
})

describe('a batch', () => {
  it('has the highest case of its readings, and a flag for each one out of range', () => {
    const counts = fc.array(fc.bigInt({ min: 0n, max: 30n }), { minLength: 1, maxLength: 24 })
    fc.assert(
      fc.property(counts, (batch) => {
        const limit = { ...hourly, by: 'none', bounds: [{ low: 5n, high: 20n, first: 2n, second: 4n }] } as const
        const checked = checkTolerance(batchOf(batch), { ...version, limits: [limit] })
        const far = (count: bigint) => (count > 20n ? count - 20n : count < 5n ? 5n - count : 0n)
        const furthest = batch.map(far).reduce((most, one) => (one > most ? one : most), 0n)
        expect(checked.highestCase).toBe(furthest === 0n ? 1 : furthest <= 2n ? 2 : furthest <= 4n ? 3 : 4)
        expect(checked.flags.map(({ position }) => position)).toEqual(
          batch.flatMap((count, position) => (far(count) > 0n ? [position] : [])),
        )
      }),
    )
  })
})
