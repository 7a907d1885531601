import { unitsError } from './errors.ts'
import { UNIT_TABLE, type Unit } from './unit-table.ts'

const TERM = /^(.*?[^\d^-])\^?(-?\d+)$/
const COUNT = /^[1-9]\d{0,8}$/

/**
 * Reads a unit: symbols joined by `*` and `/`, with integer exponents and integer factors, as in `tCO2/MWh`,
 * `W/m2` or `kWh/100*km`. Each `/` divides by the one term behind it.
 *
 * @throws {TcctvError} UNIT_UNKNOWN
 * @example parseUnit('GJ/t').dimensions // { length: 2, time: -2 }
 */
export function parseUnit(text: string): Unit {
  let unit: Unit = { text, dimensions: {}, numerator: 1n, denominator: 1n }
  const parts = text.split(/([*/])/)
  for (let index = 0; index < parts.length; index += 2) {
    const term = termOf((parts[index] ?? '').trim(), text)
    unit = parts[index - 1] === '/' ? divideUnits(unit, term) : multiplyUnits(unit, term)
  }
  return { ...unit, text }
}

/**
 * Exact factor: amount in `from` × factor = amount in `to`. tCO2 is accepted where tCO2e is asked (its warming
 * potential is 1 by definition), never the reverse.
 *
 * @throws {TcctvError} UNIT_UNKNOWN, UNIT_DIMENSION
 * @example conversionFactor('kWh', 'MWh') // { numerator: 1n, denominator: 1000n }
 */
export function conversionFactor(
  from: Unit | string,
  to: Unit | string,
): { readonly numerator: bigint; readonly denominator: bigint } {
  const [source, target] = [
    typeof from === 'string' ? parseUnit(from) : from,
    typeof to === 'string' ? parseUnit(to) : to,
  ]
  if (!sameDimensions(source.dimensions, target.dimensions) && !isCarbonDioxideFor(source, target))
    throw unitsError('UNIT_DIMENSION', { found: source.text, expected: target.text })
  return reduce(source.numerator * target.denominator, source.denominator * target.numerator)
}

/** Product of two units. @example multiplyUnits(parseUnit('MWh'), parseUnit('tCO2/MWh')) // that of tCO2 */
export function multiplyUnits(left: Unit, right: Unit): Unit {
  return {
    text: joined(left.text, '*', right.text),
    dimensions: combine(left.dimensions, right.dimensions, 1),
    ...reduce(left.numerator * right.numerator, left.denominator * right.denominator),
  }
}

/** Quotient of two units. @example divideUnits(parseUnit('TJ'), parseUnit('Gg')) // that of GJ/t */
export function divideUnits(left: Unit, right: Unit): Unit {
  return {
    text: joined(left.text, '/', right.text),
    dimensions: combine(left.dimensions, right.dimensions, -1),
    ...reduce(left.numerator * right.denominator, left.denominator * right.numerator),
  }
}

function termOf(term: string, text: string): Unit {
  const known = UNIT_TABLE.get(term)
  if (known !== undefined) return { text: term, ...known }
  if (COUNT.test(term)) return { text: term, dimensions: {}, numerator: BigInt(term), denominator: 1n }
  const power = TERM.exec(term)
  const base = UNIT_TABLE.get(power?.[1] ?? '')
  const exponent = Number(power?.[2] ?? '0')
  if (base === undefined || exponent === 0 || Math.abs(exponent) > 9)
    throw unitsError('UNIT_UNKNOWN', { unit: text, term })
  return raise({ text: term, ...base }, exponent)
}

function raise(base: Unit, exponent: number): Unit {
  const [numerator, denominator] =
    exponent > 0 ? [base.numerator, base.denominator] : [base.denominator, base.numerator]
  const times = BigInt(Math.abs(exponent))
  const dimensions = Object.fromEntries(Object.entries(base.dimensions).map(([name, of]) => [name, of * exponent]))
  return { text: base.text, dimensions, numerator: numerator ** times, denominator: denominator ** times }
}

function joined(left: string, operator: string, right: string): string {
  if (right === '1') return left
  if (left === '1' && operator === '*') return right
  return `${left}${operator}${/[*/]/.test(right) ? `(${right})` : right}`
}

function combine(
  left: Readonly<Record<string, number>>,
  right: Readonly<Record<string, number>>,
  sign: 1 | -1,
): Record<string, number> {
  const result: Record<string, number> = { ...left }
  for (const [name, exponent] of Object.entries(right)) {
    const sum = (result[name] ?? 0) + sign * exponent
    if (sum === 0) delete result[name]
    else result[name] = sum
  }
  return result
}

function sameDimensions(left: Readonly<Record<string, number>>, right: Readonly<Record<string, number>>): boolean {
  return Object.keys(combine(left, right, -1)).length === 0
}

function isCarbonDioxideFor(source: Unit, target: Unit): boolean {
  const moved = (source.dimensions['CO2'] ?? 0) - (target.dimensions['CO2'] ?? 0)
  if (moved <= 0) return false
  return sameDimensions(combine(combine(source.dimensions, { CO2: moved }, -1), { CO2e: moved }, 1), target.dimensions)
}

function reduce(numerator: bigint, denominator: bigint): { numerator: bigint; denominator: bigint } {
  let [a, b] = [numerator, denominator]
  while (b !== 0n) [a, b] = [b, a % b]
  return { numerator: numerator / a, denominator: denominator / a }
}
