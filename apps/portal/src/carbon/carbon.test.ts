import { describe, expect, it } from 'vitest'
import type { CarbonRow } from '../api-types.ts'
import { columnsOf, extentOf } from './bars.ts'
import { niceTicks } from './nice-ticks.ts'

const row = (baseline: string, project: string, leakage: string, reduction: string): CarbonRow => ({
  period: '2012-03-01',
  baseline,
  project,
  leakage,
  reduction,
  cumulative: '0',
  status: 'provisional',
  isTrial: false,
  level: null,
  revision: 1,
  readings: 96,
  expected: 96,
  block: 7,
  tx: '0x00',
})

describe('footprint bars', () => {
  it('stacks project and leakage against the baseline', () => {
    const [column] = columnsOf([row('10', '2', '1', '7')])
    expect(column?.bars).toEqual([
      { series: 'baseline', from: 0, to: 10 },
      { series: 'project', from: 0, to: -2 },
      { series: 'leakage', from: -2, to: -3 },
    ])
    expect(column?.net).toBe(7)
  })

  it('keeps a negative reduction below zero', () => {
    expect(extentOf(columnsOf([row('1', '5', '0', '-4')]))).toEqual([-5, 1])
  })

  it('draws nothing for nothing', () => {
    expect(columnsOf([row('0', '0', '0', '0')])[0]?.bars).toEqual([])
    expect(extentOf([])).toEqual([0, 0])
  })
})

it.each([
  [0, 9, 3, [0, 5]],
  [-4, 10, 4, [0, 5, 10]],
  [0, 0.03, 3, [0, 0.01, 0.02, 0.03]],
  [5, 5, 3, [5]],
])('ticks of %d to %d', (low, high, count, ticks) => {
  expect(niceTicks(low, high, count)).toEqual(ticks)
})
