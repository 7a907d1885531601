import { fromHex } from '../bytes.ts'
import { decodeColumns } from '../columns.ts'
import { mustEqual, refuse } from '../errors.ts'
import { aggregateOf, join, needsReadings, NOTHING, type Sum } from './aggregates.ts'
import { borneOf, type Bearing } from './calibrations.ts'
import type { CallContext, Lane, Model, PddVersion } from './state.ts'
import { yearOf } from './versions.ts'

type Asked = {
  readonly day: number
  readonly version: PddVersion
  readonly pddIndex: number
  readonly span: { readonly startS: number; readonly endS: number }
  readonly bearings: readonly Bearing[]
}
/** One reading in the variable's unit at 1e18, with what its meter's overdue calibration takes. */
type Amount = { readonly startS: number; readonly counted: bigint; readonly zeroed: bigint }
type Side = 'counted' | 'zeroed'
export type ByReading = {
  readonly counted: ReadonlyMap<number, Sum>
  readonly zeroed: ReadonlyMap<number, Sum>
  readonly intervals: number
  readonly incomplete: number
}

const MEAN_UP = 2
const INTERVALS = 7
const BASELINE = 1

/** The readings that a call states again must be those that the day's lanes have, in order. */
export function checkStated(model: Model, at: CallContext, { day, version }: Asked, columns: string): void {
  const stated = columns === '0x' ? [] : decodeColumns(fromHex(columns as `0x${string}`), `${at.where}, columns`)
  for (const lane of new Set([...version.lanes.keys(), ...stated.map((column) => column.lane)])) {
    const found = stated
      .filter((column) => column.lane === lane)
      .flatMap(({ startS, stepS, counts }) => counts.map((count, index) => `${startS + index * stepS}:${count}`))
    const kept = needsReadings(version, lane) ? (model.readings.get(`${day}/${lane}`) ?? []) : []
    const wanted = kept.map(({ startS, count }) => `${startS}:${count}`)
    mustEqual(`${at.where}, readings of lane ${lane}`, wanted.join(' '), found.join(' '), 'readings')
  }
}

/** Variables that sums and numbers of readings do not give: last, least and greatest readings, results of intervals. */
export function byReading(model: Model, asked: Asked): ByReading {
  const { version } = asked
  const amounts = version.lanes.map((lane, index) => amountsOf(model, asked, lane, index))
  const rows = rowsOf(asked, amounts)
  const complete = rows.filter((row) => row.isComplete)
  const sumsOf = (side: Side): Map<number, Sum> => {
    const results = complete.map((row) => resultOf(model, asked, row, side))
    return new Map(
      version.variables.flatMap(({ source, amount }, variable): [number, Sum][] => {
        const aggregate = aggregateOf(version, variable)
        if (source === INTERVALS)
          return [[variable, joined(aggregate, results.map((of) => of[Number(amount >> 8n)] ?? 0n))]] // prettier-ignore
        if (aggregate <= MEAN_UP) return []
        const own = amounts.filter((_, lane) => version.lanes[lane]?.variableIndex === variable).flat()
        return [
          [
            variable,
            joined(
              aggregate,
              inTime(own).map((one) => one[side]),
            ),
          ],
        ]
      }),
    )
  }
  const incomplete = rows.filter((row) => !row.isComplete && row.readings.size > 0).length
  return { counted: sumsOf('counted'), zeroed: sumsOf('zeroed'), intervals: complete.length, incomplete }
}

/** By start; of those that begin together the first lane's is the last one. */
function inTime(amounts: readonly Amount[]): Amount[] {
  return amounts.toReversed().toSorted((one, other) => one.startS - other.startS)
}

function joined(aggregate: number, amounts: readonly bigint[]): Sum {
  return amounts.map((amount) => ({ amount, count: 1 })).reduce<Sum>((sum, one) => join(aggregate, sum, one), NOTHING)
}

function amountsOf(model: Model, { day, version, bearings }: Asked, lane: Lane, index: number): Amount[] {
  if (!needsReadings(version, index)) return []
  const bearing = bearings.find((one) => one.lane === index)
  return (model.readings.get(`${day}/${index}`) ?? []).map(({ startS, count }) => {
    const measured = count * lane.multiplier
    const counted = measured + (bearing === undefined ? 0n : borneOf(bearing, measured))
    return { startS, counted, zeroed: lane.role === BASELINE ? 0n : counted }
  })
}

type Row = { readonly readings: ReadonlyMap<number, readonly Amount[]>; readonly isComplete: boolean }

/** The intervals of a day with their readings by input. */
function rowsOf({ version, span }: Asked, amounts: readonly (readonly Amount[])[]): Row[] {
  const { inputs } = version.interval
  const measured = inputs.filter((variable) => version.variables[variable]?.source === 0)
  const lanes = [...version.lanes.entries()].filter(([, { variableIndex }]) => measured.includes(variableIndex))
  const stepS = lanes[0]?.[1].stepS
  if (stepS === undefined) return []
  const known = lanes.map(([index, lane]) => ({ lane, at: new Map(amounts[index]?.map((one) => [one.startS, one])) }))
  return Array.from({ length: Math.floor((span.endS - span.startS) / stepS) }, (_, row) => {
    const startS = span.startS + row * stepS
    const readings = new Map<number, Amount[]>()
    for (const { lane, at } of known) {
      const one = at.get(startS)
      if (one !== undefined) readings.set(lane.variableIndex, [...(readings.get(lane.variableIndex) ?? []), one])
    }
    const isWhole = ({ fromS, untilS }: Lane): boolean => startS >= fromS && (untilS === 0 || startS + stepS <= untilS)
    const isMissing = known.some(({ lane, at }) => isWhole(lane) && !at.has(startS))
    return { readings, isComplete: !isMissing && measured.every((variable) => readings.has(variable)) }
  })
}

function resultOf(model: Model, { version, pddIndex, day }: Asked, { readings }: Row, side: Side): readonly bigint[] {
  const inputs = version.interval.inputs.map((variable) => {
    const { source, amount } = version.variables[variable] ?? refuse('interval equations', 'a variable', variable)
    if (source !== 0) return amount
    return (readings.get(variable) ?? []).reduce((sum, one) => sum + one[side], 0n)
  })
  return model.evaluateInterval(pddIndex, yearOf(day), inputs)
}
