import type { EquationFacts } from '@tcctv/methodology'
import { expect, it } from 'vitest'
import { equationTable } from './equation-table.ts'

const FACTS: EquationFacts[] = [
  {
    id: 'BE',
    unit: 'tCO2e',
    expression: 'EG * EF',
    scope: 'period',
    round: 'floor',
    quantum: '0.000000000000000001',
    side: 'down',
    range: { low: '0', high: null },
  },
  {
    id: 'ETA',
    unit: '1',
    expression: 'lookup(T, HOT, up)',
    scope: 'interval',
    side: 'exact',
    range: { low: '0.123456789', high: '0.9' },
  },
]

it('shows side and range of every equation in columns', () => {
  expect(equationTable(FACTS, 80, false)).toEqual([
    '  equation  unit   of the exact result          range',
    '  BE        tCO2e  never above, floor to 1e-18  0 or more',
    '  ETA       1      exact, each interval         0.123456… to 0.9',
  ])
})

it('puts them below each other on a narrow terminal', () => {
  expect(equationTable(FACTS, 40, false)).toEqual([
    '  BE [tCO2e]',
    '    never above, floor to 1e-18',
    '    0 or more',
    '  ETA [1]',
    '    exact, each interval',
    '    0.123456… to 0.9',
  ])
})
