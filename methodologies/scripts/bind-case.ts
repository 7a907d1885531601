import type { Methodology } from '@tcctv/methodology'
import type { Binding } from './binding.ts'
import type { CaseOutput, CaseValue, PublishedCase } from './case-file.ts'
import { inDeclaredUnit, isSameDecimal } from './decimals.ts'

type Members = { [member: string]: CaseValue }
type Group = { [parameter: string]: CaseValue }

/** An output of a case with the place of the result that it is compared with. */
export type BoundOutput = CaseOutput & { readonly target: string }

/** Inputs `tcctv-inputs/1` of a case: every number is one of the case; zero stands for what `absent` names. */
export function bindInputs(published: PublishedCase, binding: Binding, methodology: Methodology): object {
  const [fixed, totals]: [Group, Group] = [{}, {}]
  const periods = binding.periods.map(({ id, start, end }) => ({
    id,
    start,
    end,
    fixed: {} as Group,
    monitored: {} as Group,
  }))
  for (const [source, targets] of Object.entries(binding.inputs))
    for (const target of [targets].flat()) {
      const found = valueAt(published, source)
      const { name } = parameterOf(target)
      const declared = methodology.fixed[name]
      if (declared?.value !== undefined) checkConstant(declared.value, found, target)
      else if (methodology.monitored[name]?.kind === 'total') put(totals, target, found)
      else if (declared !== undefined && !isByPeriod(found, binding)) put(fixed, target, found)
      else
        for (const [index, period] of periods.entries())
          put(declared === undefined ? period.monitored : period.fixed, target, ofPeriod(found, binding, index))
    }
  for (const target of binding.absent ?? [])
    if (methodology.monitored[parameterOf(target).name]?.kind === 'total') put(totals, target, '0')
    else if (methodology.fixed[parameterOf(target).name] !== undefined) put(fixed, target, '0')
    else for (const { monitored } of periods) put(monitored, target, '0')
  return {
    schema: 'tcctv-inputs/1',
    methodology: `${methodology.id}@${methodology.version}`,
    note: `Published case ${published.id}: ${published.title}`,
    ...(binding.zone === undefined ? {} : { zone: binding.zone }),
    fixed,
    ...(Object.keys(totals).length === 0 ? {} : { totals }),
    periods: periods.map(({ fixed: versions, ...period }) =>
      Object.keys(versions).length === 0 ? period : { ...period, fixed: versions },
    ),
    expected: printedOf(published, binding, methodology),
  }
}

/** The outputs of a case with their places; an output that the binding leaves out stays in, with the target `none`. */
export function bindOutputs(published: PublishedCase, binding: Binding): BoundOutput[] {
  return published.expected.map((output) => ({ ...output, target: binding.outputs[output.id] ?? 'none' }))
}

/** A parameter of the case by its path: `id`, `id.key.key`, `expected.<output id>`. */
export function valueAt(published: PublishedCase, path: string): CaseValue {
  if (path.startsWith('expected.')) {
    const output = published.expected.find(({ id }) => id === path.slice('expected.'.length))
    return output?.value ?? missing(published.id, path)
  }
  const [id = '', ...keys] = path.split('.')
  const parameter = [...published.fixed, ...published.monitored].find((one) => one.id === id)
  let found = parameter?.value ?? missing(published.id, path)
  for (const key of keys) found = child(found, key) ?? missing(published.id, path)
  return found
}

function missing(caseId: string, path: string): never {
  throw new Error(`${caseId}: the case has no ${path}`)
}

function child(found: CaseValue, key: string): CaseValue | undefined {
  return typeof found === 'object' && Object.hasOwn(found, key)
    ? (found as { readonly [key: string]: CaseValue })[key]
    : undefined
}

function parameterOf(target: string): { readonly name: string; readonly member: string | undefined } {
  const match = /^(\w+)(?:\[(\w+)\])?$/.exec(target)
  if (match?.[1] === undefined) throw new Error(`${target}: expected NAME or NAME[member]`)
  return { name: match[1], member: match[2] }
}

function put(group: Group, target: string, found: CaseValue): void {
  const { name, member } = parameterOf(target)
  if (member === undefined) group[name] = found
  else group[name] = { ...(group[name] as Members | undefined), [member]: found }
}

function keyOf({ periods }: Binding, index: number): string {
  const period = periods[index]
  return period?.key ?? period?.id ?? ''
}

function isByPeriod(found: CaseValue, binding: Binding): boolean {
  return (
    binding.periods.length > 0 && binding.periods.every((_, index) => child(found, keyOf(binding, index)) !== undefined)
  )
}

function ofPeriod(found: CaseValue, binding: Binding, index: number): CaseValue {
  return isByPeriod(found, binding) ? (child(found, keyOf(binding, index)) ?? '') : found
}

/** A constant of the methodology that the case states too: they must be the same number. */
function checkConstant(declared: CaseValue, found: CaseValue, target: string): void {
  const member = parameterOf(target).member
  const expected = member === undefined ? declared : child(declared, member)
  if (expected !== undefined && isSame(expected, found)) return
  throw new Error(`${target}: the document has ${JSON.stringify(expected)}, the case ${JSON.stringify(found)}`)
}

function isSame(expected: CaseValue, found: CaseValue): boolean {
  if (typeof expected === 'string' || typeof found === 'string')
    return typeof expected === 'string' && typeof found === 'string' && isSameDecimal(expected, found)
  return Object.entries(found).every(([key, part]) => isSame(child(expected, key) ?? '', part))
}

/** Printed figures in the units of the equations; one that does not convert stays as printed, and shows. */
function printedOf(published: PublishedCase, binding: Binding, { equations: declared }: Methodology): object {
  const byPeriod = new Map(binding.periods.map(({ id }) => [id, {} as Record<string, string>]))
  const total: Record<string, string> = {}
  for (const { value: printed, unit, target, compare } of bindOutputs(published, binding)) {
    const [period = '', equation = ''] = target.split('/')
    if (compare !== undefined || equation.startsWith('issuance.')) continue
    const own = declared[parameterOf(equation).name]?.unit
    const value = own === undefined ? printed : (inDeclaredUnit(printed, unit, own) ?? printed)
    if (period === 'total') total[equation] = value
    else {
      const equations = byPeriod.get(period)
      if (equations !== undefined) equations[equation] = value
    }
  }
  const periods = [...byPeriod].map(([id, equations]) => ({ id, equations }))
  return { periods, ...(Object.keys(total).length === 0 ? {} : { total }) }
}
