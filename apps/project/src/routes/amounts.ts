import { formatDecimal, formatFixed, type Fixed } from '@tcctv/units'
import { placesOfVariable, type ProjectedLimit, type Version } from '../read-model/versions.ts'
import type { ProjectWords } from './read-side.ts'

/** An amount of the chain, which counts 1e-18, as decimal text. */
export function fixedText(amount: bigint): string {
  return formatFixed(amount as Fixed) // amounts of records are at 1e18 by the contract
}

/** Unit of what a limit judges. */
export function unitOfLimit(limit: ProjectedLimit | undefined, words: ProjectWords): string {
  if (limit === undefined) return ''
  return limit.subjectKind === 2
    ? (words.equations[limit.subject]?.unit ?? '')
    : (unitOfVariable(limit.subject, words) ?? '')
}

/** Id of what a limit judges: a parameter or an equation. */
export function subjectOfLimit(limit: ProjectedLimit, words: ProjectWords): string {
  const ids = limit.subjectKind === 2 ? words.equations : words.variables
  return ids[limit.subject]?.id ?? `#${limit.subject}`
}

/** An amount that a limit judges, in {@link unitOfLimit}: counts of lanes, or an equation at 1e18. */
export function limitAmountText(amount: bigint, limit: ProjectedLimit | undefined, version: Version): string {
  if (limit?.subjectKind === 1) return formatDecimal(amount, placesOfVariable(version, limit.subject))
  return fixedText(amount)
}

function unitOfVariable(variable: number, { variables, unitOf }: ProjectWords): string | undefined {
  const known = variables[variable]
  return known === undefined ? undefined : (unitOf[known.id] ?? known.unit)
}
