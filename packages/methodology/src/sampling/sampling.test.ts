import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { allocateSample, stratifiedSampleSize } from './allocate-sample.ts'
import { sampleSize, sampleSizeOfProportion } from './sample-size.ts'
import { studentQuantile } from './student-t.ts'

describe('Student quantiles', () => {
  // Printed in every table of the distribution, two-sided confidence.
  it.each([
    [0.9, 1, '6.314'],
    [0.9, 2, '2.920'],
    [0.9, 5, '2.015'],
    [0.9, 8, '1.860'],
    [0.9, 10, '1.812'],
    [0.9, 30, '1.697'],
    [0.9, 120, '1.658'],
    [0.9, Infinity, '1.645'],
    [0.95, 1, '12.706'],
    [0.95, 4, '2.776'],
    [0.95, 9, '2.262'],
    [0.95, 20, '2.086'],
    [0.95, 60, '2.000'],
    [0.95, Infinity, '1.960'],
    [0.99, 3, '5.841'],
    [0.99, 15, '2.947'],
    [0.99, Infinity, '2.576'],
  ])('at %d with %d degrees of freedom is %s', (confidence, degreesOfFreedom, printed) => {
    expect(studentQuantile(confidence, degreesOfFreedom).toFixed(3)).toBe(printed)
  })

  it('agrees with the closed forms of one and two degrees of freedom', () => {
    for (const confidence of [0.5, 0.8, 0.9, 0.95, 0.99, 0.999]) {
      expect(studentQuantile(confidence, 1)).toBeCloseTo(Math.tan((Math.PI * confidence) / 2), 7)
      const second = (confidence * Math.SQRT2) / Math.sqrt(1 - confidence * confidence)
      expect(studentQuantile(confidence, 2)).toBeCloseTo(second, 7)
    }
  })
})

describe('sample size', () => {
  const box4 = { mean: '34', standardDeviation: '6', precision: '0.10', confidence: '0.90' }

  it('repeats 9, 11, 11 as the example of AMS-III.D', () => {
    const { size, steps, isCycle } = sampleSize(box4)
    expect({ size, isCycle }).toEqual({ size: '11', isCycle: false })
    expect(steps.map((step) => [step.quantile, step.size])).toEqual([
      ['1.645', '9'],
      ['1.860', '11'],
      ['1.812', '11'],
    ])
  })

  // t(10) of 1.600 is made up: 11 → 8 → t(7) 1.895: 12 → t(11) 1.796: 11 → …
  it('takes the largest when the steps go round in a circle', () => {
    const quantiles = { normal: '1.645', '8': '1.860', '10': '1.600' }
    expect(sampleSize({ ...box4, quantiles })).toMatchObject({ size: '12', isCycle: true })
  })

  // 2.706025·200·V/(199·0.01 + 2.706025·V), V = (6/34)² = 0.031142: 16.854/2.0743 = 8.13 → 9 → t(8) 1.860 …
  it('needs fewer of a small population', () => {
    const { size } = sampleSize({ ...box4, standardDeviation: '20', population: '60' })
    expect(BigInt(size)).toBeLessThan(BigInt(sampleSize({ ...box4, standardDeviation: '20' }).size))
    expect(BigInt(size)).toBeLessThanOrEqual(60n)
  })

  // 1.645²·(0.5/0.5)/0.1² = 270.6
  it('rounds a proportion up', () => {
    const result = sampleSizeOfProportion({ proportion: '0.5', precision: '0.1', confidence: '0.9' })
    expect(result).toMatchObject({ size: '271', steps: [{ exact: '270.6025' }] })
  })

  it.each([
    { ...box4, mean: '0' },
    { ...box4, standardDeviation: '-1' },
    { ...box4, precision: '0' },
    { ...box4, confidence: '1' },
    { ...box4, mean: '3e1' },
  ])('refuses %o', (inputs) => {
    expect(() => sampleSize(inputs)).toThrow(expect.objectContaining({ code: 'SAMPLE_INVALID' }))
  })

  it('never falls when the spread rises', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), (spread) => {
        const [less, more] = [spread, spread + 5].map(
          (sd) => sampleSize({ ...box4, standardDeviation: String(sd) }).size,
        )
        expect(BigInt(more ?? 0)).toBeGreaterThanOrEqual(BigInt(less ?? 0))
      }),
    )
  })
})

describe('allocation', () => {
  const strata = [
    { id: 'a', population: '500', standardDeviation: '2' },
    { id: 'b', population: '300', standardDeviation: '10' },
    { id: 'c', population: '200', standardDeviation: '4' },
  ]

  // proportional: 40·0.5, 40·0.3, 40·0.2; optimal: N·s = 1000, 3000, 800 of 4800: 8.33, 25, 6.67
  it('divides by size or by size and spread, rounded up', () => {
    expect(allocateSample('40', strata, 'proportional').strata.map(({ size }) => size)).toEqual(['20', '12', '8'])
    const neyman = allocateSample('40', strata, 'neyman')
    expect(neyman.strata.map(({ size }) => size)).toEqual(['9', '25', '7'])
    expect(neyman.total).toBe('41')
  })

  // Σ w·s = 0.5·2 + 0.3·10 + 0.2·4 = 4.8; E = 0.1·20 = 2; (1.645·4.8/2)² = 15.586704 → 16
  it('sizes a stratified sample', () => {
    const result = stratifiedSampleSize({ mean: '20', precision: '0.1', confidence: '0.9', strata })
    expect(result.steps[0]).toMatchObject({ exact: '15.586704', size: '16' })
    const finite = stratifiedSampleSize({ mean: '20', precision: '0.1', confidence: '0.9', strata, population: '1000' })
    expect(BigInt(finite.size)).toBeLessThanOrEqual(BigInt(result.size))
  })

  it('refuses an optimal allocation without spread', () => {
    expect(() => allocateSample('9', [{ id: 'a', population: '5' }], 'neyman')).toThrow(
      expect.objectContaining({ code: 'SAMPLE_INVALID' }),
    )
  })
})
