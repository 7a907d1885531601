import type { FaultSink } from '../documents/faults.ts'
import type { MethodologyEquation, MonitoredParameter } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { Program, ProgramVariable } from '../program/program.ts'
import type { Limit } from '../tolerance/limit.ts'
import type { Aggregate, Lane, PddVersion, VariableSource } from './pdd-version.ts'

type Variables = Pick<Program, 'variables'>

/** Variables of the period's program, then those that only the equations of intervals read. */
export function withIntervalInputs(variables: readonly ProgramVariable[], interval?: Variables): ProgramVariable[] {
  const known = new Set(variables.map(({ id }) => id))
  return [...variables, ...(interval?.variables ?? []).filter(({ id }) => !known.has(id))]
}

/** Places of the inputs of an interval's program among the variables of the version. */
export function inputPlaces({ variables }: Variables, interval: Variables): number[] {
  return interval.variables.map((input) => variables.findIndex(({ id }) => id === input.id))
}

/** What becomes of a parameter's readings. A mean is rounded against the claim. */
export function aggregateOf({ aggregate = 'sum', role }: MonitoredParameter): Aggregate {
  if (aggregate !== 'mean') return aggregate
  return role === 'baseline' ? 'mean-down' : 'mean-up'
}

/** What becomes of the results of an interval equation. A mean is rounded as they are. */
export function resultAggregate({ aggregate = 'sum', round }: MethodologyEquation): Aggregate {
  if (aggregate !== 'mean') return aggregate
  return round === 'ceil' ? 'mean-up' : 'mean-down'
}

/** Whether the evaluation of a day needs every reading of a lane, and not only their sum and number. */
export function needsReadings(
  { lanes, variables, interval }: Pick<PddVersion, 'lanes' | 'variables' | 'interval'>,
  lane: number,
): boolean {
  const variable = lanes[lane]?.variable ?? -1
  return isByReading(aggregateIn(variables[variable])) || interval?.inputs.includes(variable) === true
}

type Parts = {
  readonly pdd: Pick<Pdd, 'tolerances'>
  readonly lanes: readonly Lane[]
  readonly program: Variables
  readonly interval: Program | undefined
  readonly variables: readonly VariableSource[]
  readonly limits: readonly Limit[]
}

/**
 * Refuses what the contract can not evaluate: intervals of different lengths in one equation or one aggregate, limits of a
 * day on what is no sum, and coefficients of the period beside readings that the evaluation needs.
 */
export function checkAggregates(parts: Parts, sink: FaultSink): void {
  checkLengths(parts, sink)
  checkDayLimits(parts, sink)
  const { program, interval, variables } = parts
  const isCoefficient = (variable: ProgramVariable): boolean =>
    'source' in variable && variable.source === 'coefficient'
  const needsReadings = interval !== undefined || variables.some((source) => isByReading(aggregateIn(source)))
  const coefficient = [...program.variables, ...(interval?.variables ?? [])].find(isCoefficient)
  if (needsReadings && coefficient !== undefined)
    sink.add(
      ['methodology', 'coefficients', coefficient.id],
      'UNSUPPORTED',
      coefficient.id,
      'no coefficient of the period beside equations of intervals, or last, min and max of readings',
    )
}

function checkLengths({ lanes, interval, variables, program }: Parts, sink: FaultSink): void {
  const inputs = new Set(interval === undefined ? [] : inputPlaces(program, interval))
  const first = lanes.find(({ variable }) => inputs.has(variable))
  for (const lane of lanes) {
    const { variable, parameter, stepS } = lane
    const alike = inputs.has(variable)
      ? first
      : aggregateIn(variables[variable]) === 'sum'
        ? lane
        : lanes.find((other) => other.variable === variable)
    if (alike !== undefined && alike.stepS !== stepS)
      sink.add(
        ['sources'],
        'INTERVAL',
        `${stepS} s of ${parameter}`,
        `${alike.stepS} s, as ${alike.parameter} of ${alike.meter} has`,
      )
  }
}

function checkDayLimits({ limits, variables, lanes, pdd }: Parts, sink: FaultSink): void {
  for (const { id, applies, subject, divisor } of limits) {
    if (applies !== 'day' || subject.kind !== 'parameter') continue
    const index = pdd.tolerances.findIndex((one) => one.id === id)
    for (const variable of [subject.variable, ...(divisor === undefined ? [] : [divisor])])
      if (aggregateIn(variables[variable]) !== 'sum')
        sink.add(
          ['tolerances', index, 'applies'],
          'UNSUPPORTED',
          lanes.find((lane) => lane.variable === variable)?.parameter ?? id,
          'reading, or a parameter with aggregate sum: the chain keeps sums of days',
        )
  }
}

function aggregateIn(source: VariableSource | undefined): Aggregate {
  return source?.kind === 'lanes' || source?.kind === 'interval' ? (source.aggregate ?? 'sum') : 'sum'
}

function isByReading(aggregate: Aggregate): boolean {
  return aggregate === 'last' || aggregate === 'min' || aggregate === 'max'
}
