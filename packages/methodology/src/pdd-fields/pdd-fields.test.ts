import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { checkPdd } from '../check/check-pdd.ts'
import { documentSchema } from '../check/document-schema.ts'
import { parseMethodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { comparePdds } from './compare-pdds.ts'
import { fieldOf, PDD_FIELDS } from './pdd-fields.ts'
import { templateOf } from './template.ts'

const textOf = (path: string) => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8')
const PDD = textOf('examples/nrel50/pdd.yaml')
const METHODOLOGY = parseMethodology(textOf('methodologies/acm0002-solar.yaml'))

/** Paths of the leaves of a JSON Schema, `*` for free names and rows. */
function leavesOf(schema: unknown, path: readonly string[] = []): string[][] {
  if (typeof schema !== 'object' || schema === null) return [[...path]]
  const { properties, additionalProperties, patternProperties, items, anyOf } = schema as Record<string, unknown> // JSON Schema
  if (Array.isArray(anyOf)) return anyOf.flatMap((one) => leavesOf(one, path))
  const named = Object.entries(properties ?? {}).flatMap(([key, part]) => leavesOf(part, [...path, key]))
  const free = [additionalProperties, ...Object.values(patternProperties ?? {}), items].filter(
    (part) => typeof part === 'object',
  )
  const below = [...named, ...free.flatMap((part) => leavesOf(part, [...path, '*']))]
  return below.length === 0 ? [[...path]] : below
}

describe('the table of fields', () => {
  it('names every field of the schema', () => {
    const leaves = leavesOf(documentSchema('pdd'))
    expect(leaves.length).toBeGreaterThan(80)
    expect(leaves.filter((path) => fieldOf(path).path === '').map((path) => path.join('.'))).toEqual([])
  })

  it('asks for something at each blank and has no row twice', () => {
    expect(PDD_FIELDS.filter(({ template, what }) => (template === 'blank') !== (what !== ''))).toEqual([])
    expect(new Set(PDD_FIELDS.map(({ path }) => path)).size).toBe(PDD_FIELDS.length)
  })

  it('takes an unknown field for the weightiest kind', () => {
    expect(fieldOf(['something', 'new']).enters).toBe('equation')
  })
})

describe('the difference of two documents', () => {
  const changed = (...pairs: readonly (readonly [string, string])[]) => {
    const text = pairs.reduce((yaml, [from, to]) => {
      expect(yaml).toContain(from)
      return yaml.replace(from, to)
    }, PDD)
    return comparePdds(parsePdd(PDD), parsePdd(text))
  }

  it.each([
    ['value: "0.8907"', 'value: "0.7"', 'fixed.EF_OM.value', 'equation'],
    ['end: "2014-01-01"', 'end: "2015-01-01"', 'crediting.end', 'equation'],
    ['high: "875"', 'high: "900"', 'tolerances.EG_EXP.reading.basis.high', 'tolerance'],
    ['interval: PT15M', 'interval: PT30M', 'sources.ac_power.time.interval', 'mapping'],
    ['serial: EX-0001', 'serial: EX-0002', 'meters.M1.serial', 'mapping'],
    ['status: EXAMPLE', 'status: VALIDATED', 'fixed.EF_OM.evidence.status', 'commitment'],
    ['purpose: demonstration', 'purpose: project', 'purpose', 'commitment'],
    ['title: Photovoltaic', 'title: Another', 'title', 'words'],
    ['case2: [registry]', 'case2: [verifier]', 'notifications.case2', 'words'],
  ])('of %s and %s is at %s and enters: %s', (from, to, path, enters) => {
    expect(changed([from, to])).toMatchObject([{ path, kind: 'changed', enters, needsRegistry: enters !== 'words' }])
  })

  it('tells each leaf of a part that comes or goes', () => {
    const changes = changed([
      '  FC_FF:  {value: "0", unit: t,   reason: "no auxiliary generator in the file", flag: true}\n',
      '',
    ])
    expect(changes.map(({ path, kind, before, after }) => [path, kind, before, after])).toEqual([
      ['constants.FC_FF.value', 'removed', '0', null],
      ['constants.FC_FF.unit', 'removed', 't', null],
      ['constants.FC_FF.reason', 'removed', 'no auxiliary generator in the file', null],
      ['constants.FC_FF.flag', 'removed', 'true', null],
    ])
  })

  it('is nothing for other comments and another order', () => {
    expect(changed(['id: nrel50\nversion: 1.0.0\n', '# a comment\nversion: 1.0.0\nid: nrel50\n'])).toEqual([])
  })
})

describe('a template', () => {
  const template = templateOf(PDD)

  it('has nothing of the project it was made from', () => {
    const own = ['0.8907', 'EX-0001', '39.7406', 'Example Solar', '2011-04-15', 'socson', '3500', '12016eeb']
    expect(own.filter((text) => !PDD.includes(text))).toEqual([])
    expect(own.filter((text) => template.includes(text))).toEqual([])
  })

  it('is refused with what to fill in, line by line, and nothing else', () => {
    const { faults } = checkPdd(template, METHODOLOGY)
    expect(faults.length).toBe(template.split('\n').filter((line) => line.includes(': "FILL IN"')).length)
    for (const { code, line, expected } of faults) {
      expect(code).toBe('FILL_IN')
      expect(template.split('\n')[line - 1]).toContain(`FILL IN" # ${expected.replace('fill in: ', '')}`)
    }
  })

  it('states its purpose anew: a copy of a demonstration is none by itself', () => {
    expect(template).toContain('purpose: "FILL IN" # project, or demonstration')
    expect(template).not.toMatch(/^purpose: "?(demonstration|project)/m)
  })

  it('is a document once it is filled in, with methodology, mapping and tolerances of the first', () => {
    const values: Readonly<Record<string, string>> = {
      id: 'pv-two',
      purpose: 'demonstration',
      start: '2026-01-01',
      end: '2030-01-01',
      last: '2025-12-01',
      country: 'US',
      zone: 'America/Denver',
      value: '0.5',
    }
    const filled = template
      .replace('point: "FILL IN"', 'point: ["1.0", "2.0"]')
      .replace(/(COEF_FF:\s+value: )"FILL IN"/, '$1"3.1"')
      .replace(/(\w+): "FILL IN"/g, (_all, key: string) => `${key}: "${values[key] ?? 'own text'}"`)
    const checked = checkPdd(filled, METHODOLOGY)
    expect(checked.faults).toEqual([])
    const [first, second] = [parsePdd(PDD), parsePdd(filled)]
    expect(second.methodology).toEqual(first.methodology)
    expect(Object.values(second.sources).map(({ columns, time }) => ({ columns, time }))).toEqual(
      Object.values(first.sources).map(({ columns, time }) => ({ columns, time })),
    )
    expect(second.tolerances.map(({ first: one, second: two }) => [one, two])).toEqual(
      first.tolerances.map(({ first: one, second: two }) => [one, two]),
    )
  })

  it('keeps the conditions of the methodology in a list and asks for their evidence', () => {
    const list = 'applicability:\n  - {clause: "4", text: Grid connected, met: met, evidence: contract}\n'
    const made = templateOf(`${PDD}${list}`)
    expect(made).toContain('text: "Grid connected"')
    expect(made).toContain('met: "FILL IN" # met, not-met or not-applicable')
    expect(made).not.toContain('contract')
  })
})
