import { formatDecimal, formatTime } from '@tcctv/units'
import type { Column } from '../columns.ts'
import { refuse } from '../errors.ts'
import type { PddVersion } from '../model/state.ts'
import type { CheckList } from './checks.ts'
import { possible, tableCount, tableRow, type DeclaredGap, type Span } from './gap-values.ts'
import { countsIn, covers, gapAround, hasBreak, type Run } from './measured-runs.ts'

/** Evidence class of values that a declared rule gave. */
const SUBSTITUTED = 5
const BASELINE = 1

type ChainLane = PddVersion['lanes'][number]
type Filled = Span & {
  readonly where: string
  readonly day: number
  readonly counts: readonly bigint[]
  readonly rule: DeclaredGap
}
type LaneLog = { readonly lane: ChainLane; readonly rule: DeclaredGap; runs: Run[]; filled: Filled[] }
type BatchFacts = { readonly where: string; readonly day: number; readonly evidence: number }

/**
 * Readings of all batches, kept as far as the rules for gaps ask, until every gap has its readings on both sides.
 * `finish` computes each substituted reading again and returns what cannot be told yet, in words.
 */
export type SubstitutionLog = {
  readonly add: (
    batch: BatchFacts,
    version: PddVersion,
    rules: readonly DeclaredGap[],
    columns: readonly Column[],
  ) => void
  /** @param nextDay first local day without a final record: values of earlier days carry tonnes and must be told */
  readonly finish: (nextDay: number, list: CheckList) => string[]
}

export function createSubstitutionLog(): SubstitutionLog {
  const logs = new Map<string, LaneLog>()
  return {
    add: (batch, version, rules, columns) => {
      for (const column of columns) {
        const [lane, rule] = [version.lanes[column.lane], rules[column.lane]]
        if (lane !== undefined && rule !== undefined) addColumn(logs, batch, { lane, rule, rules }, column)
      }
    },
    finish: (nextDay, list) => {
      for (const log of logs.values()) log.runs.sort((left, right) => left.fromS - right.fromS)
      return [...logs.values()].flatMap((log) => checkLane(log, [...logs.values()], nextDay, list))
    },
  }
}

function addColumn(
  logs: Map<string, LaneLog>,
  { where, day, evidence }: BatchFacts,
  { lane, rule, rules }: { lane: ChainLane; rule: DeclaredGap; rules: readonly DeclaredGap[] },
  { startS, stepS, counts }: Column,
): void {
  const key = [rule.parameter, rule.meter, stepS, lane.places].join('/')
  const log = logs.get(key) ?? { lane, rule, runs: [], filled: [] }
  logs.set(key, log)
  const span = { fromS: startS, toS: startS + stepS * counts.length }
  if (evidence === SUBSTITUTED) return void log.filled.push({ ...span, where, day, counts, rule })
  const isRead = rule.kind === 'tool08' || rules.some(({ corroboratedBy }) => corroboratedBy === rule.parameter)
  log.runs.push({ ...span, stepS, counts: isRead ? BigInt64Array.from(counts) : undefined })
}

/** Runs of substituted readings by the gap that they stand in. */
function checkLane(log: LaneLog, logs: readonly LaneLog[], nextDay: number, list: CheckList): string[] {
  const gaps = new Map<number, Filled[]>()
  for (const filled of log.filled) {
    const fromS = gapAround(log.runs, filled).fromS ?? -1
    gaps.set(fromS, [...(gaps.get(fromS) ?? []), filled])
  }
  const open: string[] = []
  for (const filled of gaps.values()) {
    const missing = checkGap(log, logs, filled)
    const [first] = filled
    if (missing === undefined) list.count('substitutions', readingsOf(filled))
    else if (first !== undefined && filled.some(({ day }) => day < nextDay))
      refuse(placeOf(log, first, first.fromS), missing, 'none, on a day with a final record', 'substitutions')
    else open.push(`${readingsOf(filled)} substituted readings of ${nameOf(log)}: ${missing}, not on the chain yet`)
  }
  return open
}

/** Undefined if every value of a gap follows from its rule; otherwise what must be on the chain before that can be told. */
function checkGap(log: LaneLog, logs: readonly LaneLog[], filled: readonly Filled[]): string | undefined {
  const [first] = filled
  if (first === undefined) return undefined
  const { fromS, toS } = gapAround(log.runs, first)
  if (fromS === undefined) return refusePlace(log, first, 'a measured reading before the gap', 'none')
  if (toS === undefined) return 'a measured reading behind the gap'
  const gap = { fromS, toS }
  const lengthS = filled.reduce((sum, run) => sum + run.toS - run.fromS, 0)
  if (lengthS !== toS - fromS)
    refusePlace(
      log,
      first,
      `values for the whole gap up to ${formatTime(toS)}`,
      `values for ${lengthS} of ${toS - fromS} seconds`,
    )
  const found = valueOf(log, logs, gap, first)
  if ('missing' in found) return found.missing
  for (const run of filled)
    for (const [position, count] of run.counts.entries())
      if (count !== found.count)
        refuse(
          placeOf(log, run, run.fromS + position * log.lane.stepS),
          `${formatDecimal(found.count, log.lane.places)} by the rule "${found.name}"`,
          formatDecimal(count, log.lane.places),
          'substitutions',
        )
  return undefined
}

type Value = { readonly count: bigint; readonly name: string } | { readonly missing: string }

/** The count that the declared rule gives to every interval of a gap. */
function valueOf(log: LaneLog, logs: readonly LaneLog[], gap: Span, first: Filled): Value {
  const { lane } = log
  const { kind, ratedCount } = first.rule
  switch (kind) {
    case 'review':
      return refusePlace(log, first, 'no substituted reading: the documents declare no rule for its gaps', 'one')
    case 'zero':
      if (lane.role !== BASELINE)
        return refusePlace(log, first, 'no zero outside of a baseline', 'a substituted reading')
      return { count: possible(0n, lane), name: 'zero' }
    case 'rated':
      if (lane.role === BASELINE || ratedCount === undefined)
        return refusePlace(log, first, 'a rating, and no baseline', 'a substituted reading')
      return { count: possible(ratedCount, lane), name: 'rated' }
    case 'tool08':
      return tableValue(log, logs, gap, first)
  }
}

function tableValue(log: LaneLog, logs: readonly LaneLog[], gap: Span, first: Filled): Value {
  const row = tableRow(gap)
  if (row === undefined) return refusePlace(log, first, 'no value for a gap above 7 days', formatGap(gap))
  const windows = [
    { fromS: gap.fromS - row.windowS, toS: gap.fromS },
    { fromS: gap.toS, toS: gap.toS + row.windowS },
  ] as const
  if (lastEnd(log) < gap.toS + row.windowS) return { missing: `readings up to ${formatTime(gap.toS + row.windowS)}` }
  const partner = partnerMissing(log, logs, gap, first) ?? notConfirmed(log, logs, gap, first, windows)
  if (partner !== undefined) return { missing: partner }
  const [before, after] = [countsIn(log.runs, windows[0]), countsIn(log.runs, windows[1])]
  if (before === undefined || after === undefined || before.length + after.length < 2)
    return refusePlace(log, first, 'every reading of both windows measured', `${row.name}, with readings missing`)
  return { count: possible(tableCount(gap, [...before, ...after], log.lane), log.lane), name: row.name }
}

/** Never two parameters of the table together: each other one must be measured throughout the gap. */
function partnerMissing(log: LaneLog, logs: readonly LaneLog[], gap: Span, first: Filled): string | undefined {
  const partners = logs.filter(({ rule }) => rule.kind === 'tool08' && rule.parameter !== log.rule.parameter)
  for (const partner of partners)
    if (hasBreak(partner.runs, gap))
      refusePlace(log, first, `readings of ${nameOf(partner)} in the gap`, 'a gap there too')
  for (const parameter of new Set(partners.map(({ rule }) => rule.parameter))) {
    const lanes = partners.filter(({ rule }) => rule.parameter === parameter)
    if (lanes.some(({ runs }) => covers(runs, gap))) continue
    if (lanes.some((lane) => lastEnd(lane) < gap.toS)) return `readings of ${parameter} up to ${formatTime(gap.toS)}`
    refusePlace(log, first, `readings of ${parameter} throughout the gap`, 'none')
  }
  return undefined
}

function notConfirmed(
  log: LaneLog,
  logs: readonly LaneLog[],
  gap: Span,
  first: Filled,
  windows: readonly [Span, Span],
): string | undefined {
  const by = first.rule.corroboratedBy
  if (by === undefined) return undefined
  const lanes = logs.filter(({ rule }) => rule.parameter === by)
  const needed = windows[1].toS
  if (lanes.some(({ runs }) => isLike(countsIn(runs, gap), countsIn(runs, windows[0]), countsIn(runs, windows[1]))))
    return undefined
  if (!lanes.some((lane) => lastEnd(lane) >= needed)) return `readings of ${by} up to ${formatTime(needed)}`
  return refusePlace(log, first, `readings of ${by} in the gap within 20 % of those around it`, 'others')
}

/** Mean of the gap within a fifth of the mean of both windows. */
function isLike(inGap: bigint[] | undefined, before: bigint[] | undefined, after: bigint[] | undefined): boolean {
  if (inGap === undefined || before === undefined || after === undefined) return false
  const around = [...before, ...after]
  const [here, there] = [total(inGap) * BigInt(around.length), total(around) * BigInt(inGap.length)]
  const [fifth, apart] = [there < 0n ? -there : there, here < there ? there - here : here - there]
  return inGap.length > 0 && 5n * apart <= fifth
}

function total(counts: readonly bigint[]): bigint {
  return counts.reduce((sum, count) => sum + count, 0n)
}

function lastEnd({ runs }: LaneLog): number {
  return runs.at(-1)?.toS ?? -Infinity
}

function readingsOf(filled: readonly Filled[]): number {
  return filled.reduce((sum, { counts }) => sum + counts.length, 0)
}

function nameOf({ rule: { parameter, meter } }: LaneLog): string {
  return `${parameter} (${meter})`
}

function placeOf(log: LaneLog, { where }: Filled, atS: number): string {
  return `${where}, substituted reading of ${nameOf(log)} at ${formatTime(atS)}`
}

function refusePlace(log: LaneLog, first: Filled, expected: string, found: string): never {
  return refuse(placeOf(log, first, first.fromS), expected, found, 'substitutions')
}

function formatGap({ fromS, toS }: Span): string {
  return `${formatTime(fromS)} to ${formatTime(toS)}`
}
