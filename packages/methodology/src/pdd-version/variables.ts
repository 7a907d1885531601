import type { FaultSink } from '../documents/faults.ts'
import type { Methodology, MonitoredParameter } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { InputVariable, Program } from '../program/program.ts'
import { compare, isFixed, multiply, rationalOf, toFixed, ZERO, type Rational } from '../program/rational.ts'
import { factorOf } from './amount.ts'
import { historyIndex } from './histories.ts'
import { inputNames, monitoredOf } from './lanes.ts'
import { aggregateOf, resultAggregate } from './aggregates.ts'
import type { Aggregate, Lane, VariableSource } from './pdd-version.ts'

type Constant = NonNullable<Pdd['constants']>[string]

/** Where each variable of the program comes from: exactly one of lanes, a constant, or the period itself. */
export function variableSources(
  pdd: Pdd,
  methodology: Methodology,
  { program, interval }: { readonly program: Pick<Program, 'variables'>; readonly interval: Program | undefined },
  lanes: readonly Pick<Lane, 'parameter'>[],
  sink: FaultSink,
): VariableSource[] {
  for (const id of Object.keys(pdd.constants ?? {}))
    if (monitoredOf(methodology, id) === undefined)
      sink.add(['constants', id], 'NAME', id, `one of ${inputNames(methodology).join(', ')}`)
  return program.variables.map((variable) => {
    if (!('parameter' in variable)) return { kind: 'builtin', name: variable.source }
    const { id, unit, source } = variable
    if (variable.lag !== undefined)
      return { kind: 'lag', history: historyIndex(program, variable.of), lag: variable.lag }
    if (source === 'coefficient') return { kind: 'coefficient' }
    if (source === 'interval') return intervalSource(methodology, interval, variable)
    const constant = pdd.constants?.[id]
    const hasLanes = lanes.some(({ parameter }) => parameter === id)
    if (constant === undefined && !hasLanes)
      sink.add(
        ['sources'],
        'PARAMETER_WITHOUT_DATA',
        id,
        `a column of a source, or a constant with its reason, for ${id}`,
      )
    if (constant !== undefined && hasLanes)
      sink.add(['constants', id], 'TWICE', id, `either a column or a constant for ${id}`)
    const parameter = monitoredOf(methodology, id)
    if (constant === undefined) return { kind: 'lanes', ...stated(parameter) }
    return constantSource(id, constant, { unit, purpose: pdd.purpose, parameter }, sink)
  })
}

/** Only what is no sum is stated. */
function stated(parameter: MonitoredParameter | undefined): { aggregate?: Aggregate } {
  const aggregate = parameter === undefined ? 'sum' : aggregateOf(parameter)
  return aggregate === 'sum' ? {} : { aggregate }
}

function intervalSource(
  { equations }: Methodology,
  interval: Program | undefined,
  { of, parameter }: InputVariable,
): VariableSource {
  const equation = interval?.equations.findIndex(({ id }) => id === of) ?? 0
  const document = equations[parameter]
  return { kind: 'interval', equation, aggregate: document === undefined ? 'sum' : resultAggregate(document) }
}

function constantSource(
  id: string,
  constant: Constant,
  rules: { unit: string; purpose: Pdd['purpose']; parameter: MonitoredParameter | undefined },
  sink: FaultSink,
): VariableSource {
  const path = ['constants', id]
  const factor = factorOf(constant.unit, rules.unit, [...path, 'unit'], sink)
  const exact = factor === undefined ? ZERO : multiply(rationalOf(constant.value), factor)
  if (!isFixed(exact))
    sink.add([...path, 'value'], 'NOT_EXACT', constant.value, `at most 18 decimal places in ${rules.unit}`)
  const { approved_deviation: deviation } = constant
  if (exact.n === 0n && factor !== undefined && rules.purpose !== 'demonstration' && deviation === undefined)
    sink.add(
      [...path, 'value'],
      'ZERO_CONSTANT',
      constant.value,
      'data, a conservative amount above zero, or `approved_deviation` with the reference and hash of the approval',
    )
  checkRange(path, constant.value, exact, rules, sink)
  const approved = deviation === undefined ? {} : { approvedDeviation: deviation }
  return { kind: 'constant', amount: toFixed(exact, 'floor'), reason: constant.reason, ...approved }
}

function checkRange(
  path: readonly string[],
  found: string,
  exact: Rational,
  { unit, parameter }: { unit: string; parameter: MonitoredParameter | undefined },
  sink: FaultSink,
): void {
  if (parameter?.sign === 'nonnegative' && exact.n < 0n) sink.add([...path, 'value'], 'SIGN', found, 'zero or more')
  const range = parameter?.plausible
  if (range === undefined || exact.n === 0n) return
  const [low, high] = [rationalOf(range[0]), rationalOf(range[1])]
  if (compare(exact, low) < 0 || compare(exact, high) > 0)
    sink.add([...path, 'value'], 'PLAUSIBLE', found, `${range[0]} to ${range[1]} ${unit}`)
}
