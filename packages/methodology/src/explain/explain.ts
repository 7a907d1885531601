import { hashDocument, type Hex } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'

const STATUS = {
  V: 'read in the official text, or recomputed from a registered document',
  S: 'from a secondary source; the original was not read',
  M: 'from memory; not verified',
} as const

type ExplainedParameter = {
  readonly id: string
  readonly unit: string
  readonly members?: readonly string[]
  readonly given: string
  readonly plausible?: readonly [string, string]
}
type ExplainedEquation = {
  readonly id: string
  readonly expression: string
  readonly unit: string
  readonly members?: readonly string[]
  readonly rounding: string
  readonly declares?: string
}

/** A methodology in the words of its readers: registry officers, consultants, verifiers. */
export type Explanation = {
  readonly id: string
  readonly version: string
  readonly title: string
  readonly hash: Hex
  readonly basis: readonly { readonly ref: string; readonly uses: string; readonly status: string }[]
  readonly isVerified: boolean
  readonly period: string
  readonly fixed: readonly ExplainedParameter[]
  readonly monitored: readonly ExplainedParameter[]
  readonly coefficients: readonly ExplainedParameter[]
  readonly equations: readonly ExplainedEquation[]
  readonly issuance: string
  readonly cases: readonly string[]
}

/**
 * Explains a methodology document. Nothing is computed and nothing checked: see `checkMethodology`.
 *
 * @example explainMethodology(parseMethodology(yaml)).equations[0]?.rounding // 'rounded down to 0.0001'
 */
export function explainMethodology(methodology: Methodology): Explanation {
  const { id, version, title, basis, fixed, monitored, coefficients = {}, equations, tests = [] } = methodology
  const membersOf = (index: string | undefined) =>
    index === undefined ? {} : { members: methodology.sets?.[index] ?? [] }
  return {
    id,
    version,
    title,
    hash: hashDocument(methodology),
    basis: basis.map(({ ref, uses, status }) => ({ ref, uses, status: `${status}: ${STATUS[status]}` })),
    isVerified: basis.length > 0 && basis.every(({ status }) => status === 'V'),
    period: periodText(methodology),
    fixed: Object.entries(fixed).map(([name, { unit, value, index, plausible }]) => ({
      id: name,
      unit,
      ...membersOf(index),
      given: value === undefined ? 'by the project' : valueText(value),
      ...(plausible === undefined ? {} : { plausible }),
    })),
    monitored: Object.entries(monitored).map(([name, parameter]) => ({
      id: name,
      unit: parameter.unit,
      ...membersOf(parameter.index),
      given: monitoredText(parameter),
      ...(parameter.plausible === undefined ? {} : { plausible: parameter.plausible }),
    })),
    coefficients: Object.entries(coefficients).map(([name, coefficient]) => ({
      id: name,
      unit: coefficient.unit,
      ...membersOf(coefficient.index),
      given: coefficientText(coefficient),
    })),
    equations: Object.entries(equations).map(([name, { expr, unit, index, round, quantum, declares }]) => ({
      id: name,
      expression: expr.replaceAll(/\s+/g, ' ').trim(),
      unit,
      ...membersOf(index),
      rounding: round === undefined ? 'exact' : `${ROUNDED[round]} to ${quantum ?? ''}`,
      ...(declares === undefined ? {} : { declares }),
    })),
    issuance: issuanceText(methodology),
    cases: tests.flatMap((test) => test.case ?? test.inputs ?? []),
  }
}

const ROUNDED = {
  floor: 'rounded down',
  ceil: 'rounded up',
  trunc: 'cut',
  'half-up': 'rounded to the nearest, ties away from zero,',
  'half-even': 'rounded to the nearest, ties to even,',
} as const

function periodText({ period }: Methodology): string {
  const split = period.split === 'none' ? 'not split' : 'split at 1 January (vintages)'
  const zone = period.zone === 'project' ? "in the project's time zone" : `in ${period.zone}`
  return `from the start up to, not including, the end, ${zone}, ${split}`
}

function valueText(value: NonNullable<Methodology['fixed'][string]['value']>): string {
  if (typeof value === 'string') return value
  return Array.isArray(value)
    ? value.join(', ')
    : Object.entries(value)
        .map(([member, one]) => `${member} ${typeof one === 'string' ? one : one.join(', ')}`)
        .join('; ')
}

function monitoredText({ kind, role, aggregate, gap, sign }: Methodology['monitored'][string]): string {
  const parts = [kind, role, aggregate, gap === undefined ? undefined : `gaps: ${gap}`]
  return [...parts, sign === 'nonnegative' ? 'never negative' : undefined]
    .filter((part) => part !== undefined)
    .join(', ')
}

function coefficientText(coefficient: NonNullable<Methodology['coefficients']>[string]): string {
  const { kind, expr, terms, round, places, table, values } = coefficient
  if (table !== undefined) return `table: ${table.map(([key, value]) => `${key} → ${value}`).join(', ')}`
  if (values !== undefined) return `committed: ${valueText(values)}`
  const count = terms === undefined ? '' : `, for n = 0 … ${terms - 1}`
  const when = kind === 'period' ? ', computed anew for each period (off-chain step, checked by every verifier)' : ''
  return `${expr ?? ''}${count}, ${round === undefined ? '' : ROUNDED[round]} at ${places ?? 18} places${when}`
}

function issuanceText({ issuance }: Methodology): string {
  if (issuance === undefined) return 'not stated'
  const { from, unit, quantum, round, negative, cap, buffer } = issuance
  const deficit = negative === 'carry' ? 'a deficit is carried into the next period' : 'a deficit is dropped'
  const most = cap === undefined || cap === 'none' ? '' : `, at most ${cap} in a period`
  const withheld = buffer === undefined ? '' : `, of which ${buffer.share} go to a buffer`
  return `${from}, ${ROUNDED[round]} to ${quantum} ${unit}${most}${withheld}; ${deficit}`
}
