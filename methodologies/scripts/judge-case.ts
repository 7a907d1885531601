import type { Methodology, ResultDocument } from '@tcctv/methodology'
import type { BoundOutput } from './bind-case.ts'
import { differenceOf, inDeclaredUnit, isSameDecimal, isWithin, roundedAs } from './decimals.ts'

/** What a place of a result holds: an amount in its unit. */
export type Found = { readonly amount: string; readonly unit: string }

/** How one output of a case came out. */
export type Verdict = {
  readonly output: BoundOutput
  readonly computed: string
  readonly rounded: string
  readonly difference: string
  readonly passed: boolean
  readonly why: string
}

/**
 * Judges one output as evaluation/methodology says: `exact` must come out as printed; another status must give the
 * number that the case recomputed AND show its distance from the printed one; no tolerance but `compare`.
 */
export function judgeOutput(output: BoundOutput, found: Found | undefined): Verdict {
  const none = { output, computed: 'nothing', rounded: 'nothing', difference: 'nothing', passed: false }
  if (found === undefined) return { ...none, why: `no result at ${output.target}` }
  const computed = inDeclaredUnit(found.amount, found.unit, output.unit)
  if (computed === undefined)
    return { ...none, computed: found.amount, why: `in ${found.unit}, declared ${output.unit}` }
  if (output.compare !== undefined) {
    const passed = isWithin(computed, output.value, output.compare.relative)
    const difference = differenceOf(computed, output.value)
    return {
      output,
      computed,
      rounded: computed,
      difference,
      passed,
      why: passed ? '' : 'too far from the printed number',
    }
  }
  const rounded = roundedAs(output, computed)
  const difference = differenceOf(rounded, output.value)
  const isExact = output.check.status === 'exact'
  const passed = isExact
    ? isSameDecimal(rounded, output.value)
    : isSameDecimal(rounded, output.check.rounded) && isSameDecimal(difference, output.check.difference)
  const wanted = isExact ? output.value : `${output.check.rounded} (printed ${output.value})`
  return { output, computed, rounded, difference, passed, why: passed ? '' : `expected ${wanted}` }
}

/** The amount at `period/equation`, `total/equation` or `period/issuance.<column>` of a result. */
export function foundAt(result: ResultDocument, methodology: Methodology, target: string): Found | undefined {
  const [periodId = '', equation = ''] = target.split('/')
  const column = /^issuance\.(er|issued|carried)$/.exec(equation)?.[1]
  if (column !== undefined) {
    const row = result.issuance.find(({ id }) => id === periodId)
    const amount = row?.[column as 'er' | 'issued' | 'carried'] // one of the three by the pattern
    const unit = methodology.issuance?.unit
    return amount === undefined || unit === undefined ? undefined : { amount, unit }
  }
  if (periodId === 'total') {
    const amount = result.totals.roundThenAdd[equation]
    const unit = result.periods[0]?.equations[equation]?.unit
    return amount === undefined || unit === undefined ? undefined : { amount, unit }
  }
  const text = result.periods.find(({ id }) => id === periodId)?.equations[equation]
  return text === undefined ? undefined : { amount: text.value, unit: text.unit }
}
