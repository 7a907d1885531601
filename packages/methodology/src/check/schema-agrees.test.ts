import { Ajv2020 } from 'ajv/dist/2020.js'
import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parse } from 'yaml'
import { faultSink } from '../documents/faults.ts'
import { methodologyShape } from '../documents/methodology.ts'
import { pddShape } from '../documents/pdd.ts'
import type { Check } from '../documents/shape.ts'
import { inputsShape } from '../run/inputs-document.ts'
import { documentSchema } from './document-schema.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const RUNS = Number(process.env['TCCTV_FUZZ'] ?? 600)
const SEED = Number(process.env['TCCTV_FUZZ_SEED'] ?? Date.now() % 2 ** 31)
/** What no schema says: units are read by the parser. */
const BEYOND = ['UNIT_UNKNOWN']

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
const read = (path: string): Json => parse(readFileSync(join(ROOT, path), 'utf8')) as Json // JSON is YAML

/** Words that documents use, so that some changes keep them right. */
const word = fc.constantFrom(
  '1',
  '0.5',
  '-3',
  'x',
  '',
  'tCO2e',
  'kWh',
  'sum',
  'floor',
  'P1D',
  '2020-01-01',
  'a b',
  'EF',
  '1.0.0',
)
const part: fc.Arbitrary<Json> = fc.oneof(
  { weight: 4, arbitrary: word },
  { weight: 1, arbitrary: fc.constantFrom<Json>(0, 1, 1.5, true, null, [], {}) },
  { weight: 1, arbitrary: fc.array(word, { maxLength: 3 }) },
  { weight: 1, arbitrary: fc.dictionary(word, word, { maxKeys: 2 }) },
)
type Change = {
  readonly kind: 'replace' | 'remove' | 'add' | 'rename'
  readonly at: number
  readonly key: string
  readonly to: Json
}
const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom('replace', 'replace', 'remove', 'add', 'rename'),
  at: fc.nat(),
  key: fc.constantFrom('unit', 'value', 'colour', 'note', 'round', 'index', 'a b', 'W', 'aggregate', 'zone'),
  to: part,
})

const isMap = (json: Json): json is { readonly [key: string]: Json } =>
  typeof json === 'object' && json !== null && !Array.isArray(json)

/** The document with one of its parts, counted from the top, changed. */
function changed(document: Json, { kind, at, key, to }: Change): Json {
  const count = (json: Json): number =>
    typeof json === 'object' && json !== null
      ? 1 + Object.values(json).reduce<number>((sum, inner: Json) => sum + count(inner), 0)
      : 1
  let left = at % count(document)
  const visit = (json: Json): Json => {
    left -= 1
    if (left === -1) return kind === 'replace' ? to : changedMap(json)
    if (Array.isArray(json)) return json.map(visit)
    return isMap(json) ? Object.fromEntries(Object.entries(json).map(([name, inner]) => [name, visit(inner)])) : json
  }
  const changedMap = (json: Json): Json => {
    if (!isMap(json)) return to
    const [first, ...others] = Object.entries(json)
    if (kind === 'add' || first === undefined) return { ...json, [key]: to }
    return Object.fromEntries(kind === 'remove' ? others : [...others, [key, first[1]]])
  }
  return visit(document)
}

it.each<[Parameters<typeof documentSchema>[0], Check<unknown>, string]>([
  ['methodology', methodologyShape, 'methodologies/acm0001-lfg.yaml'],
  ['methodology', methodologyShape, 'methodologies/biochar.yaml'],
  ['inputs', inputsShape, 'methodologies/cases/acm0001-lfg.inputs.json'],
  ['pdd', pddShape, 'examples/nrel50/pdd.yaml'],
])(`the schema of %s takes and refuses what the reader does (seed ${SEED})`, (name, shape, file) => {
  const validate = new Ajv2020({ strict: false }).compile(documentSchema(name))
  const original = read(file)
  let [taken, refused] = [0, 0]
  fc.assert(
    fc.property(fc.array(change, { minLength: 0, maxLength: 2 }), (changes) => {
      const document = changes.reduce(changed, original)
      const sink = faultSink(() => ({ line: 1, column: 1 }))
      shape(document, [], sink)
      const faults = sink.faults.filter(({ code }) => !BEYOND.includes(code))
      if (sink.faults.length > 0 && faults.length === 0) return
      if (faults.length === 0) taken += 1
      else refused += 1
      expect([validate(document), faults]).toEqual([faults.length === 0, faults])
    }),
    { numRuns: RUNS, seed: SEED },
  )
  expect([taken > RUNS / 50, refused > RUNS / 50]).toEqual([true, true])
})
