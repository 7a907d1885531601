import { conversionFactor, formatDecimal, parseDecimal, parseUnit, roundToQuantum } from '@tcctv/units'
import type { CaseOutput } from './case-file.ts'

const PLACES = 40
const MODES = { floor: 'floor', ceil: 'ceil', nearest: 'half-up', 'half-even': 'half-even' } as const

export function isSameDecimal(left: string, right: string): boolean {
  return parseDecimal(left, PLACES) === parseDecimal(right, PLACES)
}

/** The engine's value rounded as the case says, to the decimals that are printed. */
export function roundedAs({ value, rounding }: CaseOutput, computed: string): string {
  const amount = parseDecimal(computed, PLACES)
  if (rounding === 'exact') return formatDecimal(amount, PLACES)
  const decimals = value.split('.')[1]?.length ?? 0
  return formatDecimal(roundToQuantum(amount, 10n ** BigInt(PLACES - decimals), MODES[rounding]), PLACES)
}

export function differenceOf(left: string, right: string): string {
  return formatDecimal(parseDecimal(left, PLACES) - parseDecimal(right, PLACES), PLACES)
}

/** Whether the relative distance is at most the bound; integers only. */
export function isWithin(computed: string, printed: string, relative: string): boolean {
  const [found, expected] = [parseDecimal(computed, PLACES), parseDecimal(printed, PLACES)]
  const distance = found > expected ? found - expected : expected - found
  const bound = parseDecimal(relative, PLACES) * (expected < 0n ? -expected : expected)
  return distance * 10n ** BigInt(PLACES) <= bound
}

/**
 * The amount in the unit that the case declares, converted exactly; undefined if the unit is another quantity. A case
 * may leave out the substance of a mass (`g` for `gCO2e`).
 */
export function inDeclaredUnit(amount: string, from: string, declared: string): string | undefined {
  const [source, target] = [from, declared === 'mol/mol' ? '1' : declared]
  try {
    const { numerator, denominator } = conversionFactor(untagged(source, target), parseUnit(target))
    const scaled = parseDecimal(amount, PLACES) * numerator
    return scaled % denominator === 0n ? formatDecimal(scaled / denominator, PLACES) : undefined
  } catch {
    return undefined
  }
}

const PHYSICAL = new Set(['mass', 'length', 'time', 'year', 'temperature', 'normal'])

function untagged(source: string, target: string): ReturnType<typeof parseUnit> {
  const [unit, wanted] = [parseUnit(source), parseUnit(target)]
  const isTagged = Object.keys(wanted.dimensions).some((name) => !PHYSICAL.has(name))
  if (isTagged) return unit
  const dimensions = Object.entries(unit.dimensions).filter(([name]) => PHYSICAL.has(name))
  return { ...unit, dimensions: Object.fromEntries(dimensions) }
}
