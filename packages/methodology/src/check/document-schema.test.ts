import { Ajv2020 } from 'ajv/dist/2020.js'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
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
    expect(files.length).toBeGreaterThan(0)
    const known = files.filter((file) => name !== 'inputs' || isInputs(read(file)))
    for (const file of known) expect([file, validate(read(file)), validate.errors]).toEqual([file, true, null])
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
