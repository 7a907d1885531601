import type { Hex } from '../bytes.ts'
import type { ChainRecord } from '../records.ts'
import { ROLES, wordOf } from '../vocabulary.ts'
import { eventsOf, lastOf } from './events.ts'

/** A key and its role. Names are not on the chain. */
export type ReportParty = {
  readonly address: Hex
  readonly role: string
  readonly sinceBlock: number
  readonly untilBlock: number | null
}
export type ReportModel = { readonly cardHash: Hex; readonly modelHash: Hex; readonly block: number; readonly tx: Hex }
export type ReportCheckpoint = {
  readonly number: number
  readonly blockHash: Hex
  readonly stateRoot: Hex
  readonly by: string
  readonly signer: Hex
  readonly block: number
}

/** Every key the chain ever gave a role, in the order of their first setting. */
export function partiesOf(records: readonly ChainRecord[]): ReportParty[] {
  const parties = new Map<string, ReportParty>()
  for (const { args, place } of eventsOf(records, 'KeySet')) {
    const known = parties.get(args.key)
    parties.set(args.key, {
      address: args.key,
      role: wordOf(ROLES, args.role),
      sinceBlock: known?.sinceBlock ?? place.block,
      untilBlock: args.active ? null : place.block,
    })
  }
  return [...parties.values()]
}

/** Role of a key's last setting, or `unknown`. */
export function roleOf(records: readonly ChainRecord[], address: Hex): string {
  const setting = lastOf(eventsOf(records, 'KeySet').filter(({ args }) => args.key === address))
  return setting === undefined ? 'unknown' : wordOf(ROLES, setting.args.role)
}

/** The model card recorded last. */
export function modelOf(records: readonly ChainRecord[]): ReportModel | null {
  const recorded = lastOf(eventsOf(records, 'ModelRecorded'))
  return recorded === undefined ? null : { ...recorded.args, ...recorded.place }
}

export function checkpointsOf(records: readonly ChainRecord[]): ReportCheckpoint[] {
  return eventsOf(records, 'Checkpointed').map(({ args, place }) => ({
    number: Number(args.number),
    blockHash: args.blockHash,
    stateRoot: args.stateRoot,
    by: roleOf(records, args.signer),
    signer: args.signer,
    block: place.block,
  }))
}
