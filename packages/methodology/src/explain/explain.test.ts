import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { hashDocument } from '../documents/hash-document.ts'
import { parseMethodology } from '../documents/methodology.ts'
import { diffMethodologies } from './diff.ts'
import { explainMethodology } from './explain.ts'
import { explanationMarkdown } from './explanation-markdown.ts'

const FOLDER = join(import.meta.dirname, '../../../../methodologies')
const read = (file: string) => readFileSync(join(FOLDER, file), 'utf8')
const LANDFILL = read('acm0001-lfg.yaml')

describe('an explanation', () => {
  it.each(readdirSync(FOLDER).filter((file) => file.endsWith('.yaml')))('names every part of %s', (file) => {
    const methodology = parseMethodology(read(file))
    const text = explanationMarkdown(explainMethodology(methodology))
    const { fixed, monitored, coefficients = {}, equations, basis } = methodology
    for (const id of [fixed, monitored, coefficients, equations].flatMap((group) => Object.keys(group)))
      expect(text).toContain(`| ${id} `)
    for (const { ref } of basis) expect(text).toContain(ref)
    expect(text).toContain(hashDocument(methodology))
    expect(text.includes('Not verified')).toBe(basis.some(({ status }) => status !== 'V'))
    expect(text).not.toContain('undefined')
  })

  it('says how results are rounded and what is declared', () => {
    const { equations, issuance } = explainMethodology(parseMethodology(LANDFILL))
    expect(equations.find(({ id }) => id === 'PE_EC')).toMatchObject({
      rounding: 'rounded up to 1',
      declares: 'double-deduction-of-import',
    })
    expect(issuance).toBe('ER, rounded down to 1 tCO2e; a deficit is carried into the next period')
  })
})

describe('a difference', () => {
  const before = parseMethodology(LANDFILL)
  it('is nothing for comments and the order of keys', () => {
    expect(diffMethodologies(before, parseMethodology(`# other\n${LANDFILL}`))).toEqual([])
  })

  it('names each part that was changed, added or removed', () => {
    const after = LANDFILL.replace('value: "0.028"', 'value: "0.03"')
      .replace(', declares: double-deduction-of-import', '')
      .replace('OX:   {unit: "1"', 'OX:   {unit: "1", plausible: ["0", "0.2"]')
    expect(diffMethodologies(before, parseMethodology(after))).toEqual([
      { path: 'fixed.OX.plausible', kind: 'added', after: '["0","0.2"]' },
      { path: 'fixed.EFL.value', kind: 'changed', before: '0.028', after: '0.03' },
      { path: 'equations.PE_EC.declares', kind: 'removed', before: 'double-deduction-of-import' },
    ])
  })
})
