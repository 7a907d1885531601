import type { FaultSink } from '../documents/faults.ts'
import type { Methodology, MonitoredParameter } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { Program } from '../program/program.ts'
import { compare, isFixed, multiply, rationalOf, toFixed, ZERO, type Rational } from '../program/rational.ts'
import { factorOf } from './amount.ts'
import { inputNames, monitoredOf } from './lanes.ts'
import type { Lane, VariableSource } from './pdd-version.ts'

const LANES: VariableSource = { kind: 'lanes' }
type Constant = NonNullable<Pdd['constants']>[string]

/** Where each variable of the program comes from: exactly one of lanes, a constant, or the period itself. */
export function variableSources(
  pdd: Pdd,
  methodology: Methodology,
  program: Pick<Program, 'variables'>,
  lanes: readonly Pick<Lane, 'parameter'>[],
  sink: FaultSink,
): VariableSource[] {
  for (const id of Object.keys(pdd.constants ?? {}))
    if (monitoredOf(methodology, id) === undefined)
      sink.add(['constants', id], 'NAME', id, `one of ${inputNames(methodology).join(', ')}`)
  return program.variables.map((variable) => {
    if (!('parameter' in variable)) return { kind: 'builtin', name: variable.source }
    const { id, unit, source } = variable
    if (source === 'coefficient' || variable.lag !== undefined) {
      sink.add(
        ['methodology'],
        'UNSUPPORTED',
        id,
        'inputs without lags and period coefficients: a chain cannot take these yet',
      )
      return LANES
    }
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
    if (constant === undefined) return LANES
    return constantSource(id, constant, { unit, purpose: pdd.purpose, parameter: monitoredOf(methodology, id) }, sink)
  })
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
