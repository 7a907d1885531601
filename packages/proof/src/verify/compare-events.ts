import { formatLocalDay } from '@tcctv/units'
import { mustEqual, type CheckId } from '../errors.ts'
import type { LedgerEvent } from '../records.ts'
import type { CheckList } from './checks.ts'
import type { CompiledDocument } from './documents.ts'

/** Which check a difference in an event belongs to. */
const CHECK_OF: Partial<Record<LedgerEvent['eventName'], CheckId>> = {
  BatchCommitted: 'readings',
  ColumnCommitted: 'readings',
  ExceptionOpened: 'tolerances',
  ExceptionMoved: 'tolerances',
  DayEvaluated: 'records',
  Footprint: 'records',
  Reduction: 'records',
  VintageRecorded: 'records',
  CalibrationApplied: 'records',
  IntervalsEvaluated: 'records',
  IssuanceLimited: 'records',
  Checkpointed: 'checkpoints',
  PeriodMoved: 'records',
}
const FIELD_CHECK: Record<string, CheckId> = {
  inputs: 'readings',
  readings: 'readings',
  expected: 'readings',
  unrounded: 'equations',
  rounded: 'equations',
  level: 'tolerances',
}

/** Compares what a transaction recorded with what it must record, event by event and term by term. */
export function compareEvents(
  where: string,
  expected: readonly LedgerEvent[],
  found: readonly LedgerEvent[],
  list: CheckList,
  document: CompiledDocument | undefined,
): void {
  for (let index = 0; index < Math.max(expected.length, found.length); index += 1) {
    const [wanted, got] = [expected[index], found[index]]
    const check = CHECK_OF[(wanted ?? got)?.eventName ?? 'FindingMoved'] ?? 'signatures'
    mustEqual(`${where}, event ${index}`, wanted?.eventName ?? 'no event', got?.eventName ?? 'no event', check)
    if (wanted === undefined || got === undefined) continue
    compareFields(`${where}, ${wanted.eventName}${dayWords(wanted)}`, wanted, got, check, document)
    list.count(check)
    if (wanted.eventName === 'DayEvaluated') list.count('equations', wanted.args.rounded.length)
    if (wanted.eventName === 'BatchCommitted') list.count('readings', wanted.args.readings - 1)
  }
}

function compareFields(
  where: string,
  expected: LedgerEvent,
  found: LedgerEvent,
  check: CheckId,
  document: CompiledDocument | undefined,
): void {
  const got = new Map<string, unknown>(Object.entries(found.args))
  for (const [field, wanted] of Object.entries(expected.args)) {
    const of = FIELD_CHECK[field] !== undefined && expected.eventName === 'DayEvaluated' ? FIELD_CHECK[field] : check
    const other = got.get(field)
    if (Array.isArray(wanted) && Array.isArray(other)) compareTerms(`${where}, ${field}`, wanted, other, of, document)
    else mustEqual(`${where}, ${field}`, normal(wanted), normal(other), of)
  }
}

function compareTerms(
  where: string,
  expected: readonly unknown[],
  found: readonly unknown[],
  check: CheckId,
  document: CompiledDocument | undefined,
): void {
  mustEqual(`${where}: number of terms`, expected.length, found.length, check)
  for (const [index, wanted] of expected.entries()) {
    const name = check === 'equations' ? (document?.equations[index] ?? index) : index
    mustEqual(
      `${where}, ${check === 'equations' ? 'equation' : 'term'} ${name}`,
      normal(wanted),
      normal(found[index]),
      check,
    )
  }
}

/** Addresses and hashes are compared without regard to the case of their letters. */
function normal(term: unknown): string {
  const text = String(term)
  return text.startsWith('0x') ? text.toLowerCase() : text
}

function dayWords(event: LedgerEvent): string {
  return 'day' in event.args ? ` of ${formatLocalDay(event.args.day)}` : ''
}
