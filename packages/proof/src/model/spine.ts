import { formatLocalDay } from '@tcctv/units'
import { encodeAbiParameters, keccak256 } from 'viem'
import { toHex } from '../bytes.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { aggregateOf, join, NOTHING, readSum, type Sum } from './aggregates.ts'
import { ROLE, decided } from './authority.ts'
import { adjustmentOf, bearingEvents, bearingOf, keepOverdue, restOf, type Bearing } from './calibrations.ts'
import { idBytes, openException } from './exceptions.ts'
import {
  dayStateOf,
  laneKey,
  type CallContext,
  type Heads,
  type Lane,
  type Limit,
  type Model,
  type PddVersion,
  type Vintage,
} from './state.ts'
import { boundOf, caseOf, judgeRatio, type Bound, type Judged } from './tolerance.ts'
import { byReading, checkStated } from './intervals.ts'
import { bufferOf, issueOf } from './issuance.ts'
import { indexInForce, startOf, versionAt, yearOf } from './versions.ts'

type Day = {
  readonly day: number
  readonly version: PddVersion
  readonly pddIndex: number
  readonly vintage: Vintage
  readonly nextMidnightS: number
  readonly readings: number
  readonly expected: number
  readonly quanta: readonly bigint[]
  readonly counted: readonly Sum[]
  readonly zeroed: readonly Sum[]
  readonly bearings: readonly Bearing[]
  readonly intervals: number
  readonly incomplete: number
}
/** What a day is evaluated from: as measured, and of a withdrawn day what counts. */
type Inputs = { readonly measured: readonly bigint[]; readonly withdrawn: readonly bigint[] }

const ONE = 10n ** 18n
const NO_HEAD = 0xffff
const NO_DIVISOR = 0xffff
const WITHHELD = 3
/** Source of a variable that is computed off the chain. */
const COEFFICIENT = 6
const INTERVAL = 7
const ZERO: Heads = [0n, 0n, 0n, 0n]

/** The record of a day, recomputed from the readings; `columns` are those that the call states again. */
export function quantifyDay(model: Model, at: CallContext, day: number, columns = '0x'): LedgerEvent[] {
  const today = prepare(model, at, day, columns)
  if (today.version.variables.some(({ source }) => source === COEFFICIENT))
    refuse(at.where, 'an evaluation with the coefficients of the period', 'none', 'equations')
  return record(model, today, inputsOfDay(model, at, today))
}

/**
 * The same with coefficients of the period, which are computed here again from the other inputs: a difference is a
 * failure of the chain's record, whoever signed it.
 */
export function quantifyDayWith(
  model: Model,
  at: CallContext,
  [day, coefficients, others, nonce, signature]: Extract<LedgerCall, { functionName: 'quantifyDayWith' }>['args'],
): LedgerEvent[] {
  const today = prepare(model, at, day)
  const { version, pddIndex } = today
  const bare = inputsOfDay(model, at, today)
  const fill = (inputs: readonly bigint[]) => (inputs.length === 0 ? [] : model.fill(pddIndex, yearOf(day), inputs))
  const inputs = { measured: fill(bare.measured), withdrawn: fill(bare.withdrawn) }
  for (const [given, computed] of [
    [coefficients, inputs.measured],
    [others, inputs.withdrawn],
  ] as const) {
    const wanted = computed.filter((_, index) => version.variables[index]?.source === COEFFICIENT)
    mustEqual(`${at.where}, coefficients of the period`, wanted.join(', '), given.join(', '), 'equations')
  }
  const list = { type: 'int256[]' } as const
  const content = keccak256(encodeAbiParameters([list, list], [inputs.measured, inputs.withdrawn]))
  const message = { action: 'coefficients', subject: toHex(idBytes(BigInt(day))), content, nonce }
  decided(model, at, message, signature, [ROLE.service])
  return record(model, today, inputs)
}

function prepare(model: Model, at: CallContext, day: number, columns = '0x'): Day {
  if (model.stage < 2 || model.stage > 4) refuse(at.where, 'stage trial to live', model.stage)
  const pddIndex = indexInForce(model, day, at)
  const version = versionAt(model, pddIndex, at)
  checkTurn(model, at, version, day)
  return gather(model, at, version, pddIndex, day, columns)
}

function checkTurn(model: Model, at: CallContext, version: PddVersion, day: number): void {
  const first = Math.max(model.approvals[0]?.fromDay ?? 0, version.firstDay)
  mustEqual(
    `${at.where}, day in hand`,
    formatLocalDay(model.nextDay === 0 ? first : model.nextDay),
    formatLocalDay(day),
    'records',
  )
  if (day < version.firstDay || day > version.lastDay)
    refuse(at.where, 'a day of the crediting period', formatLocalDay(day))
  if (dayStateOf(model, day).unresolved > 0)
    refuse(
      `${at.where}, ${formatLocalDay(day)}`,
      'no unresolved exception',
      dayStateOf(model, day).unresolved,
      'tolerances',
    )
}

function gather(
  model: Model,
  at: CallContext,
  version: PddVersion,
  pddIndex: number,
  day: number,
  columns: string,
): Day {
  const nextMidnightS = startOf(version, day + 1)
  const lengthS = nextMidnightS - startOf(version, day)
  if (nextMidnightS > at.timestampS) refuse(at.where, `a day that ended before ${at.timestampS}`, nextMidnightS)
  const missing = model.withheldOn.get(day) ?? 0
  if (missing > 0) refuse(at.where, 'all announced batches of the day', `${missing} missing`, 'readings')
  const span = { startS: nextMidnightS - lengthS, endS: nextMidnightS }
  const nothing = () => version.variables.map(() => NOTHING)
  const sums = { quanta: version.variables.map(() => 0n), counted: nothing(), zeroed: nothing() }
  const vintage = segmentOf(model, at, version, pddIndex, day)
  const when = { day, segmentFrom: vintage.firstDay }
  const bearings: Bearing[] = []
  let [readings, expected] = [0, 0]
  for (const [index, lane] of version.lanes.entries()) {
    const endS = model.laneEndS.get(laneKey(lane)) ?? nextMidnightS
    if (day > model.closedThrough && isAwaited(lane, endS, span))
      refuse(at.where, `readings of lane ${index} to the end of the day, or a closed day`, endS, 'records')
    const slot = model.slots.get(`${day}/${index}`)
    const sum = slot?.sum ?? 0n
    const bearing = bearingOf(model, version, lane, index, when, sum * lane.multiplier)
    if (bearing !== undefined) bearings.push(bearing)
    const rest = bearing === undefined ? 0n : restOf(bearing)
    const amount = sum * lane.multiplier + (bearing === undefined ? 0n : adjustmentOf(bearing))
    addAt(sums.quanta, lane.variableIndex, sum)
    const count = slot?.count ?? 0
    // a withdrawn baseline reading is a zero, of a mean still one reading
    joinAt(sums.counted, lane.variableIndex, { amount: amount + rest, count })
    joinAt(sums.zeroed, lane.variableIndex, { amount: (lane.role === 1 ? 0n : amount) + rest, count })
    readings += slot?.count ?? 0
    expected += intervalsOf(lane, span)
  }
  if (readings === 0 && model.lastBatchDay <= day) refuse(at.where, 'readings of this or of a later day', 'none')
  const asked = { day, version, pddIndex, span, bearings }
  checkStated(model, at, asked, columns)
  const found = byReading(model, asked)
  const counted = sums.counted.map((sum, variable) => found.counted.get(variable) ?? sum)
  const zeroed = sums.zeroed.map((sum, variable) => found.zeroed.get(variable) ?? sum)
  const { intervals, incomplete } = found
  const { quanta } = sums
  return { day, version, pddIndex, vintage, nextMidnightS, readings, expected, bearings, quanta, counted, zeroed, intervals, incomplete } // prettier-ignore
}

type Span = { readonly startS: number; readonly endS: number }

/** Intervals of a day that a lane's meter measures; the one in which it takes another one's place is its own. */
export function intervalsOf({ stepS, fromS, untilS }: Pick<Lane, 'stepS' | 'fromS' | 'untilS'>, day: Span): number {
  const within = (atS: number): number => Math.min(Math.max(atS, day.startS), day.endS) - day.startS
  const [from, until] = [within(fromS), untilS === 0 ? day.endS - day.startS : within(untilS)]
  return Math.floor(until / stepS) - Math.floor(from / stepS)
}

/** Whether readings of a lane may still come for a day: of a replaced meter those before the replacement. */
export function isAwaited(lane: Pick<Lane, 'stepS' | 'untilS'>, laneEndS: number, day: Span): boolean {
  if (laneEndS >= day.endS) return false
  if (lane.untilS === 0 || lane.untilS >= day.endS) return true
  return lane.untilS > day.startS && laneEndS + lane.stepS <= lane.untilS
}

/** A new PDD version inside a vintage begins a segment whose inputs start at zero. */
function segmentOf(model: Model, at: CallContext, version: PddVersion, pddIndex: number, day: number): Vintage {
  const known = model.vintages.get(yearOf(day))
  if (known?.pddIndex === pddIndex) return known
  const earlier = known === undefined ? undefined : model.versions[known.pddIndex]
  if (earlier !== undefined && earlier.histories.length + version.histories.length > 0)
    refuse(at.where, 'a version with amounts of earlier vintages from the first day of a year on', formatLocalDay(day))
  const begun: Vintage = {
    firstDay: day,
    pddIndex,
    base: known === undefined || earlier === undefined ? ZERO : added(known.base, headsOf(earlier, known.rounded)),
    sums: version.variables.map(() => NOTHING),
    rounded: [],
    isRecorded: false,
    records: known?.records ?? 0,
    counted: known?.counted ?? 0n,
    eligible: known?.eligible ?? 0n,
  }
  model.vintages.set(yearOf(day), begun)
  return begun
}

function inputsOfDay(model: Model, at: CallContext, today: Day): Inputs {
  const isWithdrawn = (dayStateOf(model, today.day).outcomes & 1) !== 0
  const measured = inputsOf(model, at, today, today.counted)
  return { measured, withdrawn: isWithdrawn ? inputsOf(model, at, today, today.zeroed) : [] }
}

function record(model: Model, today: Day, { measured, withdrawn }: Inputs): LedgerEvent[] {
  const { day, version, vintage, pddIndex } = today
  const known = dayStateOf(model, day)
  const evaluate = (inputs: readonly bigint[]) => model.evaluate(pddIndex, yearOf(day), inputs)
  const measuredResults = evaluate(measured)
  const before = measuredResults.rounded.map((_, index) => vintage.rounded[index] ?? 0n)
  const judged = judgeDay(model, today, before, measuredResults.rounded)
  const isWithdrawn = !judged.isHeld && (known.outcomes & 1) !== 0
  const inputs = isWithdrawn ? withdrawn : measured
  const { unrounded, rounded } = isWithdrawn ? evaluate(inputs) : measuredResults
  const status = judged.isHeld ? WITHHELD : statusOf(judged.level, known.outcomes)
  const revision = known.revision + 1
  const programHash = programOf(version, yearOf(day))
  const { readings, expected } = today
  const evaluated = { day, revision, level: judged.level, status, stage: model.stage, programHash, readings, expected }
  const share = minus(headsOf(version, rounded), headsOf(version, before))
  const events: LedgerEvent[] = [
    ...judged.events,
    { eventName: 'DayEvaluated', args: { ...evaluated, inputs, unrounded, rounded } },
    { eventName: 'Footprint', args: { day, revision, baseline: share[0], project: share[1], leakage: share[2] } },
    { eventName: 'Reduction', args: { day, revision, reduction: share[3], status } },
    ...bearingEvents(today.bearings, day, revision, status),
    ...intervalEvents(today, revision),
  ]
  if (judged.isHeld) known.revision = revision
  else events.push(...advance(model, today, isWithdrawn, inputs, rounded))
  return events
}

function intervalEvents({ day, version, intervals, incomplete }: Day, revision: number): LedgerEvent[] {
  if (BigInt(version.interval.programHash) === 0n) return []
  return [{ eventName: 'IntervalsEvaluated', args: { day, revision, intervals, incomplete } }]
}

/** A variable's sum of the segment with today's. */
function totalAt({ version, vintage }: Day, today: readonly Sum[], index: number): Sum {
  return join(aggregateOf(version, index), vintage.sums[index] ?? NOTHING, today[index] ?? NOTHING)
}

function inputsOf(model: Model, at: CallContext, of: Day, today: readonly Sum[]): bigint[] {
  const { version, day, nextMidnightS, vintage } = of
  return version.variables.map(({ source, amount }, index) => {
    if (source === 0 || source === INTERVAL) return readSum(aggregateOf(version, index), totalAt(of, today, index))
    if (source === 1) return amount
    if (source === 2) return BigInt(day - vintage.firstDay + 1) * ONE
    if (source === 3) return BigInt(version.lastDay - version.firstDay + 1) * ONE
    if (source === COEFFICIENT) return 0n
    if (source === 5) return earlierAmount(model, at, version, yearOf(day), amount)
    return (BigInt(nextMidnightS - startOf(version, vintage.firstDay)) * ONE) / 3600n
  })
}

/** What the chain recorded of an input in an earlier year, else what the document states of it. */
function earlierAmount(model: Model, at: CallContext, { histories }: PddVersion, year: number, place: bigint): bigint {
  const history = histories[Number(place / 65_536n)] ?? refuse(at.where, 'a history of the version', place)
  const of = year - Number(place % 65_536n)
  const recorded = model.recorded.get(`${history.series}/${of}`)
  if (recorded !== undefined) return recorded
  if (of < history.fromYear) return 0n
  return history.amounts[of - history.fromYear] ?? refuse(at.where, `an amount of ${of} in the document`, 'none')
}

function programOf({ programs, programHash }: PddVersion, year: number): PddVersion['programHash'] {
  return programs.find((one) => one.year === year)?.programHash ?? programHash
}

/** Limits that apply to a day, judged on what was measured. */
function judgeDay(model: Model, today: Day, before: readonly bigint[], rounded: readonly bigint[]) {
  const { day, version } = today
  const events: LedgerEvent[] = []
  let isHeld = false
  let level = Math.max(dayStateOf(model, day).level, 1)
  for (const [number, limit] of version.limits.entries()) {
    if (limit.applies !== 2 || limit.effectiveFrom > day) continue
    const bound = boundOf(limit, day, 0)
    const { level: found, amount } = judgeAmount(today, limit, bound, before, rounded)
    level = Math.max(level, found)
    if (found === 1) continue
    const opened = openException(model, day, number, found, amount, bound, true)
    if (opened !== undefined) events.push(opened)
    if (opened !== undefined && found > 2) isHeld = true
  }
  if (level > 1) dayStateOf(model, day).level = level
  return { events, isHeld, level }
}

function statusOf(level: number, outcomes: number): number {
  if ((outcomes & 1) !== 0) return 6
  if ((outcomes & 2) !== 0) return 4
  if ((outcomes & 4) !== 0) return 5
  return level > 1 ? 2 : 1
}

/** Counts of a variable, a ratio of two quantities, or an equation's share of the day. */
function judgeAmount(
  { quanta, counted }: Day,
  { subjectKind, subject, divisor }: Limit,
  bound: Bound,
  before: readonly bigint[],
  rounded: readonly bigint[],
): Judged {
  if (divisor !== NO_DIVISOR) return judgeRatio(bound, counted[subject]?.amount ?? 0n, counted[divisor]?.amount ?? 0n)
  const amount = subjectKind === 1 ? (quanta[subject] ?? 0n) : (rounded[subject] ?? 0n) - (before[subject] ?? 0n)
  return { level: caseOf(bound, amount), amount }
}

function advance(
  model: Model,
  today: Day,
  isWithdrawn: boolean,
  inputs: readonly bigint[],
  rounded: readonly bigint[],
): LedgerEvent[] {
  const { day, version, vintage } = today
  const sums = isWithdrawn ? today.zeroed : today.counted
  vintage.sums = version.variables.map((_, index) => totalAt(today, sums, index))
  vintage.rounded = rounded
  const isLast = yearOf(day + 1) !== yearOf(day) || day === version.lastDay
  if (isLast)
    for (const { series, variable } of version.histories)
      model.recorded.set(`${series}/${yearOf(day)}`, inputs[variable] ?? 0n)
  keepOverdue(model, today.bearings, version, day, isWithdrawn)
  model.nextDay = day + 1
  if (!isLast) return []
  const [baseline, project, leakage, reduction] = added(vintage.base, headsOf(version, rounded))
  const issued = issueOf(version.issuance, reduction - vintage.counted + model.carried, vintage.eligible)
  model.carried = issued.carried
  Object.assign(vintage, {
    isRecorded: true,
    records: vintage.records + 1,
    counted: reduction,
    eligible: vintage.eligible + issued.eligible,
  })
  const figures = { baseline, project, leakage, reduction, eligible: vintage.eligible, carried: model.carried }
  const of = { vintage: yearOf(day), revision: vintage.records }
  const limited: LedgerEvent = {
    eventName: 'IssuanceLimited',
    args: { ...of, lost: issued.lost, buffer: bufferOf(version.issuance, vintage.eligible) },
  }
  const hasLimits = version.issuance.cap >= 0n || version.issuance.bufferQuantum > 0n
  return [
    { eventName: 'VintageRecorded', args: { ...of, ...figures, stage: model.stage } },
    ...(hasLimits ? [limited] : []),
  ]
}

function headsOf({ heads }: PddVersion, rounded: readonly bigint[]): Heads {
  const head = (index: number) => (index === NO_HEAD ? 0n : (rounded[index] ?? 0n))
  return [head(heads.baseline), head(heads.project), head(heads.leakage), head(heads.reduction)]
}

function added(left: Heads, right: Heads): Heads {
  return [left[0] + right[0], left[1] + right[1], left[2] + right[2], left[3] + right[3]]
}

function minus(left: Heads, right: Heads): Heads {
  return [left[0] - right[0], left[1] - right[1], left[2] - right[2], left[3] - right[3]]
}

function joinAt(sums: Sum[], index: number, { amount, count }: Sum): void {
  const { amount: before, count: known } = sums[index] ?? NOTHING
  sums[index] = { amount: before + amount, count: known + count }
}

function addAt(sums: bigint[], index: number, term: bigint): void {
  sums[index] = (sums[index] ?? 0n) + term
}
