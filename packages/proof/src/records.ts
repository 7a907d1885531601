import {
  decodeEventLog,
  decodeFunctionData,
  type ContractEventName,
  type DecodeEventLogReturnType,
  type DecodeFunctionDataReturnType,
} from 'viem'
import type { Hex } from './bytes.ts'
import { LEDGER_ABI } from './ledger-abi.ts'

/** One event of the ledger, `{eventName, args}`. */
export type LedgerEvent = DecodeEventLogReturnType<typeof LEDGER_ABI>
/** One call of the ledger, `{functionName, args}`. */
export type LedgerCall = DecodeFunctionDataReturnType<typeof LEDGER_ABI>
export type EventOf<Name extends EventName> = Extract<LedgerEvent, { eventName: Name }>
type EventName = ContractEventName<typeof LEDGER_ABI>

export type BlockFacts = {
  readonly number: number
  readonly hash: Hex
  readonly timestampS: number
  readonly stateRoot: Hex
}
/** A transaction of the ledger with everything it recorded, in the order of the chain. */
export type ChainRecord = {
  readonly block: BlockFacts
  readonly tx: { readonly hash: Hex; readonly index: number }
  readonly events: readonly LedgerEvent[]
}
/** A log as an engine or eth_getLogs gives it. */
export type RawLog = { readonly address: string; readonly topics: readonly string[]; readonly data: string }
export type RawTransaction = { readonly hash: Hex; readonly index: number; readonly logs: readonly RawLog[] }

/**
 * Decoded events of the ledger contract in the order given; transactions without any are left out. Logs of other
 * addresses are ignored.
 *
 * @throws {Error} (of viem) when a log of the ledger is none of its events
 */
export function collectRecords(
  ledger: Hex,
  blocks: Iterable<{ readonly block: BlockFacts; readonly transactions: readonly RawTransaction[] }>,
): ChainRecord[] {
  const records: ChainRecord[] = []
  for (const { block, transactions } of blocks)
    for (const { hash, index, logs } of transactions) {
      const events = decodeLogs(ledger, logs)
      if (events.length > 0) records.push({ block, tx: { hash, index }, events })
    }
  return records
}

/** Decoded events among logs that the ledger's address emitted. */
export function decodeLogs(ledger: Hex, logs: readonly RawLog[]): LedgerEvent[] {
  return logs.filter(({ address }) => address.toLowerCase() === ledger.toLowerCase()).map(decodeLog)
}

function decodeLog({ topics, data }: RawLog): LedgerEvent {
  return decodeEventLog({ abi: LEDGER_ABI, topics: topics as [Hex, ...Hex[]], data: data as Hex }) // hex by RawLog's origin; viem checks
}

/** The call a transaction's data makes. @throws {Error} (of viem) when it is no function of the ledger */
export function decodeCall(calldata: Hex): LedgerCall {
  return decodeFunctionData({ abi: LEDGER_ABI, data: calldata })
}
