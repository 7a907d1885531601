import { expect, it } from 'vitest'
import { limitTexts } from './limit-texts.ts'
import { limitsOf } from './bases.test-support.ts'
import { WEEKDAYS } from './profile-rows.ts'

const textsOf = (...lines: string[]) => {
  const { pdd, limits } = limitsOf(lines)
  return pdd === undefined || limits === undefined ? [] : limitTexts(pdd, { limits })
}

it('shows limits in the unit of the document, exactly', () => {
  const days = `{${WEEKDAYS.map((day, index) => `${day}: "${index + 1}"`).join(', ')}}`
  const texts = textsOf(
    'parameter: EXP, applies: reading, effective: "2024-01-01", basis: {kind: range, low: "0", high: "0.375", unit: MWh}',
    `parameter: EXP, applies: day, basis: {kind: profile, by: weekday, statistic: p95, unit: MWh, low: {constant: "0"}, high: ${days}}`,
    'parameter: GAS, applies: day, basis: {kind: ratio, to: EXP, low: "0.4", high: "0.5", unit: Nm3/kWh}',
    'parameter: EXP, applies: day, basis: {kind: rated, of: engine, low: "0", high: "1"}',
  )
  expect(texts.map(({ rows, ...text }) => ({ ...text, rows: rows.length, last: rows.at(-1) }))).toEqual([
    {
      id: 'T0',
      subject: 'EXP',
      applies: 'reading',
      basis: 'range',
      effective: '2024-01-01',
      unit: 'MWh',
      rows: 1,
      last: { row: '', low: '0', high: '0.375', first: '0.0075', second: '0.0375' },
    },
    {
      id: 'T1',
      subject: 'EXP',
      applies: 'day',
      basis: 'profile by weekday, p95',
      effective: '2023-12-22',
      unit: 'MWh',
      rows: 7,
      last: { row: 'sun', low: '0', high: '7', first: '0.14', second: '0.7' },
    },
    {
      id: 'T2',
      subject: 'GAS / EXP',
      applies: 'day',
      basis: 'ratio',
      effective: '2023-12-22',
      unit: 'Nm3/kWh',
      rows: 1,
      last: { row: '', low: '0.4', high: '0.5', first: '0.002', second: '0.01' },
    },
    {
      id: 'T3',
      subject: 'EXP',
      applies: 'day',
      basis: 'rated engine, 0 to 1',
      effective: '2023-12-22',
      unit: 'kWh',
      rows: 1,
      last: { row: '', low: '0', high: '36000', first: '720', second: '3600' },
    },
  ])
})

it('shows the unit of the readings where that of the document would need endless decimals', () => {
  const [text] = textsOf('parameter: EXP, applies: day, basis: {kind: range, low: "0", high: "36", unit: MJ}')
  expect(text).toMatchObject({ unit: 'MJ', rows: [{ high: '36', first: '0.72', second: '3.6' }] })
  const [other] = textsOf(
    'parameter: GAS, applies: day, basis: {kind: range, low: "0", high: "1", unit: "3*Nm3"}, first: {absolute: "1", unit: Nm3}, second: {absolute: "1", unit: Nm3}',
  )
  expect(other).toMatchObject({ unit: 'Nm3', rows: [{ high: '3', first: '1', second: '1' }] })
})
