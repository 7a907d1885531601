import { substitute, type Lane, type Reading, type Substitution } from '@tcctv/methodology'
import { localDayOf } from '@tcctv/units'
import { EVIDENCE_CLASSES } from '@tcctv/contracts'
import type { Project } from '../project.ts'

/** A gap of a lane and what became of it: the rule that filled it, or why it stays open. */
export type TreatedGap = {
  readonly lane: number
  readonly fromS: number
  readonly toS: number
  readonly outcome: string
  readonly readings: readonly Reading[]
}
type Gap = { readonly lane: number; readonly fromS: number; readonly toS: number; readonly row: number }

const WINDOW_S = 3 * 86_400
const MOST_COMMITTED = 100_000

/**
 * Fills the gaps between the readings of an import, and between them and the last committed ones, by the rule that the
 * methodology gives to each parameter. Values follow from measured readings only, committed and new, so that a verifier
 * computes them again. A gap stays open where the rule gives nothing, where its day is closed on the chain, and where
 * two parameters of the table's rule are missing together.
 */
export function substituteGaps(project: Project, readings: readonly Reading[]): TreatedGap[] {
  const { lanes } = project.documents.version
  const measured = lanes.map((_, lane) => measuredOf(project, lane, readings))
  const gaps = measured.flatMap((of, lane) => gapsOf(of, lane, lanes[lane]?.stepS ?? 1))
  return gaps.map((gap) => treated(project, gap, gaps, measured[gap.lane] ?? []))
}

/** Measured readings of a lane in order of time: those of the import, and the committed ones around them. */
function measuredOf({ readModel, documents }: Project, lane: number, readings: readonly Reading[]): Reading[] {
  const own = readings.filter((reading) => reading.lane === lane)
  const [first, last] = [own.at(0), own.at(-1)]
  if (first === undefined || last === undefined) return []
  const parameter = documents.version.lanes[lane]?.parameter ?? null
  const knownTo = readModel.lastEndOf(lane) ?? first.startS
  const range = { fromS: Math.min(first.startS, knownTo) - WINDOW_S, toS: last.startS + WINDOW_S }
  const found = new Map(own.map((reading) => [reading.startS, reading]))
  for (const row of readModel.readings({ ...range, parameter, limit: MOST_COMMITTED }))
    if (row.lane === lane && row.evidence !== EVIDENCE_CLASSES.substituted && !found.has(row.startS))
      found.set(row.startS, { lane, startS: row.startS, stepS: row.stepS, count: row.count, row: first.row })
  return [...found.values()].toSorted((left, right) => left.startS - right.startS)
}

function gapsOf(measured: readonly Reading[], lane: number, stepS: number): Gap[] {
  return measured.flatMap(({ startS, row }, index) => {
    const fromS = (measured[index - 1]?.startS ?? startS - stepS) + stepS
    return fromS < startS ? [{ lane, fromS, toS: startS, row }] : []
  })
}

function treated(project: Project, gap: Gap, gaps: readonly Gap[], measured: readonly Reading[]): TreatedGap {
  const { lane, fromS, toS, row } = gap
  const open = (outcome: string): TreatedGap => ({ lane, fromS, toS, outcome, readings: [] })
  const rule = ruleOf(project, lane)
  if (rule === undefined) return open('review')
  const hasPartner = gaps.some(
    (other) => ruleOf(project, other.lane)?.kind === 'tool08' && isPartner(project, gap, other),
  )
  if (rule.kind === 'tool08' && hasPartner) return open('both-missing')
  const found: Substitution = substitute(measured, { fromS, toS }, rule)
  if (found.kind === 'none') return open(found.reason)
  if (isClosed(project, gap)) return open('day-closed')
  return { lane, fromS, toS, outcome: found.rule, readings: found.readings.map((one) => ({ ...one, lane, row })) }
}

function isPartner({ documents }: Project, gap: Gap, other: Gap): boolean {
  const { lanes } = documents.version
  const isOther = lanes[other.lane]?.parameter !== lanes[gap.lane]?.parameter
  return isOther && other.fromS < gap.toS && gap.fromS < other.toS
}

function ruleOf({ documents }: Project, lane: number) {
  const found: Lane | undefined = documents.version.lanes[lane]
  if (found === undefined) return undefined
  const { role, stepS, low, high, parameter } = found
  return { kind: documents.methodology.monitored[parameter]?.gap ?? ('review' as const), role, stepS, low, high }
}

/** Whether the chain would refuse the values, unless it has the very same: the day is closed, or the lane is beyond. */
function isClosed({ readModel, documents }: Project, { lane, fromS }: Gap): boolean {
  if (readModel.countAt(lane, fromS) !== undefined) return false
  const day = localDayOf(documents.version.offsets, fromS)
  const endS = readModel.endOf(lane, day)
  return day <= (readModel.lastFinalDay() ?? -Infinity) || (endS !== undefined && fromS < endS)
}
