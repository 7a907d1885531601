import { EXCEPTION_STATES, type LedgerEvent } from '@tcctv/contracts'
import type { LedgerEngine, ProjectLedger } from '@tcctv/ledger'
import { formatLocalDay, type LocalDay } from '@tcctv/units'
import type { Hex } from '../read-model/projected.ts'
import { chainVersions, pastCalls, pastEvents, type ChainVersions, type PastCall } from './history.ts'
import { limitId } from './tally.ts'

/** What a chain says of decisions, versions and days, up to a block. */
export type Past = {
  readonly versions: ChainVersions
  /** Index of the version that is in force for the last day. */
  readonly newest: number
  readonly governance: readonly { readonly block: number; readonly event: GovernanceEvent }[]
  /** What became of an exception, by day and limit. */
  readonly decided: ReadonlyMap<string, 'as-is' | 'withdrawn'>
  /** Batches that took the place of a day's data, in order. */
  readonly corrections: readonly PastCorrection[]
  readonly nextDay: LocalDay
  readonly years: (fromDay: LocalDay) => readonly number[]
}
export type PastCorrection = {
  readonly day: LocalDay
  readonly digest: Hex
  readonly pddIndex: number
  readonly signer: Hex
  readonly args: CommitArguments
}
type CommitArguments = Extract<PastCall['call'], { readonly functionName: 'commitBatch' }>['args']
export type GovernanceEvent = Extract<LedgerEvent, { eventName: 'KeySet' | 'PddProposed' | 'PddApproved' }>

export async function pastOf(live: LedgerEngine, ledger: ProjectLedger, headBlock: number): Promise<Past> {
  const { ledger: address } = ledger.domain
  const governance = await pastEvents(live, address, ['KeySet', 'PddProposed', 'PddApproved'], headBlock)
  const versions = chainVersions(ledger)
  let newest = 0
  for (const { event } of governance) {
    if (event.eventName !== 'PddApproved') continue
    newest = Number(event.args.index)
    await versions.approve(newest, event.args.fromDay)
  }
  const { nextDay } = await ledger.state()
  const decided = await decisionsOf(live, address, versions, headBlock)
  const corrections = await correctionsOf(live, ledger, headBlock)
  const years = (fromDay: LocalDay): number[] => {
    const [first, last] = [yearOf(fromDay), yearOf(nextDay - 1)]
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
  }
  return { versions, newest, governance, decided, corrections, nextDay, years }
}

async function decisionsOf(
  live: LedgerEngine,
  address: Hex,
  versions: ChainVersions,
  headBlock: number,
): Promise<ReadonlyMap<string, 'as-is' | 'withdrawn'>> {
  const places = new Map<bigint, string>()
  const decided = new Map<string, 'as-is' | 'withdrawn'>()
  for (const { event } of await pastEvents(live, address, ['ExceptionOpened', 'ExceptionMoved'], headBlock)) {
    if (event.eventName === 'ExceptionOpened') {
      const limit = versions.on(event.args.day).limits[event.args.limit]
      if (limit !== undefined) places.set(event.args.id, placeOf(event.args.day, limitId(limit)))
      continue
    }
    const place = places.get(event.args.id)
    if (place === undefined) continue
    if (event.args.to === EXCEPTION_STATES.withdrawn) decided.set(place, 'withdrawn')
    if (event.args.to === EXCEPTION_STATES.resubmitted || event.args.to === EXCEPTION_STATES.released4)
      decided.set(place, 'as-is')
  }
  return decided
}

async function correctionsOf(
  live: LedgerEngine,
  ledger: ProjectLedger,
  headBlock: number,
): Promise<readonly PastCorrection[]> {
  const found: PastCorrection[] = []
  for (const { block, event } of await pastEvents(live, ledger.domain.ledger, ['Superseded'], headBlock)) {
    const { day, digest } = event.args
    for (const { call, events } of await pastCalls(live, ledger, block)) {
      const committed = events.find((one) => one.eventName === 'BatchCommitted')
      if (call.functionName !== 'commitBatch' || committed?.args.digest !== digest) continue
      const { pddIndex, signer } = committed.args
      found.push({ day, digest, pddIndex: Number(pddIndex), signer, args: call.args })
    }
  }
  return found
}

/** A limit on a day, as a key. */
export function placeOf(day: LocalDay, limit: string): string {
  return `${day}/${limit}`
}

function yearOf(day: LocalDay): number {
  return Number(formatLocalDay(day).slice(0, 4))
}
