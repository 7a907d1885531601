import { describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { distanceKm } from './distance.ts'
import { levelOf, type LevelFacts } from './levels.ts'
import { editRatio } from './name-features.ts'
import { overlapTonnes, periodsOverlap } from './overlap.ts'
import { letterBits, titleNumbers } from './title-tokens.ts'

const FACTS: LevelFacts = { probability: 0.9, isExplicit: false, severity: 1, hasUnknownKind: false, coverage: 0.8 }
const year = (units: number, precision: 'day' | 'year' = 'day') => ({
  from: '2020-01-01',
  to: '2020-12-31',
  precision,
  units,
})

describe('levelOf', () => {
  it.each([
    [{}, 'likely'],
    [{ isExplicit: true, probability: 1, severity: 0.3 }, 'confirmed'],
    [{ isExplicit: true, probability: 1, severity: 0 }, 'none'],
    [{ severity: 0.3 }, 'possible'],
    [{ severity: 'unknown', hasUnknownKind: true }, 'possible'],
    [{ probability: 0.3, severity: 0, hasUnknownKind: true }, 'unknown'],
    [{ probability: 0.01, severity: 1, hasUnknownKind: true }, 'none'],
    [{ probability: 0.01, coverage: 0.2 }, 'unknown'],
  ] satisfies readonly [Partial<LevelFacts>, string][])('with %j is %s', (facts, level) => {
    expect(levelOf({ ...FACTS, ...facts })).toBe(level)
  })

  it('never falls to none when severity becomes unknown', () => {
    const unit = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(unit, unit, unit, (probability, severity, coverage) => {
        const before = levelOf({ ...FACTS, probability, severity, coverage })
        const after = levelOf({ ...FACTS, probability, severity: 'unknown', hasUnknownKind: true, coverage })
        if (before !== 'none') expect(after).not.toBe('none')
      }),
    )
  })
})

describe('overlapTonnes', () => {
  it.each([
    ['the same year by day', [year(100)], [year(80)], { low: 80, high: 80 }],
    ['the same year by year', [year(100)], [year(80, 'year')], { low: 0, high: 80 }],
    ['half a year', [year(366)], [{ ...year(366), from: '2020-07-02', to: '2021-07-01' }], { low: 183, high: 366 }],
    ['apart', [year(100)], [{ ...year(100), from: '2021-01-01', to: '2021-12-31' }], { low: 0, high: 0 }],
  ] as const)('%s', (_, a, b, expected) => expect(overlapTonnes(a, b)).toEqual(expected))
})

describe('periodsOverlap', () => {
  const period = (from: string | null, to: string | null) => ({ from, to, precision: 'day' as const })
  it.each([
    [period('2010-01-01', '2019-12-31'), period('2019-12-31', '2025-01-01'), true],
    [period('2010-01-01', '2019-12-31'), period('2020-01-01', '2025-01-01'), false],
    [period('2010-01-01', '2019-12-31'), period('2020-01-01', null), false],
    [period('2010-01-01', null), period('2020-01-01', null), null],
    [null, period('2020-01-01', null), null],
  ])('of %j and %j is %s', (a, b, expected) => expect(periodsOverlap(a, b)).toBe(expected))
})

it('measures a degree of latitude', () => {
  expect(distanceKm({ longitude: 0, latitude: 0 }, { longitude: 0, latitude: 1 })).toBeCloseTo(111.195, 2)
})

it.each([
  ['velmora', 'velmorra', 0.93],
  ['velmora', 'tarkesh', 0.14],
  ['same', 'same', 1],
])('compares %s with %s', (a, b, ratio) => {
  if (ratio >= 0.86) expect(editRatio(a, b)).toBeCloseTo(ratio, 2)
  else expect(editRatio(a, b)).toBeLessThan(0.86)
})

describe('title words', () => {
  it('takes a letter behind a phase as its number', () => {
    expect(titleNumbers('velmora phase a wind')).toEqual(['a'])
    expect(titleNumbers('velmora unit 03 phase 2')).toEqual(['2', '3'])
    expect(titleNumbers('velmora a wind')).toEqual([])
  })

  it('never rules out a near word by its letters', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'x', 'y', 'z', '0', '1', '9', 'é'),
      minLength: 5,
      maxLength: 12,
    })
    fc.assert(
      fc.property(word, word, (a, b) => {
        const differing = ((letterBits(a) ^ letterBits(b)) >>> 0).toString(2).replaceAll('0', '').length
        expect(differing).toBeLessThanOrEqual((1 - editRatio(a, b)) * (a.length + b.length) + 1e-9)
      }),
    )
  })
})
