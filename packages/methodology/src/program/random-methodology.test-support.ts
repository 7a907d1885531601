import * as fc from 'fast-check'
import type { Methodology } from '../documents/methodology.ts'

/** Kinds of quantity in random documents; expressions are made so that their units fit. */
type Kind = 'energy' | 'mass' | 'number'
type Text = fc.Arbitrary<string>

const UNITS = { energy: ['MWh', 'kWh'], mass: ['t', 'kg'], number: ['1', '1'] } as const
const KINDS = ['energy', 'mass', 'number'] as const
const ROUNDINGS = ['floor', 'ceil', 'floor', 'ceil', 'half-up', 'half-even', 'trunc'] as const
const QUANTA = ['1', '0.001', '0.000000000000000001', '250'] as const

const decimalText: Text = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 12n }), fc.integer({ min: 0, max: 12 }))
  .map(([count, places]) => {
    const digits = String(count).padStart(places + 1, '0')
    return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`
  })

/** Names of the inputs: a nonnegative and a signed one of each unit, and one that is never zero. */
const INPUTS = KINDS.flatMap((kind) =>
  UNITS[kind].flatMap((unit, at) => [
    { id: `${kind}_p${at}`, kind, unit, sign: 'nonnegative' },
    { id: `${kind}_s${at}`, kind, unit, sign: 'any' },
  ]),
)
const DIVISOR = 'divisor'
/** Above zero by the ranges of their names; the third and the fifth may be rounded. */
const DIVISORS = [DIVISOR, `(${DIVISOR} * 0.7)`, `(${DIVISOR} / 3)`, `max(number_s0, 0.5)`, `(${DIVISOR} + number_p1)`]
/** The last one has no decimal that is exact. */
const CONSTANTS = ['factor', 'minus', '(44 / 12)']
const TABLES = ['STEPS', 'RISING', 'FALLING', 'SAME']

function expression(kind: Kind, earlier: readonly { id: string; kind: Kind }[], depth: number): Text {
  const names = [...INPUTS, ...earlier].filter((one) => one.kind === kind).map(({ id }) => id)
  const leaf: Text = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: kind === 'number' ? fc.constantFrom(...CONSTANTS) : fc.constant(`${kind}_c`) },
    { weight: 1, arbitrary: kind === 'number' ? decimalText : fc.constant(`${kind}_c`) },
    { weight: 1, arbitrary: kind === 'number' ? tableText(names) : fc.constant(`sum(kinds, ${kind}_i[kinds])`) },
  )
  if (depth === 0) return leaf
  const same = expression(kind, earlier, depth - 1)
  const number = expression('number', earlier, depth - 1)
  const divisor = fc.constantFrom(...DIVISORS)
  return fc.oneof(
    { weight: 2, arbitrary: leaf },
    { weight: 2, arbitrary: fc.tuple(same, fc.constantFrom('+', '-'), same).map((parts) => `(${parts.join(' ')})`) },
    { weight: 2, arbitrary: fc.tuple(same, number).map(([left, right]) => `${left} * (${right})`) },
    { weight: 1, arbitrary: fc.tuple(same, divisor).map(([of, by]) => `(${of}) / ${by}`) },
    { weight: 1, arbitrary: fc.tuple(same, divisor, number).map(([of, by, times]) => `(${of}) / ${by} * (${times})`) },
    { weight: 1, arbitrary: fc.tuple(same, divisor, divisor).map(([of, by, per]) => `(${of}) / (${by} / ${per})`) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom('min', 'max'), same, same).map(([f, a, b]) => `${f}(${a}, ${b})`),
    },
    { weight: 1, arbitrary: same.map((of) => `min(${of}, 0, -(${of}))`) },
    { weight: 1, arbitrary: same.map((of) => `max(${of}, 0)`) },
    { weight: 1, arbitrary: same.map((of) => `-(${of})`) },
    ...(kind === 'number' ? [{ weight: 1, arbitrary: number.chain((of) => tableText([of])) }] : []),
  )
}

function tableText(at: readonly string[]): Text {
  return fc
    .tuple(fc.constantFrom(...TABLES), fc.constantFrom(...at), fc.constantFrom('down', 'up'))
    .map(([table, of, mode]) => `lookup(${table}, max(min(${of}, 1000), 0), ${mode})`)
}

type Equation = { readonly id: string; readonly kind: Kind; readonly document: object }

function equations(count: number, made: readonly Equation[] = []): fc.Arbitrary<readonly Equation[]> {
  if (made.length === count) return fc.constant(made)
  const id = `E${made.length}`
  return fc
    .constantFrom(...KINDS)
    .chain((kind) =>
      fc
        .tuple(
          expression(kind, made, 2),
          fc.option(fc.constantFrom(...ROUNDINGS), { freq: 8 }),
          fc.constantFrom(...QUANTA),
          fc.nat(1),
        )
        .map(([expr, round, quantum, unit]): Equation => {
          const rounding = round === null ? {} : { round, quantum }
          return { id, kind, document: { expr, unit: UNITS[kind][unit], ...rounding } }
        }),
    )
    .chain((equation) => equations(count, [...made, equation]))
}

const summed = { kind: 'interval', aggregate: 'sum' } as const
const table = (...rows: readonly (readonly [string, string])[]) => ({ kind: 'table', unit: '1', table: rows })

/** Methodology documents whose units fit; rounding sides may not, then the compiler refuses them. */
export const methodologyJson: fc.Arbitrary<object> = fc
  .tuple(
    fc.integer({ min: 1, max: 4 }).chain((count) => equations(count)),
    decimalText,
    decimalText,
    decimalText,
  )
  .map(([made, factor, energy, mass]) => ({
    schema: 'tcctv-methodology/1',
    id: 'random',
    version: '1.0.0',
    title: 'Random',
    basis: [],
    output_unit: 'tCO2e',
    period: { zone: 'project', bounds: '[start,end)', split: 'none', report: 'P1D' },
    sets: { kinds: ['one', 'two'] },
    fixed: {
      factor: { unit: '1', value: factor },
      minus: { unit: '1', value: `-${factor}` },
      energy_c: { unit: 'MWh', value: energy },
      mass_c: { unit: 't', value: mass },
    },
    monitored: {
      ...Object.fromEntries(INPUTS.map(({ id, unit, sign }) => [id, { unit, sign, ...summed }])),
      energy_i: { unit: 'kWh', sign: 'nonnegative', index: 'kinds', ...summed },
      mass_i: { unit: 'kg', sign: 'nonnegative', index: 'kinds', ...summed },
      [DIVISOR]: { unit: '1', kind: 'sampled', aggregate: 'mean', plausible: ['0.001', '1000000'] },
    },
    coefficients: {
      STEPS: table(['0', '0.25'], ['10', '3'], ['1000', '0.125']),
      RISING: table(['0', '-0.25'], ['10', '0.5'], ['100', '0.5'], ['1000', '3']),
      FALLING: table(['0', '12.5'], ['1', '0.5'], ['500', '0'], ['1000', '-3']),
      SAME: table(['0', '0.1'], ['1000', '0.1']),
    },
    equations: Object.fromEntries(made.map(({ id, document }) => [id, document])),
  }))

/** The same as text, which `parseMethodology` reads. */
export const methodologyText: Text = methodologyJson.map((document) => JSON.stringify(document))

/** An amount at 1e-18: zero, halves, whole numbers, small and large ones, of both signs. */
export const amount: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(0n, 1n, -1n, 5n * 10n ** 17n, -(5n * 10n ** 17n), 125n * 10n ** 18n),
  fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }),
  fc.bigInt({ min: -(2n ** 200n), max: 2n ** 200n }),
)

/** An amount inside of the intervals that are assumed: 1e9 of a number, 1e15 of other units. */
export const likelyAmount: fc.Arbitrary<bigint> = fc.oneof(
  fc.constantFrom(0n, 10n ** 27n, -(10n ** 27n), 1n, 5n * 10n ** 17n),
  fc.bigInt({ min: -(10n ** 27n), max: 10n ** 27n }),
)

/** Amounts for the variables of a document, each on the side that its sign and range allow. */
export function inputsFor(methodology: Methodology, ids: readonly string[], amounts: readonly bigint[]): bigint[] {
  return ids.map((id, index) => {
    const found = amounts[index % amounts.length] ?? 0n
    if (id === DIVISOR) return 10n ** 15n + ((found < 0n ? -found : found) % (10n ** 24n - 10n ** 15n))
    const isSigned = methodology.monitored[id.replace(/\[.*/, '')]?.sign === 'any'
    return isSigned || found >= 0n ? found : -found
  })
}
