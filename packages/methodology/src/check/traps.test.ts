import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { interpret } from '../program/interpret.ts'
import { parseInputs } from '../run/inputs-document.ts'
import { runInputs } from '../run/run-inputs.ts'
import { checkMethodology, standIns } from './check-methodology.ts'

/** Mistakes that published documents have made; see the section Traps of the design of methodologies. */
const FOLDER = join(import.meta.dirname, '../../../../methodologies')

function documentOf(parts: { fixed?: string; monitored: string; equations: string; issuance?: string }): string {
  return [
    'schema: tcctv-methodology/1',
    'id: trap',
    'version: 1.0.0',
    'title: Trap',
    'basis: []',
    'output_unit: tCO2e',
    'period: {zone: project, bounds: "[start,end)", split: calendar-year, report: P1D}',
    `fixed: {${parts.fixed ?? ''}}`,
    `monitored: {${parts.monitored}}`,
    `equations: {${parts.equations}}`,
    ...(parts.issuance === undefined ? [] : [`issuance: ${parts.issuance}`]),
  ].join('\n')
}

async function run(yaml: string, years: readonly Readonly<Record<string, string>>[], fixed = {}) {
  const periods = years.map((monitored, index) => ({
    id: String(2020 + index),
    start: `${2020 + index}-01-01`,
    end: `${2021 + index}-01-01`,
    monitored,
  }))
  const inputs = parseInputs({ schema: 'tcctv-inputs/1', fixed, periods })
  return runInputs(parseMethodology(yaml), inputs, 'bytecode', interpret)
}

describe('two unit errors that cancel', () => {
  const fuel = (ranges: readonly [string, string]) =>
    documentOf({
      fixed: `NCV: {unit: GJ/t${ranges[0]}}, EF: {unit: tCO2/GJ${ranges[1]}}`,
      monitored: 'FC: {unit: t, kind: interval, aggregate: sum, sign: nonnegative}',
      equations: 'PE: {expr: "FC * NCV * EF", unit: tCO2e, round: ceil, quantum: "0.001"}',
    })
  // As printed: both values are wrong by 1000, the dimensions agree, the product is right.
  const PRINTED = { NCV: '0.0433', EF: '74.8' }

  it('pass a check of dimensions alone', async () => {
    const { periods } = await run(fuel(['', '']), [{ FC: '1' }], PRINTED)
    expect(periods[0]?.equations['PE']?.value).toBe('3.239')
  })

  it('are refused by the plausible ranges', async () => {
    const ranged = fuel([', plausible: ["30", "50"]', ', plausible: ["0.05", "0.11"]'])
    await expect(run(ranged, [{ FC: '1' }], PRINTED)).rejects.toMatchObject({ code: 'E_PLAUSIBLE' })
    expect((await run(ranged, [{ FC: '1' }], { NCV: '43.3', EF: '0.0748' })).periods[0]?.equations['PE']?.value).toBe(
      '3.239',
    )
  })
})

describe('the order of rounding and adding', () => {
  it('is shown by both totals', async () => {
    const yaml = documentOf({
      monitored: 'X: {unit: tCO2e, kind: interval, aggregate: sum, sign: nonnegative}',
      equations: 'ER: {expr: "X", unit: tCO2e, round: floor, quantum: "1"}',
    })
    const { totals } = await run(yaml, [{ X: '10.7' }, { X: '10.8' }, { X: '10.9' }])
    expect([totals.roundThenAdd['ER'], totals.addThenRound['ER']]).toEqual(['30', '32'])
  })
})

describe('an import that is deducted twice', () => {
  const yaml = (declares: string) =>
    documentOf({
      fixed: 'EF: {unit: tCO2/MWh, value: "0.5"}',
      monitored:
        'EXP: {unit: MWh, kind: interval, role: baseline, aggregate: sum, sign: nonnegative}, IMP: {unit: MWh, kind: interval, role: project, aggregate: sum, sign: nonnegative}',
      equations: `BE: {expr: "(EXP - IMP) * EF", unit: tCO2e, round: floor, quantum: "1"}, PE: {expr: "IMP * EF", unit: tCO2e, round: ceil, quantum: "1"${declares}}, ER: {expr: "BE - PE", unit: tCO2e}`,
      issuance: '{from: ER, unit: tCO2e, quantum: "1", round: floor, negative: carry}',
    })
  const warningsOf = (text: string) => {
    const checked = checkMethodology(text, standIns)
    return 'warnings' in checked ? checked.warnings : checked.faults
  }

  it('is named, unless the document declares it', () => {
    expect(warningsOf(yaml(''))).toEqual([{ parameter: 'IMP', equations: ['BE', 'PE'] }])
    expect(warningsOf(yaml(', declares: double-deduction-of-import'))).toEqual([])
  })

  it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))('is not in %s', (file) => {
    expect(warningsOf(readFileSync(join(FOLDER, file), 'utf8'))).toEqual([])
  })
})

describe('an inverted factor', () => {
  const yaml = (expr: string) =>
    documentOf({
      fixed: 'PER_KM: {unit: kWh/km, value: "0.2"}, FACTOR: {unit: mi/km, value: "0.6215"}',
      monitored: 'D: {unit: mi, kind: interval, aggregate: sum, sign: nonnegative}',
      equations: `PER_MI: {expr: "${expr}", unit: kWh/mi, round: floor, quantum: "0.000001"}`,
    })

  // The upside-down factor of a published text gave 0.124 kWh per mile.
  it.each([
    ['multiplied', 'PER_KM * FACTOR', '0.321935'],
    ['divided by', 'PER_KM / FACTOR', '0.321802'],
    ['left out', 'PER_KM', '0.321868'],
  ])('is put right by its units, %s', async (_what, expr, expected) => {
    expect((await run(yaml(expr), [{ D: '1' }])).periods[0]?.equations['PER_MI']?.value).toBe(expected)
  })
})

describe('miles and kilometres upside down', () => {
  const yaml = (factor: string) =>
    documentOf({
      fixed: `PER_KM: {unit: kWh/km, value: "0.2"}, FACTOR: {${factor}}`,
      monitored: 'D: {unit: mi, kind: interval, aggregate: sum, sign: nonnegative}',
      equations: 'PER_MI: {expr: "PER_KM * FACTOR", unit: kWh/mi, round: floor, quantum: "0.000001"}',
    })

  it('give the published 0.124 kWh per mile where the factor states the wrong unit', async () => {
    const { periods } = await run(yaml('unit: km/mi, value: "0.6215"'), [{ D: '1' }])
    expect(periods[0]?.equations['PER_MI']?.value).toBe('0.1243')
  })

  it('are refused by the range of a factor, and by the unit of a result', async () => {
    const ranged = yaml('unit: km/mi, value: "0.6215", plausible: ["1.6", "1.61"]')
    await expect(run(ranged, [{ D: '1' }])).rejects.toMatchObject({ code: 'E_PLAUSIBLE' })
    const inverse = yaml('unit: "1", value: "0.6215"').replace('unit: kWh/mi', 'unit: mi/kWh')
    await expect(run(inverse, [{ D: '1' }])).rejects.toMatchObject({ code: 'E_UNIT' })
  })

  it('cannot be mistaken for each other in a sum', async () => {
    const sum = documentOf({
      monitored: 'A: {unit: mi, kind: total, sign: nonnegative}, B: {unit: km, kind: total, sign: nonnegative}',
      equations: 'D: {expr: "A + B", unit: km, round: floor, quantum: "0.000001"}',
    })
    const { periods } = await run(sum, [{ A: '1', B: '1' }])
    expect(periods[0]?.equations['D']?.value).toBe('2.609344')
  })
})

describe('an amount that is off by 1000', () => {
  const yaml = (rule: string) =>
    documentOf({
      monitored: `EG: {unit: MWh, kind: total, sign: nonnegative${rule}}`,
      equations: 'E: {expr: "EG", unit: MWh}',
    })

  it('passes without a range, and is refused with one', async () => {
    expect((await run(yaml(''), [{ EG: '73000' }])).periods[0]?.equations['E']?.value).toBe('73000')
    const ranged = yaml(', plausible: ["0", "100"]')
    await expect(run(ranged, [{ EG: '73000' }])).rejects.toMatchObject({ code: 'E_PLAUSIBLE' })
    expect((await run(ranged, [{ EG: '73' }])).periods[0]?.equations['E']?.value).toBe('73')
  })

  it('is converted where its unit is stated', async () => {
    const stated = yaml('')
      .replace('unit: MWh, kind', 'unit: kWh, kind')
      .replace('unit: MWh}', 'unit: MWh, round: floor, quantum: "1"}')
    expect((await run(stated, [{ EG: '73000' }])).periods[0]?.equations['E']?.value).toBe('73')
  })
})

describe('a year that is counted twice', () => {
  const decay = documentOf({
    fixed: 'G: {unit: "1", value: ["0.5", "0.25"]}',
    monitored: 'W: {unit: t, kind: total, sign: nonnegative}',
    equations: 'D: {expr: "conv(W, G)", unit: t, round: floor, quantum: "1"}',
  })
  const year = (id: string, start: string, end: string, W: string) => ({ id, start, end, monitored: { W } })
  const evaluated = (periods: readonly object[], expected = {}) =>
    runInputs(
      parseMethodology(decay),
      parseInputs({ schema: 'tcctv-inputs/1', periods, ...expected }),
      'bytecode',
      interpret,
    )

  it('as a period of the inputs is refused', async () => {
    const [first, again] = [
      year('2020', '2020-01-01', '2021-01-01', '100'),
      year('2020b', '2020-01-01', '2021-01-01', '100'),
    ]
    await expect(evaluated([first, again])).rejects.toMatchObject({ code: 'INPUT_VALUE' })
    await expect(evaluated([first, { ...again, start: '2020-12-31' }])).rejects.toMatchObject({ code: 'INPUT_VALUE' })
    await expect(evaluated([first, { ...again, start: '2021-01-01', end: '2022-01-01' }])).resolves.toBeDefined()
  })

  // A published table of decaying waste adds the present year to a sum that has it already.
  it('by a printed figure is shown as a difference', async () => {
    const years = [year('2020', '2020-01-01', '2021-01-01', '100'), year('2021', '2021-01-01', '2022-01-01', '40')]
    const printed = {
      expected: {
        periods: [
          { id: '2020', equations: { D: '50' } },
          { id: '2021', equations: { D: '65' } },
        ],
      },
    }
    const { differences } = await evaluated(years, printed)
    expect(differences).toEqual([{ period: '2021', equation: 'D', printed: '65', computed: '45', difference: '-20' }])
  })
})

describe('a negative year', () => {
  const yaml = (negative: string) =>
    documentOf({
      monitored: 'X: {unit: tCO2e, kind: interval, aggregate: sum}',
      equations: 'ER: {expr: "X", unit: tCO2e}',
      issuance: `{from: ER, unit: tCO2e, quantum: "1", round: floor, negative: ${negative}}`,
    })

  it.each([
    ['carry', ['0', '70'], '70'],
    ['zero', ['0', '100'], '70'],
  ])('with %s is never dropped from the totals', async (negative, issued, total) => {
    const { issuance, totals } = await run(yaml(negative), [{ X: '-30' }, { X: '100' }])
    expect(issuance.map((row) => row.issued)).toEqual(issued)
    expect(totals.roundThenAdd['ER']).toBe(total)
  })
})
