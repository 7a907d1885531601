import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { compilePdd } from '../pdd-version/compile-pdd.ts'
import { hashDocument } from '../documents/hash-document.ts'
import { parseMethodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { PUBLISHED_CONSTANTS } from './registry.ts'

const root = join(import.meta.dirname, '../../../..')
const SOLAR = readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')

/** The solar methodology with a methane term, so that a project of it has a potential. */
const withPotential = (line: string, top = ''): string =>
  `${SOLAR.replace(/^fixed:$/m, `fixed:\n  GWP_CH4: {unit: tCO2e/tCH4, ${line}}`)}\n${top}\n`

function faultsOf(act: () => unknown): string[] {
  try {
    act()
    return []
  } catch (error) {
    if (!(error instanceof Error && 'details' in error)) throw error
    const { faults = [] } = error.details as { faults?: { code: string; path: string; expected: string }[] }
    return faults.map(({ path, code, expected }) => `${path} ${code}: ${expected}`)
  }
}
const methodologyFaults = (line: string, top?: string) => faultsOf(() => parseMethodology(withPotential(line, top)))

/** Faults of a project of that methodology; the first replacement makes it import the changed one. */
function projectFaults(line: string, top: string, change: (text: string) => string): string[] {
  const methodology = parseMethodology(withPotential(line, top))
  const text = PDD.replace(/keccak256:0x[0-9a-f]{64}/, `keccak256:${hashDocument(methodology)}`)
  return faultsOf(() => compilePdd(parsePdd(change(text)), methodology))
}

describe('a potential in a methodology', () => {
  it.each([
    ['of the set that the document names', 'value: "25"', 'gwp: AR4'],
    ['of its ref', 'value: "28", ref: gwp.ch4.ar5', ''],
    ['of both', 'value: "27.9", ref: gwp.ch4.ar6', 'gwp: AR6'],
    ['of no set', 'value: "99"', ''],
    ['that the project gives', 'plausible: ["20", "40"]', 'gwp: AR5'],
  ])('passes %s', (_what, line, top) => {
    expect(methodologyFaults(line, top)).toEqual([])
  })

  it.each([
    [
      'against the named set',
      'value: "25"',
      'gwp: AR5',
      'fixed.GWP_CH4.value GWP: 28 tCO2e/tCH4, the potential of AR5',
    ],
    [
      'against its ref',
      'value: "25", ref: gwp.ch4.ar5',
      '',
      'fixed.GWP_CH4.value GWP: 28 tCO2e/tCH4, the potential of AR5',
    ],
    [
      'of another set than named',
      'value: "28", ref: gwp.ch4.ar5',
      'gwp: AR4',
      'fixed.GWP_CH4.ref GWP: a potential of AR4',
    ],
    [
      'of another gas',
      'value: "265", ref: gwp.n2o.ar5',
      '',
      'fixed.GWP_CH4.ref GWP: a potential of this unit, for example gwp.ch4.ar5',
    ],
  ])('is refused %s', (_what, line, top, fault) => {
    expect(methodologyFaults(line, top)).toContain(fault)
  })

  it('is right in every methodology of the library', () => {
    for (const name of readdirSync(join(root, 'methodologies')).filter((file) => file.endsWith('.yaml')))
      expect(
        faultsOf(() => parseMethodology(readFileSync(join(root, 'methodologies', name), 'utf8'))),
        name,
      ).toEqual([])
  })
})

describe('a potential in a project', () => {
  const given = (value: string) => (text: string) =>
    text.replace('fixed:\n', `fixed:\n  GWP_CH4: {value: "${value}", evidence: {status: V, source: IPCC}}\n`)

  it.each([
    ['given as the methodology names', 'fixity: ex-ante', 'gwp: AR5', given('28')],
    ['given as the project names', 'fixity: ex-ante', '', (text: string) => `${given('25')(text)}\ngwp: AR4\n`],
  ])('passes %s', (_what, line, top, change) => {
    expect(projectFaults(line, top, change)).toEqual([])
  })

  it.each([
    ['given against the methodology', 'fixity: ex-ante', 'gwp: AR5', given('25'), 'fixed.GWP_CH4.value GWP'],
    [
      'given against its own set',
      'fixity: ex-ante',
      '',
      (text: string) => `${given('28')(text)}\ngwp: AR4\n`,
      'fixed.GWP_CH4.value GWP',
    ],
    [
      'with another set than the methodology',
      'value: "28"',
      'gwp: AR5',
      (text: string) => `${text}\ngwp: AR4\n`,
      'gwp GWP',
    ],
    [
      'with a set that the methodology contradicts',
      'value: "28"',
      '',
      (text: string) => `${text}\ngwp: AR4\n`,
      'gwp GWP',
    ],
  ])('is refused %s', (_what, line, top, change, fault) => {
    expect(projectFaults(line, top, change).map((one) => one.split(':')[0])).toContain(fault)
  })
})

describe('the registry of constants', () => {
  it('has each constant once, with source and status', () => {
    expect(new Set(PUBLISHED_CONSTANTS.map(({ id }) => id)).size).toBe(PUBLISHED_CONSTANTS.length)
    expect(PUBLISHED_CONSTANTS.every(({ source, status }) => source !== '' && /^[VSM]$/.test(status))).toBe(true)
  })
})
