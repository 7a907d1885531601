import { FIXED_ONE, TcctvError } from '@tcctv/units'
import type { Methodology } from '../documents/methodology.ts'
import { interpret } from '../program/interpret.ts'
import type { Program } from '../program/program.ts'

/** A parameter that lowers the reduction twice: in a baseline equation and in a project or leakage equation. */
export type DoubleDeduction = { readonly parameter: string; readonly equations: readonly [string, string] }

/**
 * Finds project and leakage parameters that, from one and the same point on, lower one equation and raise another while
 * the issued equation falls: most often a grid import that is subtracted from the export and counted as emission too. A
 * source may do so on purpose, which `declares` on one of the equations says.
 *
 * Looks at two points of amounts, so it may miss one; it never refuses a document.
 */
export function doubleDeductions(methodology: Methodology, program: Program): DoubleDeduction[] {
  const from = methodology.issuance?.from
  if (from === undefined) return []
  return Object.entries(methodology.monitored)
    .filter(([, { role }]) => role === 'project' || role === 'leakage')
    .flatMap(([parameter]) =>
      POINTS.flatMap((point) => foundAt(parameter, point, from, methodology, program)).slice(0, 1),
    )
}

/** What every other input is, and what the parameter is before and after, in units. */
const POINTS = [1_000_000n, 1n].flatMap((scale) => [
  { others: 10n * scale, before: scale, after: 2n * scale },
  { others: scale, before: 10n * scale, after: 20n * scale },
])

function foundAt(
  parameter: string,
  { others, before, after }: { readonly others: bigint; readonly before: bigint; readonly after: bigint },
  from: string,
  { equations }: Methodology,
  program: Program,
): DoubleDeduction[] {
  const [low, high] = [before, after].map((amount) => evaluated(program, parameter, amount, others))
  if (low === undefined || high === undefined) return []
  const direct = low.flatMap(({ id, unrounded }, index) => {
    const document = equations[id.replace(/\[.*/, '')]
    const isDirect = document !== undefined && new RegExp(`\\b${parameter}\\b`).test(document.expr)
    const change = (high[index]?.unrounded ?? 0n) - unrounded
    return isDirect && document.declares === undefined ? [{ id, change }] : []
  })
  const [down, up] = [direct.find(({ change }) => change < 0n), direct.find(({ change }) => change > 0n)]
  const [less, more] = [low, high].map((results) => results.find(({ id }) => id === from)?.unrounded ?? 0n)
  if (down === undefined || up === undefined || less === undefined || more === undefined) return []
  // Both count: the reduction falls by their sum, less what is rounded. With min of two ways only one of them would.
  const isTwice = 10n * (less - more) >= 9n * (up.change - down.change)
  return isTwice ? [{ parameter, equations: [down.id, up.id] }] : []
}

/** Undefined where the point is outside of a table or overflows. */
function evaluated(program: Program, parameter: string, amount: bigint, others: bigint) {
  const inputs = program.variables.map(
    (variable) => FIXED_ONE * ('parameter' in variable && variable.parameter === parameter ? amount : others),
  )
  try {
    return interpret(program, inputs)
  } catch (error) {
    if (error instanceof TcctvError) return undefined
    throw error
  }
}
