import { formatLocalDay } from '@tcctv/units'
import { fromHex, type Hex } from '../bytes.ts'
import { columnsRoot, decodeColumns, decodeFlags, type Column, type Flag } from '../columns.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { batchDigest } from '@tcctv/contracts'
import { flagsDigest } from '../signing/typed-data.ts'
import { needsReadings } from './aggregates.ts'
import { ROLE, authorised } from './authority.ts'
import { moveException, openException } from './exceptions.ts'
import { dayStateOf, laneKey, type CallContext, type Lane, type Model, type PddVersion } from './state.ts'
import { boundOf, caseOf, distanceOf, type Bound } from './tolerance.ts'
import { checkOpen } from './waiting.ts'
import { dayOf, hourOf, indexInForce, versionAt } from './versions.ts'

type BatchArguments = Extract<LedgerCall, { functionName: 'commitBatch' }>['args']
type Batch = {
  readonly at: CallContext
  readonly version: PddVersion
  readonly day: number
  readonly flags: readonly Flag[]
  readonly worst: Map<number, { readonly level: number; readonly amount: bigint; readonly bound: Bound }>
}

const LAST_DAY = 0xffff_ffff

/** A batch of readings: decoded, judged and added up again. */
export function commitBatch(model: Model, at: CallContext, args: BatchArguments): LedgerEvent[] {
  const [columnBytes, evidence, source, sequence, partySignature, flagBytes, serviceSignature] = args
  const columns = decodeColumns(fromHex(columnBytes), `${at.where}, columns`)
  const root = columnsRoot(columns)
  const digest = batchDigest(model.domain, { columnsRoot: root, evidence, source, sequence })
  const { version, day, pddIndex } = selectVersion(model, at, columns)
  const revealed = claim(model, at, digest, day)
  const { signer, party } = authorised(model, at, digest, partySignature, [ROLE.proponent, ROLE.meter])
  if (sequence <= party.sequence && revealed.length === 0 && !model.corrections.has(digest))
    refuse(`${at.where}, sequence`, `above ${party.sequence}`, sequence, 'signatures')
  if (sequence > party.sequence) party.sequence = sequence
  authorised(model, at, flagsDigest(model.domain, digest, flagBytes), serviceSignature, [ROLE.service])
  const flags = decodeFlags(fromHex(flagBytes), `${at.where}, flags`)
  const superseded = supersede(model, at, day, columns, { digest, signer })
  const batch: Batch = { at, version, day, flags, worst: new Map() }
  const columnEvents = columns.map((column, index) => storeColumn(model, batch, column, index, digest))
  const readings = columns.reduce((total, { counts }) => total + counts.length, 0)
  const committed: LedgerEvent = {
    eventName: 'BatchCommitted',
    args: {
      digest,
      signer,
      day,
      sequence,
      readings,
      columnsRoot: root,
      evidence,
      source,
      stage: model.stage,
      pddIndex: BigInt(pddIndex),
    },
  }
  return [...revealed, committed, ...superseded, ...columnEvents, ...openReadingLevel(model, batch)]
}

function claim(model: Model, at: CallContext, digest: Hex, day: number): LedgerEvent[] {
  const found = model.batches.get(digest)
  const known = found?.isAbandoned === true ? undefined : found
  if (known?.isCommitted === true) refuse(at.where, 'a batch not committed before', digest, 'readings')
  checkOpen(model, at)
  const missing = model.withheldOn.get(day) ?? 0
  if (known !== undefined) {
    mustEqual(`${at.where}, day of the announced batch`, known.day, day, 'readings')
    model.withheldOn.set(day, missing - 1)
  } else if (!model.corrections.has(digest)) {
    if (missing > 0) refuse(at.where, 'the announced batches of the day first', `${missing} missing`, 'readings')
    if (day <= model.closedThrough) refuse(at.where, 'a day that is not closed', formatLocalDay(day), 'readings')
  }
  model.lastBatchDay = Math.max(model.lastBatchDay, day)
  model.batches.set(digest, { isCommitted: true, isAbandoned: false, announcedS: known?.announcedS ?? 0, day })
  if (known === undefined) return []
  return [{ eventName: 'Revealed', args: { batch: digest, committedAt: known.announcedS } }]
}

/** A batch that a decision expects empties the day's slots of its lanes; it may leave no reading out. */
function supersede(
  model: Model,
  at: CallContext,
  day: number,
  columns: readonly Column[],
  { digest, signer }: { readonly digest: Hex; readonly signer: Hex },
): LedgerEvent[] {
  const id = model.corrections.get(digest)
  const exception = model.exceptions[(id ?? 0) - 1]
  if (id === undefined || exception === undefined) return []
  mustEqual(`${at.where}, day of the corrected batch`, exception.day, day, 'tolerances')
  for (const lane of new Set(columns.map((column) => column.lane))) {
    const readings = columns.reduce((sum, column) => sum + (column.lane === lane ? column.counts.length : 0), 0)
    const known = model.slots.get(`${day}/${lane}`)?.count ?? 0
    if (readings < known) refuse(`${at.where}, lane ${lane}`, `at least ${known} readings`, readings, 'readings')
    model.slots.delete(`${day}/${lane}`)
    model.readings.delete(`${day}/${lane}`)
  }
  dayStateOf(model, day).voidTo = model.exceptions.length
  const to = exception.level === 4 ? 9 : 5
  return [
    { eventName: 'Superseded', args: { digest, day, exception: BigInt(id) } },
    moveException(model, BigInt(id), to, signer, digest),
  ]
}

function selectVersion(model: Model, at: CallContext, columns: readonly Column[]) {
  const startS = columns[0]?.startS ?? refuse(at.where, 'at least one column', 'none')
  const latest = indexInForce(model, LAST_DAY, at)
  const pddIndex = indexInForce(model, dayOf(versionAt(model, latest, at), startS), at)
  const version = versionAt(model, pddIndex, at)
  const day = dayOf(version, startS)
  mustEqual(`${at.where}, PDD version of ${formatLocalDay(day)}`, pddIndex, indexInForce(model, day, at))
  if (day < model.nextDay) refuse(at.where, `a day from ${formatLocalDay(model.nextDay)} on`, formatLocalDay(day))
  return { version, day, pddIndex }
}

function storeColumn(model: Model, batch: Batch, column: Column, index: number, digest: Hex): LedgerEvent {
  const where = `${batch.at.where}, column ${index}`
  const lane =
    batch.version.lanes[column.lane] ?? refuse(where, `one of ${batch.version.lanes.length} lanes`, column.lane)
  const { startS, stepS, counts } = column
  const endS = startS + counts.length * stepS
  checkTime(batch, column, lane, where, endS)
  const key = `${batch.day}/${column.lane}`
  const slot = model.slots.get(key) ?? { sum: 0n, count: 0, flagged: 0, endS: 0 }
  if (startS < slot.endS) refuse(where, `a start from ${slot.endS} on`, startS)
  const flagged = judge(batch, column, lane, index, where)
  const sum = counts.reduce((total, count) => total + count, 0n)
  model.slots.set(key, {
    sum: slot.sum + sum,
    count: slot.count + counts.length,
    flagged: slot.flagged + flagged,
    endS,
  })
  if (needsReadings(batch.version, column.lane)) {
    const read = counts.map((count, position) => ({ startS: startS + position * stepS, count }))
    model.readings.set(key, [...(model.readings.get(key) ?? []), ...read])
  }
  model.laneEndS.set(laneKey(lane), Math.max(model.laneEndS.get(laneKey(lane)) ?? 0, endS))
  return {
    eventName: 'ColumnCommitted',
    args: { digest, lane: column.lane, startS, stepS, count: counts.length, sum, columnHash: column.hash },
  }
}

function checkTime({ at, version, day }: Batch, column: Column, lane: Lane, where: string, endS: number): void {
  mustEqual(`${where}, step`, lane.stepS, column.stepS)
  if (column.startS < version.creditingFromS || endS > version.creditingToS)
    refuse(where, 'readings inside the crediting period', `${column.startS} to ${endS}`)
  if (endS > at.timestampS) refuse(where, `an end not after ${at.timestampS}`, endS)
  // the interval in which a meter takes another one's place may have a part of each
  if (lane.fromS !== 0 && column.startS + column.stepS <= lane.fromS)
    refuse(where, `intervals that end after the meter's begin, ${lane.fromS}`, column.startS)
  if (lane.untilS !== 0 && endS - column.stepS >= lane.untilS)
    refuse(where, `intervals that begin before the meter's end, ${lane.untilS}`, endS)
  mustEqual(`${where}, local day of the first reading`, day, dayOf(version, column.startS))
  mustEqual(`${where}, local day of the last reading`, day, dayOf(version, endS - column.stepS))
}

/** Compares declared and computed case of every reading of a column; returns the number of flagged readings. */
function judge(batch: Batch, column: Column, lane: Lane, index: number, where: string): number {
  const rules = batch.version.limits
    .map((limit, number) => ({ number, limit }))
    .filter(
      ({ limit }) => limit.applies === 1 && limit.subject === lane.variableIndex && limit.effectiveFrom <= batch.day,
    )
  const declared = new Map<number, number>()
  const flagged = new Set<number>()
  for (const { column: of, position, code } of batch.flags) {
    if (of !== index) continue
    if (code < 17) flagged.add(position)
    if (code < 5) declared.set(position, Math.max(declared.get(position) ?? 1, code))
  }
  for (const [position, count] of column.counts.entries()) {
    if (count < lane.low || count > lane.high)
      refuse(`${where}, position ${position}`, `${lane.low} to ${lane.high}`, count)
    let computed = 1
    const hour = hourOf(batch.version, column.startS + position * column.stepS)
    for (const { number, limit } of rules) {
      const bound = boundOf(limit, batch.day, hour)
      const level = caseOf(bound, count)
      computed = Math.max(computed, level)
      const worst = batch.worst.get(number)
      const isFarther = level === worst?.level && distanceOf(bound, count) > distanceOf(worst.bound, worst.amount)
      if (level > (worst?.level ?? 1) || isFarther) batch.worst.set(number, { level, amount: count, bound })
    }
    mustEqual(`${where}, position ${position}: tolerance case`, computed, declared.get(position) ?? 1, 'tolerances')
  }
  return flagged.size
}

function openReadingLevel(model: Model, { version, day, worst }: Batch): LedgerEvent[] {
  const events: LedgerEvent[] = []
  for (const number of version.limits.keys()) {
    const found = worst.get(number)
    if (found === undefined) continue
    const state = dayStateOf(model, day)
    state.level = Math.max(state.level, found.level)
    if (found.level < 3) continue
    const opened = openException(model, day, number, found.level, found.amount, found.bound, false)
    if (opened !== undefined) events.push(opened)
  }
  return events
}
