import { MAX_READINGS } from '@tcctv/contracts'
import { describe, expect, it } from 'vitest'
import { identify } from './identify.ts'

const index = { countAt: () => undefined, endOf: () => undefined, lastFinalDay: undefined }
const context = { of: () => ({ day: 0, documents: { version: { lanes: [] } } }), index }

describe('batches of a day', () => {
  it('hold at most the readings of one batch, and lose and double none', () => {
    const readings = [0, 1].flatMap((lane) =>
      Array.from({ length: MAX_READINGS - 100 }, (_, position) => ({
        row: position + 1,
        lane,
        startS: position * 10,
        stepS: 10,
        count: BigInt(position),
      })),
    )
    const { batches, faults } = identify({ readings }, context)
    expect(faults).toEqual([])
    expect(batches.map((batch) => batch.readings)).toEqual([MAX_READINGS, MAX_READINGS - 200])
    const starts = batches.flatMap(({ columns }) =>
      columns.flatMap(({ lane, startS, stepS, counts }) =>
        Array.from(counts, (_, position) => `${lane}/${startS + position * stepS}`),
      ),
    )
    expect(new Set(starts).size).toBe(readings.length)
  })
})
