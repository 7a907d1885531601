import { describe, expect, it } from 'vitest'
import { limitTable } from './limit-table.ts'

const LIMITS = [
  {
    id: 'EXP.day',
    subject: 'EXP',
    applies: 'day',
    basis: 'profile by weekday, p95',
    effective: '2024-01-01',
    unit: 'kWh',
    rows: ['9.5', '10', '-1'].map((high, index) => ({
      row: String(index),
      low: '-2',
      high,
      first: '0.1',
      second: '1',
    })),
  },
  {
    id: 'GAS.EXP',
    subject: 'GAS / EXP',
    applies: 'day',
    basis: 'ratio',
    effective: '2023-12-22',
    unit: 'Nm3/kWh',
    rows: [{ row: '', low: '0.4', high: '0.5', first: '0.002', second: '0.01' }],
  },
] as const

describe('the table of limits', () => {
  it('is one table where there is room, a profile by its extremes', () => {
    expect(limitTable(LIMITS, 130)).toBe(
      [
        'tolerance  subject    applies  basis                             low     high  first margin  second margin  unit     from',
        'EXP.day    EXP        day      profile by weekday, p95 (3 rows)   -2  -1 … 10           0.1              1  kWh      2024-01-01',
        'GAS.EXP    GAS / EXP  day      ratio                             0.4      0.5         0.002           0.01  Nm3/kWh  2023-12-22',
        '',
      ].join('\n'),
    )
  })

  it('stands below each other where there is not', () => {
    const narrow = limitTable(LIMITS, 80)
    expect(narrow.split('\n').every((line) => line.length <= 60)).toBe(true)
    expect(narrow).toContain(
      'EXP.day: EXP, each day from 2024-01-01\n  profile by weekday, p95 (3 rows)\n  low            -2 kWh\n',
    )
    expect(narrow).toContain('  high           -1 … 10 kWh\n')
  })

  it('says that there are none', () => {
    expect(limitTable([], 80)).toBe('no tolerances\n')
  })
})
