import {
  decodeBounds,
  LIMIT_PATTERNS,
  nameOfCode,
  type ChainPddVersion,
  type Column,
  type Flag,
} from '@tcctv/contracts'
import { boundAt, toleranceCase } from '@tcctv/methodology'
import { localHourOf, type LocalDay } from '@tcctv/units'
import { hexToString } from 'viem'
import { projectError } from '../errors.ts'

type Lane = ChainPddVersion['lanes'][number]

/** How the lanes of one version are found in another. */
export type LaneFit = {
  /** By the lane of the first: the lane of the second, or undefined when the second has no such series. */
  readonly laneOf: readonly (number | undefined)[]
  /** Series of the first that the second does not read, and series of the second without readings. */
  readonly dropped: readonly string[]
  readonly missing: readonly string[]
}

/**
 * Finds the lanes of a version in another one, by parameter and meter.
 *
 * @throws {TcctvError} IMPACT_LANES when the other reads the same meter in another quantum or interval: counts of one
 * mean nothing in the other, the files would have to be read again
 */
export function fitLanes(from: ChainPddVersion, to: ChainPddVersion): LaneFit {
  const laneOf = from.lanes.map((lane) => {
    const found = to.lanes.findIndex(({ parameter, meter }) => parameter === lane.parameter && meter === lane.meter)
    const other = to.lanes[found]
    if (other === undefined) return undefined
    if (other.places !== lane.places || other.stepS !== lane.stepS)
      throw projectError('IMPACT_LANES', {
        series: nameOf(lane),
        found: `${other.places} places every ${other.stepS} s`,
        expected: `${lane.places} places every ${lane.stepS} s`,
      })
    return found
  })
  const dropped = from.lanes.filter((_lane, index) => laneOf[index] === undefined).map(nameOf)
  const missing = to.lanes.filter((_lane, index) => !laneOf.includes(index)).map(nameOf)
  return { laneOf, dropped, missing }
}

/** Columns in the lanes of another version, in its order; undefined when nothing is left of them. */
export function refitColumns(columns: readonly Column[], { laneOf }: LaneFit): readonly Column[] | undefined {
  const found = columns
    .flatMap((column) => {
      const lane = laneOf[column.lane]
      return lane === undefined ? [] : [{ ...column, lane }]
    })
    .toSorted((left, right) => left.lane - right.lane || left.startS - right.startS)
  return found.length === 0 ? undefined : found
}

/** Whether every column stays where it is, so that what is said of a column by its place still holds. */
export function keepsOrder({ laneOf }: LaneFit): boolean {
  return laneOf.every((lane, index) => lane !== undefined && lane > (laneOf[index - 1] ?? -1))
}

/** The tolerance cases of a batch's readings by a version of the chain, in canonical order. */
export function caseFlags(columns: readonly Column[], version: ChainPddVersion, day: LocalDay): Flag[] {
  return version.limits
    .flatMap((limit, detail) => {
      const by = nameOfCode(LIMIT_PATTERNS, limit.by)
      if (limit.applies !== 1 || by === undefined) return []
      const rule = { by, bounds: decodeBounds(limit.bounds), effectiveFrom: limit.effectiveFrom }
      return columns.flatMap(({ lane, startS, stepS, counts }, column) =>
        version.lanes[lane]?.variableIndex === limit.subject
          ? Array.from(counts, (count, position): Flag | undefined => {
              const bound = boundAt(rule, day, localHourOf(version.offsets, startS + position * stepS))
              const code = bound === undefined ? 1 : toleranceCase(bound, count)
              return code === 1 ? undefined : { column, position, code, detail, scoreMillionths: 0 }
            }).filter((flag) => flag !== undefined)
          : [],
      )
    })
    .toSorted(inOrder)
}

/** The order of a batch's flags on the chain. */
export function inOrder(left: Flag, right: Flag): number {
  return (
    left.column - right.column || left.position - right.position || left.code - right.code || left.detail - right.detail
  )
}

function nameOf({ parameter, meter }: Lane): string {
  return `${hexToString(parameter, { size: 32 })} of ${hexToString(meter, { size: 32 })}`
}
