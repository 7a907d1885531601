import { TcctvError } from '@tcctv/units'
import { doubleDeductions, type DoubleDeduction } from './double-deduction.ts'
import { missingRanges, type MissingRange } from './missing-range.ts'
import type { DocumentFault, Locate } from '../documents/faults.ts'
import { parseMethodology, type Methodology } from '../documents/methodology.ts'
import { readYaml } from '../documents/read-yaml.ts'
import { compileStages, type Stages } from '../program/compile-stages.ts'
import type { FixedValues } from '../program/fixed-amounts.ts'
import type { Program } from '../program/program.ts'

/** A fault with its place in the text, in words for who wrote the document. */
export type MethodologyFault = Pick<DocumentFault, 'path' | 'line' | 'column' | 'code'> & {
  readonly message: string
  /** Empty where the message says all. */
  readonly advice: string
}

export type MethodologyWarning = DoubleDeduction | MissingRange

/** A methodology that compiles, or all of its faults. */
export type MethodologyCheck =
  | {
      readonly methodology: Methodology
      /** Of the period. */
      readonly program: Program
      readonly stages: Stages
      readonly faults: readonly []
      /** What a reader should look at: allowed, but most often a mistake. */
      readonly warnings: readonly MethodologyWarning[]
    }
  | { readonly faults: readonly MethodologyFault[] }

/**
 * Checks a methodology document whole: shape, names, units, ranges, rounding sides. Every fault has line and column of
 * the text, inside of an expression the place of what is wrong. An equation is checked also when one before it failed;
 * while the shape has faults, the equations are not looked at. Not checked: whether the equations are those of the source.
 *
 * @param fixed values that the project gives; see `standIns`
 * @throws {Error} only for what is no fault of the document
 * @example checkMethodology(yaml, {}).faults[0] // { path: 'equations.BE', line: 12, column: 24, code: 'E_NAME', … }
 */
export function checkMethodology(yamlText: string, fixed: (methodology: Methodology) => FixedValues): MethodologyCheck {
  let methodology: Methodology
  try {
    methodology = parseMethodology(yamlText)
  } catch (error) {
    return { faults: shapeFaults(error) }
  }
  const { locate } = readYaml(yamlText, 'methodology document')
  const faults: MethodologyFault[] = []
  const aside = new Set<string>()
  for (let left = methodology; ;) {
    try {
      const stages = compileStages(left, fixed(left))
      if (faults.length > 0) return { faults: inOrder(faults) }
      const { program } = stages.period
      return { methodology, program, stages, faults: [], warnings: warningsOf(methodology, program) }
    } catch (error) {
      const { fault, id, rest } = setAside(error, left, locate)
      if (!isFollowing(fault, left, aside)) faults.push(fault)
      aside.add(id)
      if (rest === undefined) return { faults: inOrder(faults) }
      left = rest
    }
  }
}

function warningsOf(methodology: Methodology, program: Program): MethodologyWarning[] {
  return [...doubleDeductions(methodology, program), ...missingRanges(methodology)]
}

/** A value inside the plausible range for every fixed parameter that a project must give: enough to check a document. */
export function standIns({ fixed, sets = {} }: Methodology): FixedValues {
  return Object.fromEntries(
    Object.entries(fixed).flatMap(([id, { value, plausible, index }]) => {
      if (value !== undefined) return []
      const single = plausible?.[1] ?? '1'
      const members = index === undefined ? undefined : (sets[index] ?? [])
      return [[id, members === undefined ? single : Object.fromEntries(members.map((member) => [member, single]))]]
    }),
  )
}

/** Faults in the order of the text. */
export function inOrder(faults: readonly MethodologyFault[]): MethodologyFault[] {
  return faults.toSorted((left, right) => left.line - right.line || left.column - right.column)
}

/** The faults of a refused document. Each says itself what to do. @throws {Error} what is no refusal of a document */
export function shapeFaults(error: unknown): MethodologyFault[] {
  const faults = error instanceof TcctvError ? error.details['faults'] : undefined
  if (!(error instanceof TcctvError) || !Array.isArray(faults)) throw error
  return faults.map(({ path, line, column, code, found, expected }: DocumentFault) => {
    return { path, line, column, code, message: `found ${found}, expected ${expected}`, advice: '' }
  })
}

/** The fault of an error, and the document with the faulty equation as an input of its unit, so that the rest is checked. */
function setAside(error: unknown, methodology: Methodology, locate: Locate) {
  if (!(error instanceof TcctvError) || typeof error.details['path'] !== 'string') throw error
  const { path, column } = error.details
  const [group = '', id = ''] = path.split('.')
  const place = group === 'equations' || group === 'coefficients' ? [group, id, 'expr'] : path.split('.')
  const at = locate(place, typeof column === 'number' ? column - 1 : 0)
  const message = error.message.startsWith(path) ? error.message.replace(/^.*?: /, '') : error.message
  const fault = { path, ...at, code: error.code, message, advice: error.advice }
  return { fault, id, rest: withoutPart(methodology, group, id, error.code) }
}

/** Undefined where nothing can stand in for the faulty part, so that the rest cannot be checked. */
function withoutPart(methodology: Methodology, group: string, id: string, code: string): Methodology | undefined {
  const { fixed, monitored, equations } = methodology
  const parameter = group === 'fixed' && code === 'E_PLAUSIBLE' ? fixed[id.replace(/\[.*/, '')] : undefined
  if (parameter !== undefined) {
    const { plausible: _range, ...rest } = parameter
    return { ...methodology, fixed: { ...fixed, [id.replace(/\[.*/, '')]: rest } }
  }
  const equation = group === 'equations' ? equations[id] : undefined
  if (equation === undefined) return undefined
  const { [id]: _faulty, ...others } = equations
  const { unit, index } = equation
  const input = { unit, kind: 'interval', aggregate: 'sum', ...(index === undefined ? {} : { index }) } as const
  return { ...methodology, equations: others, monitored: { ...monitored, [id]: input } }
}

/** Sign, rounding and divisor faults of what uses a part that was set aside: its own sign and side are not known. */
function isFollowing(
  { path, code }: MethodologyFault,
  { equations }: Methodology,
  aside: ReadonlySet<string>,
): boolean {
  if (code !== 'E_SIGN' && code !== 'E_ROUND' && code !== 'E_DIVISOR') return false
  const expression = equations[path.replace('equations.', '')]?.expr ?? ''
  return [...aside].some((id) => new RegExp(`\\b${id}\\b`).test(expression))
}
