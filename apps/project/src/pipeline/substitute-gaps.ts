import { isCorroborated, substitute, type LaneGap, type Reading, type Substitution } from '@tcctv/methodology'
import { localDayOf, periodOfDay, type LocalDay, type UnixS } from '@tcctv/units'
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
/** Measured readings by lane, in order of time, and the gaps between them. */
type Found = { readonly measured: readonly (readonly Reading[])[]; readonly gaps: readonly Gap[] }

const WINDOW_S = 3 * 86_400
const LONGEST_S = 7 * 86_400
const MOST_COMMITTED = 100_000

/**
 * Fills the gaps between the readings of an import, and between them and the last committed ones, by the rule that the
 * documents give to each parameter; without readings those between committed ones. Values follow from measured readings
 * only, committed and new, so that a verifier computes them again. A gap stays open where the rule gives nothing, where
 * the chain takes nothing more for its day, where another parameter of the table's rule is not measured throughout, and where the
 * parameter that must corroborate it does not.
 */
export function substituteGaps(project: Project, readings: readonly Reading[], closedThrough: LocalDay): TreatedGap[] {
  const { lanes } = project.documents.version
  const spans = lanes.map((_, lane) => spanOf(project, lane, readings))
  const whole = { fromS: Math.min(...spans.map(({ fromS }) => fromS)), toS: Math.max(...spans.map(({ toS }) => toS)) }
  const measured = lanes.map((_, lane) => measuredOf(project, lane, readings, whole))
  const gaps = measured.flatMap((of, lane) => gapsOf(of, lane, lanes[lane]?.stepS ?? 1))
  const openFromS = openInstant(project)
  const isAsked = ({ lane, toS }: Gap): boolean =>
    readings.length === 0 ? toS > openFromS : readings.some((reading) => reading.lane === lane)
  return gaps.filter(isAsked).map((gap) => treated(project, gap, { measured, gaps }, closedThrough))
}

/** From the lane's last committed reading (without readings: from the first open day) to its last new one. */
function spanOf(project: Project, lane: number, readings: readonly Reading[]) {
  const { readModel, nowS } = project
  const own = readings.filter((reading) => reading.lane === lane)
  const [first, last] = [own.at(0), own.at(-1)]
  const knownToS = readModel.lastEndOf(lane)
  if (first !== undefined && last !== undefined)
    return { fromS: Math.min(first.startS, knownToS ?? first.startS) - WINDOW_S, toS: last.startS + WINDOW_S }
  if (readings.length > 0) return { fromS: Infinity, toS: -Infinity }
  return { fromS: openInstant(project) - LONGEST_S - WINDOW_S, toS: knownToS ?? nowS() }
}

/** First instant of the first day without a final record. */
function openInstant({ readModel, documents }: Project): UnixS {
  const { offsets, crediting } = documents.version
  const finalDay = readModel.lastFinalDay()
  return finalDay === undefined ? crediting.fromS : periodOfDay(offsets, finalDay + 1).fromS
}

/** Measured readings of a lane in order of time: those of the import, and the committed ones around them. */
function measuredOf(
  { readModel, documents }: Project,
  lane: number,
  readings: readonly Reading[],
  range: { readonly fromS: number; readonly toS: number },
): Reading[] {
  const found = new Map(readings.filter((one) => one.lane === lane).map((reading) => [reading.startS, reading]))
  const row = readings.find((reading) => reading.lane === lane)?.row ?? 0
  const parameter = documents.version.lanes[lane]?.parameter ?? null
  for (const { lane: of, evidence, startS, stepS, count } of readModel.readings({
    ...range,
    parameter,
    limit: MOST_COMMITTED,
  }))
    if (of === lane && evidence !== EVIDENCE_CLASSES.substituted && !found.has(startS))
      found.set(startS, { lane, startS, stepS, count, row })
  return [...found.values()].toSorted((left, right) => left.startS - right.startS)
}

function gapsOf(measured: readonly Reading[], lane: number, stepS: number): Gap[] {
  return measured.flatMap(({ startS, row }, index) => {
    const fromS = (measured[index - 1]?.startS ?? startS - stepS) + stepS
    return fromS < startS ? [{ lane, fromS, toS: startS, row }] : []
  })
}

function treated(project: Project, gap: Gap, found: Found, closedThrough: LocalDay): TreatedGap {
  const { lane, fromS, toS, row } = gap
  const open = (outcome: string): TreatedGap => ({ lane, fromS, toS, outcome, readings: [] })
  const rule = ruleOf(project, lane)
  if (rule === undefined) return open('review')
  if (rule.kind === 'tool08' && isPartnerMissing(project, gap, found)) return open('both-missing')
  if (rule.kind === 'tool08' && !isConfirmed(project, gap, found)) return open('not-corroborated')
  const values: Substitution = substitute(found.measured[lane] ?? [], { fromS, toS }, rule)
  if (values.kind === 'none') return open(values.reason)
  const refusal = refusalOf(project, gap, closedThrough)
  if (refusal !== undefined) return open(refusal)
  return { lane, fromS, toS, outcome: values.rule, readings: values.readings.map((one) => ({ ...one, lane, row })) }
}

/**
 * Whether another parameter of the table's rule is not measured throughout a gap: one of its lanes has a gap there, or
 * none of them has every interval.
 */
function isPartnerMissing({ documents }: Project, gap: Gap, { measured, gaps }: Found): boolean {
  const { lanes, gaps: rules } = documents.version
  const own = lanes[gap.lane]?.parameter
  const partners = lanes.flatMap(({ parameter }, lane) =>
    parameter !== own && rules[lane]?.kind === 'tool08' ? [{ parameter, lane }] : [],
  )
  const overlaps = (lane: number): boolean =>
    gaps.some((other) => other.lane === lane && other.fromS < gap.toS && gap.fromS < other.toS)
  const covers = (lane: number): boolean => {
    const of = measured[lane] ?? []
    const [first, last] = [of.at(0), of.at(-1)]
    return first !== undefined && last !== undefined && first.startS <= gap.fromS && last.startS + last.stepS >= gap.toS
  }
  return (
    partners.some(({ lane }) => overlaps(lane)) ||
    partners.some(({ parameter }) => !partners.some((one) => one.parameter === parameter && covers(one.lane)))
  )
}

/** Whether a lane of the corroborating parameter shows normal operation, if one is declared. */
function isConfirmed({ documents }: Project, gap: Gap, { measured }: Found): boolean {
  const { lanes, gaps: rules } = documents.version
  const by = rules[gap.lane]?.corroboratedBy
  if (by === undefined) return true
  return lanes.some(
    ({ parameter, stepS }, lane) => parameter === by && isCorroborated(measured[lane] ?? [], stepS, gap),
  )
}

function ruleOf({ documents }: Project, lane: number) {
  const [found, gap] = [documents.version.lanes[lane], documents.version.gaps[lane]] as const
  if (found === undefined || gap === undefined) return undefined
  const { role, stepS, low, high } = found
  const { kind, ratedCount }: LaneGap = gap
  return { kind, ratedCount, role, stepS, low, high }
}

/**
 * Why the chain would take no values, unless it has the very same: the day has a record, the proponent closed it, or the
 * lane has later readings of the day. Such a gap stays for good; one that is seen in the file can be filled on the way in.
 */
function refusalOf(
  { readModel, documents }: Project,
  { lane, fromS }: Gap,
  closedThrough: LocalDay,
): 'day-recorded' | 'day-closed' | 'later-readings' | undefined {
  if (readModel.countAt(lane, fromS) !== undefined) return undefined
  const day = localDayOf(documents.version.offsets, fromS)
  if (day <= (readModel.lastFinalDay() ?? -Infinity)) return 'day-recorded'
  if (day <= closedThrough) return 'day-closed'
  const endS = readModel.endOf(lane, day)
  return endS !== undefined && fromS < endS ? 'later-readings' : undefined
}
