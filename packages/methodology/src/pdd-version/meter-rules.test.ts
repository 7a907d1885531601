import { parseLocalDay } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from './compile-pdd.ts'
import { pddFaults } from './live-pdd.test-support.ts'
import { daysOf } from './meter-rules.ts'
import { wasteProject, withCoefficient } from './waste-pdd.test-support.ts'

describe('the calibration of meters', () => {
  it.each([
    ['P3Y', 1095],
    ['P4Y', 1461],
    ['P1Y6M', 546],
    ['P1M', 28],
    ['P90D', 90],
  ])('is due after the fewest days of %s', (interval, days) => {
    expect(daysOf(interval)).toBe(days)
  })

  it('is compiled for the meter of each lane', () => {
    const { methodology, pddYaml } = wasteProject()
    const { meters } = compilePdd(parsePdd(pddYaml), methodology)
    expect(meters.map(({ permissible }) => permissible)).toEqual([10n ** 15n, 10n ** 15n, 10n ** 15n, 10n ** 16n])
    expect(meters[0]).toMatchObject({ dueDay: parseLocalDay('2011-01-01') + 3652, intervalDays: 3652 })
  })

  it.each([
    ['mpe: "0.01"', 'mpe: "1.01"', 'meters.M1.mpe RANGE'],
    [
      'class: "1", mpe: "0.01", calibration: {interval: P10Y',
      'class: "1", mpe: "0.01", calibration: {interval: PT1H',
      'meters.M1.calibration.interval INTERVAL',
    ],
  ])('is refused with %s as %s', (found, replaced, fault) => {
    const { methodology, pddYaml } = wasteProject(undefined, (text) => text.replace(found, replaced))
    expect(pddFaults(pddYaml, methodology)).toEqual([fault])
  })
})

describe('a period coefficient', () => {
  it('is an input that is computed off the chain', () => {
    const { methodology, pddYaml } = wasteProject(withCoefficient)
    expect(compilePdd(parsePdd(pddYaml), methodology).variables).toEqual([
      { kind: 'lanes' },
      { kind: 'lanes' },
      { kind: 'lanes' },
      { kind: 'coefficient' },
    ])
  })
})
