import { formatLocalDay, parseLocalDay } from '@tcctv/units'
import type { PddDocument } from './documents.ts'
import type { Hex } from '../bytes.ts'
import type { PddVersion, Results } from '../model/state.ts'
import type { ChainRecord } from '../records.ts'
import type { DeclaredGap } from '../verify/gap-values.ts'
import { eventsOf } from './events.ts'

export type PddHistory = {
  readonly index: number
  readonly version: string | null
  readonly documentHash: Hex
  readonly programHash: Hex
  readonly proposedBlock: number
  readonly approvals: readonly {
    readonly fromDay: string
    readonly reference: Hex
    readonly block: number
    readonly tx: Hex
  }[]
}
/** A project document with what compiling it gave, by index on the chain. */
export type PddOnChain = {
  readonly pdd: PddDocument
  readonly documentHash: Hex
  readonly version: Pick<PddVersion, 'offsets' | 'lanes' | 'heads' | 'variables' | 'interval'>
  readonly gaps: readonly DeclaredGap[]
  readonly evaluate: (inputs: readonly bigint[], year: number) => Pick<Results, 'rounded'>
  readonly fill: (inputs: readonly bigint[], year: number) => readonly bigint[]
}

/** Every proposed PDD version with its approvals, by index. */
export function pddHistoryOf(records: readonly ChainRecord[], documents: readonly PddOnChain[]): PddHistory[] {
  const approvals = eventsOf(records, 'PddApproved')
  return eventsOf(records, 'PddProposed').map(({ args, place }) => ({
    index: Number(args.index),
    version: documents[Number(args.index)]?.pdd.version ?? null,
    documentHash: args.documentHash,
    programHash: args.programHash,
    proposedBlock: place.block,
    approvals: approvals
      .filter((approval) => approval.args.index === args.index)
      .map((approval) => ({
        fromDay: formatLocalDay(approval.args.fromDay),
        reference: approval.args.ref,
        ...approval.place,
      })),
  }))
}

/** The document in force on a day (YYYY-MM-DD): the latest approved whose first day is not after it. */
export function documentOn(
  day: string,
  history: readonly PddHistory[],
  documents: readonly PddOnChain[],
): PddOnChain | undefined {
  return documents[indexOn(day, history)]
}

/** Index of the version in force on a day. */
export function indexOn(day: string, history: readonly PddHistory[]): number {
  const approved = history
    .flatMap(({ index, approvals }) => approvals.map(({ fromDay, block }) => ({ index, fromDay, block })))
    .filter(({ fromDay }) => parseLocalDay(fromDay) <= parseLocalDay(day))
    .toSorted((a, b) => a.block - b.block)
  return approved.at(-1)?.index ?? 0
}
