import { parseLocalDay } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { checkPdd } from '../check/check-pdd.ts'
import { limitsOf, PLANT, plantPdd } from './bases.test-support.ts'
import { HOURS, MONTHS } from './profile-rows.ts'
import { boundAt } from './tolerance-case.ts'

const E18 = 10n ** 18n
const boundsOf = (line: string, more = '') => limitsOf([line], more).limits?.[0]?.bounds
const first = (line: string, more = '') => boundsOf(line, more)?.[0]
const table = (rows: readonly string[], cell: (index: number) => string) =>
  `{${rows.map((row, index) => `"${row}": ${cell(index)}`).join(', ')}}`
const byMonth = (cell: (index: number) => string) => table(MONTHS, (index) => `"${cell(index)}"`)

describe('range', () => {
  it('counts the quanta of its readings and converts the declared unit exactly', () => {
    expect(first('parameter: EXP, applies: reading, basis: {kind: range, low: "0", high: "0.4", unit: MWh}')).toEqual({
      low: 0n,
      high: 4000n,
      first: 80n,
      second: 400n,
    })
  })

  it('is rounded to the stricter side, margins too', () => {
    const margins = 'first: {of: high, percent: "0.33"}, second: {absolute: "0.00029", unit: MWh}'
    const basis = 'basis: {kind: range, low: "0.11", high: "99.99", unit: kWh}'
    // 1.1 and 999.9 counts; 0.33 % of 999.9 counts is 3.29967; 0.29 kWh are 2.9 counts, less than the first margin
    expect(limitsOf([`parameter: EXP, applies: reading, ${basis}, ${margins}`]).faults).toEqual([
      'tolerances.0.second MARGIN',
    ])
    const wider = margins.replace('0.00029', '0.00039')
    expect(first(`parameter: EXP, applies: reading, ${basis}, ${wider}`)).toEqual({
      low: 2n,
      high: 999n,
      first: 3n,
      second: 3n,
    })
  })

  it('judges an equation at 1e-18 of its unit', () => {
    expect(first('parameter: ER, applies: day, basis: {kind: range, low: "0", high: "21", unit: tCO2e}')).toEqual({
      low: 0n,
      high: 21n * E18,
      first: (42n * E18) / 100n,
      second: (21n * E18) / 10n,
    })
  })
})

describe('profile', () => {
  const profile = (by: string, high: string) =>
    `basis: {kind: profile, by: ${by}, statistic: max, unit: kWh, low: {constant: "0"}, high: ${high}}`
  const at = (line: string, date: string, hour?: number) => {
    const limit = limitsOf([line]).limits?.[0]
    return limit && boundAt(limit, parseLocalDay(date), hour)?.high
  }

  it('by month', () => {
    const line = `parameter: EXP, applies: day, ${profile(
      'month',
      byMonth((index) => String(index + 1)),
    )}`
    expect([at(line, '2024-01-01'), at(line, '2023-12-31')]).toEqual([10n, 120n])
  })

  it('by weekday, Monday first', () => {
    const days = '{mon: "1", tue: "2", wed: "3", thu: "4", fri: "5", sat: "6", sun: "7"}'
    const line = `parameter: EXP, applies: day, ${profile('weekday', days)}`
    expect(boundsOf(line)).toHaveLength(7)
    expect([at(line, '2024-01-01'), at(line, '2024-02-29'), at(line, '2023-12-31')]).toEqual([10n, 40n, 70n])
  })

  it('by hour, and by month and hour, of the local clock', () => {
    const hours = table(HOURS, (index) => `"${index}"`)
    const byHour = `parameter: EXP, applies: reading, ${profile('hour', hours)}`
    expect([boundsOf(byHour)?.length, at(byHour, '2024-06-10', 13)]).toEqual([24, 130n])
    const both = table(MONTHS, (month) => table(HOURS, (hour) => `"${month * 100 + hour}"`))
    const line = `parameter: EXP, applies: reading, ${profile('month-hour', both)}`
    expect([boundsOf(line)?.length, at(line, '2024-06-10', 13)]).toEqual([288, 5130n])
  })

  it('does not hold before it takes effect', () => {
    const line = `parameter: EXP, applies: day, effective: "2024-01-01", ${profile(
      'month',
      byMonth(() => '1'),
    )}`
    expect([at(line, '2023-12-31'), at(line, '2024-01-01')]).toEqual([undefined, 10n])
  })
})

describe('rated', () => {
  it.each([
    [
      'power over a reading',
      'parameter: EXP, applies: reading, basis: {kind: rated, of: engine, low: "0", high: "1.02"}',
      3825n,
    ],
    [
      'power over a day of 24 hours',
      'parameter: EXP, applies: day, basis: {kind: rated, of: engine, low: "0", high: "1"}',
      360_000n,
    ],
    [
      'flow over a reading',
      'parameter: GAS, applies: reading, basis: {kind: rated, of: gas, low: "0", high: "1"}',
      1200n,
    ],
    [
      'an amount as it is',
      'parameter: EXP, applies: day, basis: {kind: rated, of: allowance, low: "0", high: "1"}',
      90_000n,
    ],
  ])('takes %s', (_what, line, high) => {
    expect(first(line)).toMatchObject({ low: 0n, high })
  })
})

describe('ratio', () => {
  it('is the quotient of the units of both parameters, at 1e-18', () => {
    const basis = 'basis: {kind: ratio, to: EXP, low: "0.4", high: "0.5", unit: Nm3/kWh}'
    const { limits, faults } = limitsOf([`parameter: GAS, applies: day, ${basis}`])
    expect(faults).toEqual([])
    expect(limits?.[0]).toMatchObject({
      by: 'none',
      subject: { kind: 'parameter', variable: 2 },
      divisor: 0,
      unit: 'Nm3/MWh',
      bounds: [{ low: 400n * E18, high: 500n * E18, first: 2n * E18, second: 10n * E18 }],
    })
  })
})

describe('expected', () => {
  const margins = 'first: {of: expected, percent: "5"}, second: {of: expected, percent: "15"}'
  const line = (rest: string, applies = 'day', parameter = 'EXP') =>
    `parameter: ${parameter}, applies: ${applies}, basis: {kind: expected, source: study, ${rest}}, ${margins}`

  it('has both ends at the expected amount', () => {
    const found = boundsOf(line(`by: month, unit: MWh, expected: ${byMonth((index) => String(index + 1))}`))
    expect(found?.[1]).toEqual({ low: 20_000n, high: 20_000n, first: 1000n, second: 3000n })
  })

  it('divides totals of months by their days', () => {
    const found = boundsOf(line(`by: month, per: month, unit: kWh, expected: ${byMonth(() => '868')}`))
    expect([found?.[0], found?.[1]]).toEqual([
      { low: 280n, high: 280n, first: 14n, second: 42n },
      { low: 310n, high: 310n, first: 15n, second: 46n },
    ])
  })

  it('keeps both borders where they were when the amount is no whole count', () => {
    // 2.5 counts, margins 0.125 and 0.375: from 2.125 to 2.875 there is no whole count beside the one that stands for it
    const found = first(line(`by: month, unit: kWh, expected: ${byMonth(() => '0.25')}`))
    expect(found).toEqual({ low: 2n, high: 2n, first: 0n, second: 0n })
    // 1000.5 counts, margins 50.025 and 150.075: below 950.475 and 850.425
    const wide = first(line(`by: month, unit: kWh, expected: ${byMonth(() => '100.05')}`))
    expect(wide).toEqual({ low: 1000n, high: 1000n, first: 49n, second: 149n })
  })

  it('may say what is in range', () => {
    const rest = `by: hour, within: {of: expected, percent: "10"}, unit: kWh, expected: ${table(HOURS, () => '"100"')}`
    expect(first(line(rest, 'reading'))).toEqual({ low: 900n, high: 1100n, first: 50n, second: 150n })
  })

  it('takes the mean day of the estimates for the reduction', () => {
    const estimates = `estimates:
  "2023": {value: "95", unit: tCO2e, source: study}
  "2024": {value: "105", unit: tCO2e, source: study}`
    const limit = `parameter: ER, applies: day, basis: {kind: expected, by: estimates}, ${margins}`
    const mean = 10n * E18
    expect(first(limit, estimates)).toEqual({ low: mean, high: mean, first: mean / 20n, second: (mean * 3n) / 20n })
  })
})

describe('faults', () => {
  const months = byMonth(() => '1')
  it.each([
    [
      'a parameter without readings',
      'parameter: NONE, applies: day, basis: {kind: range, low: "0", high: "1", unit: kWh}',
      'tolerances.0.parameter NAME',
    ],
    [
      'another dimension',
      'parameter: EXP, applies: day, basis: {kind: range, low: "0", high: "1", unit: kW}',
      'tolerances.0.basis.unit UNIT_DIMENSION',
    ],
    [
      'ends that are swapped',
      'parameter: EXP, applies: day, basis: {kind: range, low: "2", high: "1", unit: kWh}, first: {absolute: "0"}, second: {absolute: "0"}',
      'tolerances.0.basis ORDER',
    ],
    [
      'a row whose ends are swapped',
      `parameter: EXP, applies: day, basis: {kind: profile, by: month, statistic: max, unit: kWh, low: {constant: "6"}, high: ${byMonth((index) => String(12 - index))}}, first: {of: high, percent: "0"}, second: {of: high, percent: "0"}`,
      'tolerances.0.basis.high.08 ORDER',
    ],
    [
      'an equation by reading',
      'parameter: ER, applies: reading, basis: {kind: range, low: "0", high: "1", unit: tCO2e}',
      'tolerances.0.applies CHOICE',
    ],
    [
      'hours of a day',
      `parameter: EXP, applies: day, basis: {kind: profile, by: hour, statistic: max, unit: kWh, low: {constant: "0"}, high: ${table(HOURS, () => '"1"')}}`,
      'tolerances.0.basis.by CHOICE',
    ],
    [
      'hours of longer readings',
      `parameter: GAS, applies: reading, basis: {kind: profile, by: hour, statistic: max, unit: Nm3, low: {constant: "0"}, high: ${table(HOURS, () => '"1"')}}`,
      'tolerances.0.basis.by INTERVAL',
    ],
    [
      'a window that ends before it starts',
      `parameter: EXP, applies: day, basis: {kind: profile, by: month, statistic: max, window: {start: "2022-02-01", end: "2022-01-01"}, unit: kWh, low: {constant: "0"}, high: ${months}}`,
      'tolerances.0.basis.window.end ORDER',
    ],
    [
      'a day that there is not',
      'parameter: EXP, applies: day, effective: "2023-02-30", basis: {kind: range, low: "0", high: "1", unit: kWh}',
      'tolerances.0.effective DATE',
    ],
    [
      'an effect after the end',
      'parameter: EXP, applies: day, effective: "2024-01-11", basis: {kind: range, low: "0", high: "1", unit: kWh}',
      'tolerances.0.effective ORDER',
    ],
    [
      'a nameplate value that there is not',
      'parameter: EXP, applies: day, basis: {kind: rated, of: turbine, low: "0", high: "1"}',
      'tolerances.0.basis.of NAME',
    ],
    [
      'a nameplate value of another kind',
      'parameter: EXP, applies: day, basis: {kind: rated, of: gas, low: "0", high: "1"}',
      'tolerances.0.basis UNIT_DIMENSION',
    ],
    [
      'a ratio by reading',
      'parameter: GAS, applies: reading, basis: {kind: ratio, to: EXP, low: "0", high: "1", unit: Nm3/kWh}',
      'tolerances.0.applies CHOICE',
    ],
    [
      'a ratio to itself',
      'parameter: EXP, applies: day, basis: {kind: ratio, to: EXP, low: "0", high: "1", unit: "1"}',
      'tolerances.0.basis.to NAME',
    ],
    [
      'a ratio to an equation',
      'parameter: EXP, applies: day, basis: {kind: ratio, to: ER, low: "0", high: "1", unit: MWh/t}',
      'tolerances.0.basis.to NAME',
    ],
    [
      'a ratio of another dimension',
      'parameter: GAS, applies: day, basis: {kind: ratio, to: EXP, low: "0", high: "1", unit: kWh/Nm3}',
      'tolerances.0.basis.unit UNIT_DIMENSION',
    ],
    [
      'months of readings',
      `parameter: EXP, applies: reading, basis: {kind: expected, by: month, per: month, source: x, unit: kWh, expected: ${months}}, first: {of: expected, percent: "1"}, second: {of: expected, percent: "1"}`,
      'tolerances.0.basis.per CHOICE',
    ],
    [
      'estimates that are missing',
      'parameter: ER, applies: day, basis: {kind: expected, by: estimates}, first: {of: expected, percent: "1"}, second: {of: expected, percent: "1"}',
      'tolerances.0.basis.by MISSING',
    ],
    [
      'a margin of what is expected, of a range',
      'parameter: EXP, applies: day, basis: {kind: range, low: "0", high: "1", unit: kWh}, first: {of: expected, percent: "1"}, second: {of: span, percent: "1"}',
      'tolerances.0.first MARGIN',
    ],
    [
      'a margin of the span of what is expected',
      `parameter: EXP, applies: day, basis: {kind: expected, by: month, source: x, unit: kWh, expected: ${months}}, first: {of: expected, percent: "1"}, second: {of: span, percent: "1"}`,
      'tolerances.0.second MARGIN',
    ],
    [
      'an absolute margin without a unit',
      'parameter: EXP, applies: day, basis: {kind: rated, of: engine, low: "0", high: "1"}, first: {absolute: "1"}, second: {absolute: "1", unit: kWh}',
      'tolerances.0.first.unit MISSING',
    ],
    [
      'margins that are swapped',
      'parameter: EXP, applies: day, basis: {kind: range, low: "0", high: "1", unit: kWh}, first: {absolute: "2"}, second: {absolute: "1"}',
      'tolerances.0.second MARGIN',
    ],
    [
      'a margin below zero',
      'parameter: EXP, applies: day, basis: {kind: range, low: "0", high: "1", unit: kWh}, first: {absolute: "-1"}, second: {absolute: "1"}',
      'tolerances.0.second MARGIN',
    ],
    [
      'too large a limit',
      `parameter: EXP, applies: day, basis: {kind: range, low: "0", high: "${'9'.repeat(40)}", unit: kWh}`,
      'tolerances.0.basis TOO_LARGE',
    ],
    [
      'a basis that there is not',
      'parameter: EXP, applies: day, basis: {kind: mean, low: "0"}',
      'tolerances.0.basis.kind CHOICE',
    ],
    [
      'a profile by year',
      `parameter: EXP, applies: day, basis: {kind: profile, by: year, statistic: max, unit: kWh, low: {constant: "0"}, high: ${months}}`,
      'tolerances.0.basis.by CHOICE',
    ],
    [
      'a row that is missing',
      `parameter: EXP, applies: day, basis: {kind: profile, by: month, statistic: max, unit: kWh, low: {constant: "0"}, high: ${months.replace('"07": "1", ', '')}}`,
      'tolerances.0.basis.high.07 MISSING',
    ],
  ])('%s', (_what, line, fault) => {
    expect(limitsOf([line]).faults).toEqual([fault])
  })

  it('are all found at once, each with its line', () => {
    const yaml = plantPdd([
      'parameter: NONE, applies: day, basis: {kind: range, low: "0", high: "1", unit: kWh}',
      'parameter: EXP, applies: day, basis: {kind: rated, of: turbine, low: "0", high: "1"}',
      'parameter: GAS, applies: reading, basis: {kind: ratio, to: IMP, low: "2", high: "1", unit: kW}',
    ])
    const { faults } = checkPdd(yaml, PLANT)
    const lines = yaml.split('\n')
    const placed = faults.map(({ path, line, column }) => `${path}: ${lines[line - 1]?.slice(column - 1, column + 1)}`)
    expect(placed).toEqual([
      'tolerances.0.parameter: NO',
      'tolerances.1.basis.of: tu',
      'tolerances.2.applies: re',
      'tolerances.2.basis.unit: kW',
    ])
  })
})
