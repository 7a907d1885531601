import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { checkPdd } from './check-pdd.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const PDD = readFileSync(join(ROOT, 'examples/nrel50/pdd.yaml'), 'utf8')
const SOLAR = parseMethodology(readFileSync(join(ROOT, 'methodologies/acm0002-solar.yaml'), 'utf8'))

it('finds nothing in the example', () => {
  expect(checkPdd(PDD, SOLAR).faults).toEqual([])
})

it.each([
  ['a value out of its range', /"0\.8907"/, '"890.7"', 'fixed.EF_OM.value', 'PLAUSIBLE'],
  ['another methodology', /0x9eb8f052/, '0x9eb8f053', 'methodology.hash', 'PDD_METHODOLOGY_HASH'],
  ['a key that is not known', /^title:/m, 'colour: red\ntitle:', 'colour', 'UNKNOWN_KEY'],
])('places %s in the text', (_what, from, to, path, code) => {
  const text = PDD.replace(from, to)
  const [fault] = checkPdd(text, SOLAR).faults
  expect(fault).toMatchObject({ path, code })
  const line = text.split('\n')[(fault?.line ?? 0) - 1] ?? ''
  expect(line).toContain(to.split('\n')[0])
})
