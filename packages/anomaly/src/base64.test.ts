import { assert, double, float64Array, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeNumbers, encodeNumbers } from './base64.ts'

describe('numbers as base64', () => {
  it('agree with the encoding of Node', () => {
    assert(
      property(float64Array(), (numbers) => {
        expect(encodeNumbers(numbers)).toBe(
          Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString('base64'),
        )
      }),
    )
  })

  it('come back as they were, also when not finite', () => {
    assert(
      property(double(), double(), (left, right) => {
        expect(decodeNumbers(encodeNumbers(Float64Array.of(left, right, Number.NaN)))).toEqual(
          Float64Array.of(left, right, Number.NaN),
        )
      }),
    )
  })

  it.each(['AAAA', '????????????', 'AAAAAAAA8D8'])('refuse %s', (text) => {
    expect(() => decodeNumbers(text)).toThrow(expect.objectContaining({ code: 'ANOMALY_MODEL' }))
  })
})
