import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { registerReader, type Register, type RegisterRule } from './registers.ts'

const RULE: RegisterRule = {
  stepS: 900,
  modulus: 10_000n,
  most: 500n,
  resets: [],
  begin: undefined,
  endS: undefined,
  endCount: undefined,
  knownToS: undefined,
}
const at = (step: number, count: bigint): Register => ({ atS: step * 900, count })

function read(rule: Partial<RegisterRule>, registers: readonly Register[]) {
  const next = registerReader({ ...RULE, ...rule })
  const steps = registers.map(next)
  return {
    counts: steps.flatMap(({ intervals }) => intervals.map(({ count }) => count)),
    starts: steps.flatMap(({ intervals }) => intervals.map(({ startS }) => startS / 900)),
    spread: steps.filter(({ isSpread }) => isSpread).length,
    faults: steps.flatMap(({ fault }) => (fault === undefined ? [] : [fault.code])),
  }
}

describe('registers', () => {
  it('give what was between them; the first sets the base only', () => {
    const found = read({}, [at(0, 100n), at(1, 130n), at(2, 130n), at(3, 530n)])
    expect(found).toEqual({ counts: [30n, 0n, 400n], starts: [0, 1, 2], spread: 0, faults: [] })
  })

  it('are bridged where some are missing, with the exact total', () => {
    expect(read({}, [at(0, 100n), at(4, 203n)])).toEqual({
      counts: [25n, 25n, 25n, 28n],
      starts: [0, 1, 2, 3],
      spread: 1,
      faults: [],
    })
  })

  it('roll over at the turn of the meter', () => {
    expect(read({}, [at(0, 9_990n), at(1, 40n)]).counts).toEqual([50n])
  })

  it('go through declared resets', () => {
    const resets = [
      { atS: 400, before: 210n, after: 0n },
      { atS: 900, before: 30n, after: 5n },
    ]
    expect(read({ modulus: undefined, resets }, [at(0, 200n), at(1, 5n), at(2, 9n)]).counts).toEqual([40n, 4n])
  })

  it('begin at the handover of the meter that was replaced', () => {
    const begin = at(1, 7n)
    expect(read({ begin }, [at(2, 17n)])).toMatchObject({ counts: [10n], starts: [1] })
    expect(read({ begin }, [at(1, 7n), at(2, 17n)])).toMatchObject({ counts: [10n], faults: [] })
    expect(read({ begin }, [at(1, 8n)]).faults).toEqual(['REGISTER_BASE'])
    expect(read({ begin }, [at(0, 7n)]).faults).toEqual(['REGISTER_BASE'])
    expect(read({ begin, knownToS: 1800 }, [at(2, 17n), at(3, 20n)]).counts).toEqual([3n])
  })

  it.each([
    ['runs backwards without a rollover', { modulus: undefined }, [at(0, 100n), at(1, 99n)], 'REGISTER_BACKWARDS'],
    ['runs backwards a little', {}, [at(0, 100n), at(1, 99n)], 'REGISTER_BACKWARDS'],
    ['jumps', {}, [at(0, 100n), at(1, 601n)], 'REGISTER_JUMP'],
    ['jumps over a rollover', {}, [at(0, 9_900n), at(1, 450n)], 'REGISTER_BACKWARDS'],
    ['turns more than half', { most: 9_000n }, [at(0, 5_000n), at(1, 1n)], 'REGISTER_BACKWARDS'],
    ['is above its digits', {}, [at(0, 10_000n)], 'TOO_HIGH'],
    ['is negative', {}, [at(0, -1n)], 'TOO_LOW'],
    ['comes twice', {}, [at(1, 100n), at(1, 100n)], 'REGISTER_ORDER'],
    ['is missing for more than a day', {}, [at(0, 100n), at(97, 120n)], 'REGISTER_GAP'],
    ['lies between steps', {}, [at(0, 100n), at(1.5, 120n)], 'REGISTER_GAP'],
    ['comes after the handover', { endS: 900 }, [at(1, 100n), at(2, 120n)], 'REGISTER_ENDED'],
    [
      'is that before a reset at the very instant of the reset',
      { resets: [{ atS: 900, before: 400n, after: 0n }] },
      [at(0, 300n), at(1, 400n)],
      'REGISTER_RESET',
    ],
    [
      'begins with that before a reset at its instant',
      { resets: [{ atS: 900, before: 9_900n, after: 0n }] },
      [at(1, 9_900n)],
      'REGISTER_RESET',
    ],
    ['differs from that of the handover', { endS: 900, endCount: 130n }, [at(0, 100n), at(1, 120n)], 'REGISTER_LAST'],
    ['begins behind what is committed', { knownToS: 900 }, [at(2, 100n)], 'REGISTER_BASE'],
  ])('are refused when one %s', (_what, rule, registers, code) => {
    expect(read(rule, registers)).toMatchObject({ counts: [], faults: [code] })
  })

  it('lose and double nothing through any number of turns and holes', () => {
    const moves = fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), fc.bigInt({ min: 0n, max: 500n })), {
      minLength: 1,
    })
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 9_999n }), moves, (start, steps) => {
        const registers = [at(0, start)]
        let [step, total] = [0, 0n]
        for (const [length, quantity] of steps) {
          step += length
          total += quantity
          registers.push(at(step, (start + total) % 10_000n))
        }
        const found = read({}, registers)
        expect(found.faults).toEqual([])
        expect(found.counts.reduce((sum, count) => sum + count, 0n)).toBe(total)
        expect(found.starts).toEqual(Array.from({ length: step }, (_, index) => index))
      }),
    )
  })
})
