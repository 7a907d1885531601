import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UNIT_TABLE } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import type { DocumentFault } from './faults.ts'
import { hashDocument } from './hash-document.ts'
import { parseMethodology, unit } from './methodology.ts'
import { schemaOf } from './shape.ts'
import { parsePdd } from './pdd.ts'

const root = join(import.meta.dirname, '../../../..')
const SOLAR = readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')

function faultsOf(read: () => unknown): readonly DocumentFault[] {
  try {
    read()
  } catch (error) {
    if (error instanceof Error && 'details' in error) {
      const { faults } = error.details as { faults?: readonly DocumentFault[] }
      return faults ?? []
    }
    throw error
  }
  return []
}

describe('documents', () => {
  it('hashes the values, not the comments', () => {
    const hash = '0x9eb8f052de77acbbc0f7043673481365ad7370a0c53fc6863d339b579cefe3f4'
    expect(hashDocument(parseMethodology(SOLAR))).toBe(hash)
    expect(hashDocument(parseMethodology(`# another comment\n${SOLAR}`))).toBe(hash)
    expect(hashDocument(parseMethodology(SOLAR.replace('"0.75"', '"0.750"')))).not.toBe(hash)
  })

  it('reads the example project document', () => {
    expect(parsePdd(PDD).crediting.zone).toBe('America/Denver')
  })

  it.each([
    ['a float', SOLAR.replace('"0.75"', '0.75'), 'YAML_FLOAT', 16],
    ['an exponent', SOLAR.replace('"0.75"', '1e3'), 'YAML_FLOAT', 16],
    ['infinity', SOLAR.replace('"0.75"', '.inf'), 'YAML_FLOAT', 16],
    ['a whole number where a decimal is due', SOLAR.replace('"0.75"', '1'), 'TEXT', 16],
    ['an unknown key', SOLAR.replace('value: "0.75"', 'value: "0.75", color: red'), 'UNKNOWN_KEY', 16],
    ['a missing key', SOLAR.replace('title:', 'titel:'), 'MISSING', 3],
    ['an unknown unit', SOLAR.replace('tCO2/MWh', 'tCO2/MWhh'), 'UNIT_UNKNOWN', 14],
    ['an anchor', SOLAR.replace('"0.75"', '&a "0.75"'), 'YAML_ANCHOR', 16],
    ['an alias', SOLAR.replace('"0.75"', '&a "0.75"').replace('"0.25"', '*a'), 'YAML_ALIAS', 17],
    ['a tag', SOLAR.replace('"0.75"', '!!str 0.75'), 'YAML_TAG', 16],
    ['a key twice', SOLAR.replace('W_BM:', 'W_OM:'), 'YAML_SYNTAX', 17],
    ['an issuance from nowhere', SOLAR.replace('from: ER', 'from: EX'), 'NAME', 32],
  ])('refuses %s and says where', (_what, yaml, code, line) => {
    expect(faultsOf(() => parseMethodology(yaml))).toContainEqual(expect.objectContaining({ code, line }))
  })

  it('reports all faults at once', () => {
    const broken = SOLAR.replace('version: 1.0.0', 'version: one')
      .replace('unit: t,', 'unit: tons,')
      .replace('output_unit: tCO2e', 'output_unit: t')
    expect(faultsOf(() => parseMethodology(broken)).map((fault) => fault.path)).toEqual([
      'version',
      'output_unit',
      'monitored.FC_FF.unit',
    ])
  })

  it('tells a float together with all other faults, and what is expected in its place', () => {
    const broken = SOLAR.replace('version: 1.0.0', 'version: 0.10')
      .replace('"0.75"', '0.75')
      .replace('kind: interval', 'kind: monthly')
      .replace(/unit: tCO2\/MWh/, 'unit: 1.5')
    const faults = faultsOf(() => parseMethodology(broken))
    expect(faults.map(({ path, code, found, expected }) => [path, code, found, expected])).toEqual([
      ['version', 'YAML_FLOAT', '0.10', 'a version of three numbers like 1.0.0'],
      ['fixed.EF_OM.unit', 'YAML_FLOAT', '1.5', 'a unit in quotes, for example "tCO2/MWh" or "1"'],
      ['fixed.W_OM.value', 'YAML_FLOAT', '0.75', 'a quoted decimal, for example "0.5"'],
      [expect.stringMatching('^monitored.*kind$'), 'CHOICE', 'monthly', expect.stringContaining('interval')],
    ])
  })

  it('has a pattern of units in the schema that takes each of them and no misspelt one', () => {
    const pattern = new RegExp(String(schemaOf(unit)['pattern']))
    expect([...UNIT_TABLE.keys()].filter((symbol) => !pattern.test(symbol))).toEqual([])
    for (const text of ['tCO2/MWh', 'l/100*km', 'm^-1', 'W / m2', '1/h', 'Nm3']) expect(text).toMatch(pattern)
    for (const text of ['litre', 'tonnes', 'MWH', 'tCO2/', 'kWh per d', '']) expect(text).not.toMatch(pattern)
  })

  it.each([
    ['a colon in a text', 'title: Plastics: HDPE', 'quotes around a text with a colon'],
    ['a percent sign', 'title: %', 'quotes around a text that starts with %'],
    ['a key twice', 'title: x\ntitle: y', 'each key once'],
    ['a tab', 'period:\n\tzone: x', 'spaces in place of tabs'],
    ['an open bracket', 'title: [x', 'closed'],
    ['no space behind a colon', 'title:x\nid: y', 'a space behind the colon'],
  ])('says what to do about %s', (_what, yaml, expected) => {
    const faults = faultsOf(() => parseMethodology(yaml))
    expect(faults[0]).toMatchObject({ code: 'YAML_SYNTAX', expected: expect.stringContaining(expected) })
  })

  it('refuses a float also where anything may stand', () => {
    const broken = PDD.replace(/evidence: \{/, 'evidence: {ratio: 0.5, ')
    expect(faultsOf(() => parsePdd(broken))).toContainEqual(
      expect.objectContaining({ code: 'YAML_FLOAT', found: '0.5' }),
    )
  })

  it.each([
    ['a basis that there is not', PDD.replace('kind: range', 'kind: mean'), 'CHOICE'],
    ['a profile by hour of months', PDD.replace('by: month', 'by: hour'), 'MISSING'],
    ['a missing month', PDD.replace('"12": "18413.564"', ''), 'MISSING'],
    ['a value without evidence', PDD.replace(/evidence: \{status: EXAMPLE, note: "grid.*/, ''), 'MISSING'],
  ])('refuses %s', (_what, yaml, code) => {
    expect(faultsOf(() => parsePdd(yaml))).toContainEqual(expect.objectContaining({ code }))
  })
})
