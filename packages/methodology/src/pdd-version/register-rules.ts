import { parseTime, type UnixS } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Pdd, PddColumn } from '../documents/pdd.ts'
import type { RegisterRule } from '../reading/registers.ts'
import { countOf, factorOf } from './amount.ts'
import type { Place } from './lanes.ts'
import type { SourceLane } from './pdd-version.ts'

type Meter = Pdd['meters'][string]

/** Checks that a column of registers belongs to a meter whose register, resets and handover can be counted exactly. */
export function checkRegister(place: Place): void {
  const { path, source, column, pdd, sink } = place
  if (column.kind !== 'cumulative') return
  const { meter: id } = column
  if (Object.values(source.columns).some(({ kind }) => kind !== 'cumulative'))
    sink.add([...path, 'kind'], 'MIXED', column.kind, 'a source of registers only: their stamps are instants')
  const meter = Object.hasOwn(pdd.meters, id) ? pdd.meters[id] : undefined
  if (meter === undefined) return // said already
  if (meter.register.kind !== 'cumulative')
    sink.add(['meters', id, 'register', 'kind'], 'REGISTER', meter.register.kind, `cumulative, as ${path.join('.')} is`)
  const replaced = meter.handover?.replaces
  if (replaced !== undefined && (replaced === id || !Object.hasOwn(pdd.meters, replaced)))
    sink.add(['meters', id, 'handover', 'replaces'], 'NAME', replaced, 'another meter of the document')
  checkExact(place, meter)
  checkTimes(id, meter, sink)
}

/** When another meter takes a meter's place; undefined if none does. A time that is none counts as none. */
export function replacedAt(pdd: Pdd, meter: string): UnixS | undefined {
  const handover = nextOf(pdd, meter)?.handover
  return handover === undefined ? undefined : instantOf(handover.at)
}

/** When a meter takes the place of another; undefined if it replaces none. */
export function beginsAt({ meters }: Pdd, meter: string): UnixS | undefined {
  const handover = Object.hasOwn(meters, meter) ? meters[meter]?.handover : undefined
  return handover === undefined ? undefined : instantOf(handover.at)
}

/** The meter that replaces another. */
function nextOf({ meters }: Pdd, replaced: string): Meter | undefined {
  return Object.values(meters).find(({ handover }) => handover?.replaces === replaced)
}

function checkExact({ column, sink, pdd }: Place, { register, handover }: Meter): void {
  const factor = factorOf(column.unit, column.quantum.unit, ['meters', column.meter, 'register'], sink)
  const places = (column.quantum.value.split('.')[1] ?? '').length
  const amounts = {
    rollover: rolloverOf(register),
    first: handover?.first,
    last: nextOf(pdd, column.meter)?.handover?.last,
    ...Object.fromEntries(
      (register.resets ?? []).flatMap(({ before, after }, index) => [
        [`resets.${index}.before`, before],
        [`resets.${index}.after`, after],
      ]),
    ),
  }
  for (const [name, amount] of Object.entries(amounts))
    if (amount !== undefined && factor !== undefined && countOf(amount, factor, places).d !== 1n)
      sink.add(['meters', column.meter, 'register', name], 'NOT_EXACT', amount, 'a whole number of quanta of its lane')
}

function checkTimes(id: string, { register, handover }: Meter, sink: FaultSink): void {
  const stamps = [...(register.resets ?? []).map(({ at }) => at), ...(handover === undefined ? [] : [handover.at])]
  for (const stamp of stamps)
    if (instantOf(stamp) === undefined) sink.add(['meters', id, 'register'], 'DATE', stamp, 'a time of the calendar')
  const times = (register.resets ?? []).map(({ at }) => instantOf(at) ?? 0)
  if (times.some((atS, index) => index > 0 && atS <= (times[index - 1] ?? 0)))
    sink.add(['meters', id, 'register', 'resets'], 'ORDER', 'resets', 'resets in order of time')
}

/** The rule of a checked column's register. */
export function registerRule(pdd: Pdd, column: PddColumn, lane: SourceLane, knownToS: UnixS | undefined): RegisterRule {
  const meter = pdd.meters[column.meter]
  const sink: FaultSink = { faults: [], add: () => undefined } // units were checked with the version
  const factor = factorOf(column.unit, lane.unit, [], sink) ?? { n: 1n, d: 1n }
  const count = (amount: string): bigint => countOf(amount, factor, lane.places).n
  const rollover = meter === undefined ? undefined : rolloverOf(meter.register)
  const next = nextOf(pdd, column.meter)
  const begin = meter?.handover
  return {
    stepS: lane.stepS,
    modulus: rollover === undefined ? undefined : count(rollover),
    most: lane.high,
    resets: (meter?.register.resets ?? []).map(({ at, before, after }) => ({
      atS: parseTime(at),
      before: count(before),
      after: count(after),
    })),
    begin: begin === undefined ? undefined : { atS: parseTime(begin.at), count: count(begin.first) },
    endS: next?.handover === undefined ? undefined : parseTime(next.handover.at),
    endCount: next?.handover === undefined ? undefined : count(next.handover.last),
    knownToS,
  }
}

/** In the column's unit; digits are those before the point. */
function rolloverOf({ rollover, digits }: Meter['register']): string | undefined {
  return rollover ?? (digits === undefined ? undefined : `1${'0'.repeat(Math.max(0, Math.min(digits, 30)))}`)
}

function instantOf(stamp: string): UnixS | undefined {
  try {
    return parseTime(stamp)
  } catch {
    return undefined
  }
}
