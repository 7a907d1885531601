import { describe, expect, it } from 'vitest'
import { TcctvError } from '@tcctv/units'
import { ANOMALY_REASONS, anomalyReasonOf, decodeFlags, encodeFlags, type Flag } from './flags.ts'

const anomaly: Flag = { column: 0, position: 3, code: 16, detail: ANOMALY_REASONS.drift, scoreMillionths: 1_500_000 }

describe('flags', () => {
  it('decodes what it encodes', () => {
    const flags: readonly Flag[] = [
      { column: 0, position: 0, code: 17, detail: 0, scoreMillionths: 0 },
      anomaly,
      { ...anomaly, column: 1, code: 2, scoreMillionths: 4_294_967_295 },
    ]
    expect(decodeFlags(encodeFlags(flags))).toEqual(flags)
  })

  it('saturates scores', () => {
    expect(decodeFlags(encodeFlags([{ ...anomaly, scoreMillionths: Infinity }]))[0]?.scoreMillionths).toBe(0xffff_ffff)
  })

  it.each([
    ['the same entry twice', [anomaly, anomaly]],
    ['a position beyond 16 bits', [{ ...anomaly, position: 65_536 }]],
    ['a score that is no number', [{ ...anomaly, scoreMillionths: Number.NaN }]],
  ])('refuses %s', (_, flags) => {
    expect(() => encodeFlags(flags)).toThrow(TcctvError)
  })

  it('refuses bytes that are no entries', () => {
    expect(() => decodeFlags(new Uint8Array(9))).toThrow(TcctvError)
    expect(() => decodeFlags(new Uint8Array(10))).toThrow(TcctvError)
  })

  it('names reasons by their numbers', () => {
    expect([anomalyReasonOf(3), anomalyReasonOf(99)]).toEqual(['drift', undefined])
  })
})
