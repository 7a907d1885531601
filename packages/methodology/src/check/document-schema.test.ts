import { Ajv2020 } from 'ajv/dist/2020.js'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { HOURS, MONTHS, WEEKDAYS } from '../tolerance/profile-rows.ts'
import { DOCUMENT_NAMES, documentSchema, undescribed } from './document-schema.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const SCHEMAS = join(import.meta.dirname, '../../schemas')
const filesOf = (folder: string, end: string) =>
  readdirSync(join(ROOT, folder)).flatMap((file) => (file.endsWith(end) ? [join(folder, file)] : []))
const read = (path: string): unknown => {
  const text = readFileSync(join(ROOT, path), 'utf8')
  return path.endsWith('.json') ? JSON.parse(text) : parse(text)
}
/** Some cases are of another kind: sizes of samples. */
const isInputs = (json: unknown) => JSON.stringify(json).includes('"tcctv-inputs/1"')
const validatorOf = (name: (typeof DOCUMENT_NAMES)[number]) =>
  new Ajv2020({ allErrors: true }).compile(documentSchema(name))

describe('the schemas for editors', () => {
  it.each(DOCUMENT_NAMES)('%s is published as the checks give it', (name) => {
    const path = join(SCHEMAS, `${name}.schema.json`)
    const text = `${JSON.stringify(documentSchema(name), null, 2)}\n`
    if (process.env['UPDATE_DOCS'] === '1') {
      mkdirSync(SCHEMAS, { recursive: true })
      writeFileSync(path, text)
    }
    expect(readFileSync(path, 'utf8')).toBe(text)
  })

  it.each(DOCUMENT_NAMES)('%s describes each of its properties in one line', (name) => {
    expect(undescribed(name)).toEqual({ missing: [], stale: [] })
    const described = JSON.stringify(documentSchema(name)).match(/"description":"[^"]*/g) ?? []
    expect(described.filter((text) => text.length > 140)).toEqual([])
  })

  it.each([
    ['methodology', filesOf('methodologies', '.yaml')],
    ['methodology', filesOf('methodologies/cases', '.methodology.yaml')],
    ['inputs', filesOf('methodologies/cases', '.inputs.json')],
    ['pdd', ['examples/nrel50/pdd.yaml']],
  ] as const)('%s takes the documents that ship', (name, files) => {
    const validate = validatorOf(name)
    const known = files.filter((file) => name !== 'inputs' || isInputs(read(file)))
    expect(known.length).toBeGreaterThan(0)
    for (const file of known) expect([file, validate(read(file)), validate.errors]).toEqual([file, true, null])
  })

  it('take every basis of a tolerance, and none without its rows', () => {
    const validate = validatorOf('pdd')
    const pdd = read('examples/nrel50/pdd.yaml')
    const margins = { first: { of: 'span', percent: '1' }, second: { absolute: '1', unit: 'kWh' } }
    const isTaken = (basis: unknown) =>
      validate(Object.assign({}, pdd, { tolerances: [{ id: 'T', parameter: 'P', applies: 'day', basis, ...margins }] }))
    const weekdays = Object.fromEntries(WEEKDAYS.map((day) => [day, '1']))
    const hours = Object.fromEntries(HOURS.map((hour) => [hour, '1']))
    const both = Object.fromEntries(MONTHS.map((month) => [month, hours]))
    const profile = { kind: 'profile', statistic: 'max', unit: 'kWh', low: { constant: '0' } }
    const bases = [
      { kind: 'range', low: '0', high: '1', unit: 'kWh' },
      { kind: 'rated', of: 'engine', low: '0', high: '1' },
      { kind: 'ratio', to: 'Q', low: '0', high: '1', unit: 'kWh/t' },
      { kind: 'expected', by: 'estimates', within: { of: 'expected', percent: '5' } },
      { kind: 'expected', by: 'weekday', source: 'study', unit: 'kWh', expected: weekdays },
      { ...profile, by: 'weekday', high: weekdays },
      { ...profile, by: 'month-hour', high: both },
    ]
    expect(bases.map(isTaken)).toEqual(bases.map(() => true))
    const { '00': _midnight, ...day } = hours
    const broken = [
      { kind: 'range', low: '0', unit: 'kWh' },
      { kind: 'mean', low: '0', high: '1', unit: 'kWh' },
      { ...profile, by: 'hour', high: day },
      { ...profile, by: 'hour', high: weekdays },
      { ...profile, by: 'month-hour', high: { ...both, '07': day } },
    ]
    expect(broken.map(isTaken)).toEqual(broken.map(() => false))
  })

  it.each([
    ['a key that is not known', { colour: 'red' }],
    ['a number without quotes', { fixed: { EF: { unit: 'tCO2/MWh', value: 0.5 } } }],
    ['a choice that there is not', { output_unit: 'kg' }],
    ['a range of one end', { fixed: { EF: { unit: 'tCO2/MWh', plausible: ['0'] } } }],
    ['an equation without unit', { equations: { ER: { expr: '1' } } }],
    ['a name with a space', { fixed: { 'E F': { unit: 't' } } }],
  ])('refuse %s', (_what, change) => {
    const solar = read('methodologies/acm0002-solar.yaml')
    expect(validatorOf('methodology')(Object.assign({}, solar, change))).toBe(false)
  })
})
