import { formatDecimal, formatFixed, type Fixed } from '@tcctv/units'
import { placesOfVariable, type ProjectedLimit, type Version } from '../read-model/versions.ts'
import type { ProjectWords } from './read-side.ts'

const NO_DIVISOR = 0xffff

/** An amount of the chain, which counts 1e-18, as decimal text. */
export function fixedText(amount: bigint): string {
  return formatFixed(amount as Fixed) // amounts of records are at 1e18 by the contract
}

/** Unit of what a limit judges. */
export function unitOfLimit(limit: ProjectedLimit | undefined, words: ProjectWords): string {
  if (limit === undefined) return ''
  if (limit.subjectKind === 2) return words.equations[limit.subject]?.unit ?? ''
  if (!isRatio(limit)) return unitOfVariable(limit.subject, words) ?? ''
  const [over, under] = [words.variables[limit.subject]?.unit, words.variables[limit.divisor]?.unit]
  return over === under ? '1' : `${over ?? ''}/${under ?? ''}`
}

/** Id of what a limit judges: a parameter, a ratio of two, or an equation. */
export function subjectOfLimit(limit: ProjectedLimit, words: ProjectWords): string {
  const idOf = (index: number): string =>
    (limit.subjectKind === 2 ? words.equations : words.variables)[index]?.id ?? `#${index}`
  return isRatio(limit) ? `${idOf(limit.subject)} / ${idOf(limit.divisor)}` : idOf(limit.subject)
}

/** An amount that a limit judges, in {@link unitOfLimit}: counts of lanes; a ratio or an equation at 1e18. */
export function limitAmountText(amount: bigint, limit: ProjectedLimit | undefined, version: Version): string {
  if (limit !== undefined && isRatio(limit) && isEndless(amount)) return amount > 0n ? '∞' : '-∞'
  if (limit?.subjectKind === 1 && !isRatio(limit))
    return formatDecimal(amount, placesOfVariable(version, limit.subject))
  return fixedText(amount)
}

function isRatio({ divisor }: ProjectedLimit): boolean {
  return divisor !== NO_DIVISOR
}

/** The ends of int256, by which the contract states a quotient by zero. */
function isEndless(amount: bigint): boolean {
  return amount === 2n ** 255n - 1n || amount === -(2n ** 255n)
}

function unitOfVariable(variable: number, { variables, unitOf }: ProjectWords): string | undefined {
  const known = variables[variable]
  return known === undefined ? undefined : (unitOf[known.id] ?? known.unit)
}
