import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { TcctvError } from '@tcctv/units'
import { columnHashes, columnsRoot, decodeColumns, encodeColumns, type Column } from './columns.ts'

const column: fc.Arbitrary<Column> = fc.record({
  lane: fc.nat(0xffff),
  startS: fc.nat(2 ** 40 - 1),
  stepS: fc.integer({ min: 1, max: 2 ** 24 - 1 }),
  counts: fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { minLength: 1, maxLength: 40 }),
})
const columns = fc
  .uniqueArray(column, { minLength: 1, maxLength: 5, selector: ({ lane, startS }) => `${lane}:${startS}` })
  .map((list) => list.toSorted((a, b) => a.lane - b.lane || a.startS - b.startS))
const one: Column = { lane: 1, startS: 10, stepS: 60, counts: [1n] }

function codeOf(action: () => unknown): string | undefined {
  try {
    action()
    return undefined
  } catch (error) {
    return error instanceof TcctvError ? error.code : 'other'
  }
}

describe('columns', () => {
  it('decodes what it encodes', () => {
    fc.assert(
      fc.property(columns, (list) => {
        const found = decodeColumns(encodeColumns(list)).map((row) => ({ ...row, counts: [...row.counts] }))
        expect(found).toEqual(list)
      }),
    )
  })

  it('takes any bytes as columns only if encoding them again gives the same', () => {
    fc.assert(
      fc.property(columns, fc.nat(), fc.nat(255), (list, place, byte) => {
        const bytes = encodeColumns(list)
        bytes[place % bytes.length] = byte
        if (codeOf(() => decodeColumns(bytes)) === undefined) expect(encodeColumns(decodeColumns(bytes))).toEqual(bytes)
        else expect(codeOf(() => decodeColumns(bytes))).toBe('COLUMNS_MALFORMED')
      }),
    )
  })

  it.each([
    ['none', []],
    ['an empty column', [{ ...one, counts: [] }]],
    ['too many readings', [{ ...one, counts: Array.from({ length: 8193 }, () => 0n) }]],
    ['the same column twice', [one, one]],
    ['a step of zero', [{ ...one, stepS: 0 }]],
    ['a start beyond 40 bits', [{ ...one, startS: 2 ** 40 }]],
    ['a count beyond 64 bits', [{ ...one, counts: [2n ** 63n] }]],
  ])('refuses %s', (_, list) => {
    expect(codeOf(() => encodeColumns(list))).toBe('COLUMNS_MALFORMED')
  })

  it('has fixed bytes and hashes', () => {
    const bytes = encodeColumns([{ lane: 1, startS: 1_302_847_200, stepS: 900, counts: [-1n, 0n] }])
    expect(Buffer.from(bytes).toString('hex')).toBe('0001000002004da7dee00003847fffffffffffffff8000000000000000')
    expect(columnHashes(bytes)).toHaveLength(1)
    expect(columnsRoot(bytes)).toMatch(/^0x[0-9a-f]{64}$/)
  })
})
