import { describeCall, ledgerAddresses } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import type { ChainReceipt, ChainTransaction, Hex, LedgerEngine } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { Comparison, contentOf } from './compare.ts'
import type { NetworkChain } from './network-chain.ts'

/** What was carried over, and what can't be. */
export type Migrated = {
  readonly transactions: number
  readonly records: number
  readonly block: number
  /** Checkpoints co-sign blocks of the old chain: they stay there. */
  readonly checkpoints: number
  /** Transactions that had failed on the old chain and left no trace. */
  readonly failed: number
}

type Original = { readonly transaction: ChainTransaction; readonly receipt: ChainReceipt }

/** Transactions in flight at once. */
const WINDOW = 16

/**
 * Repeats the transactions of a project's chain on a network, in order, and compares after every one: gas, events, and at
 * each block the storage roots with those of the embedded engine run with the network's block times. Goes on where an
 * earlier attempt stopped; what is there already is compared as well.
 *
 * Chain id and relayer key must be those of the old chain: signatures hold for this chain id and these contracts only.
 *
 * @throws {TcctvError} NETWORK_FOREIGN for another chain id or relayer; NETWORK_DIFFERS at the first difference, and nothing
 *   more is sent then
 */
export async function migrateLedger(
  source: LedgerEngine,
  target: NetworkChain,
  { onProgress = () => undefined }: { readonly onProgress?: (done: number, total: number) => void } = {},
): Promise<Migrated> {
  await refuseOther(source, target)
  const { originals, checkpoints, failed } = await originalsOf(source)
  const comparison = await Comparison.begin(target)
  const state = { done: 0, block: 0, records: 0 }
  const there = await target.relayerNonce()
  const carry = async (upTo: number, block: number): Promise<void> => {
    while (state.block < block) {
      const number = state.block + 1
      const { transactions } = await target.blockAt(number)
      const expected = originals.slice(state.done, state.done + transactions.length)
      await refuseEvents(target, number, expected)
      const compared = await comparison.next(number, asSent(expected, transactions))
      state.records = compared.records
      state.done += transactions.length
      state.block = number
    }
    if (state.done < upTo)
      throw ledgerError('NETWORK_DIFFERS', { block, what: 'transactions up to it', found: state.done, expected: upTo })
    onProgress(state.done, originals.length)
  }
  if (there > 0) await carry(there, (await target.head()).number)
  while (state.done < originals.length) {
    const next = originals.slice(state.done, state.done + WINDOW)
    const calls = next.map(({ transaction: { to, data } }) => ({ to, data }))
    const { number } = await target.append(calls, { isTried: true }).catch(differenceOf)
    await carry(state.done + next.length, number)
  }
  return { transactions: state.done, records: state.records, block: state.block, checkpoints, failed }
}

async function refuseOther(source: LedgerEngine, target: NetworkChain): Promise<void> {
  const [expected, found] = await Promise.all([source.chainId(), target.chainId()])
  if (expected !== found) throw ledgerError('NETWORK_FOREIGN', { endpoint: 'given', what: 'chain id', found, expected })
  if (source.relayer !== target.relayer)
    throw ledgerError('NETWORK_FOREIGN', {
      endpoint: 'given',
      what: 'relayer',
      found: target.relayer,
      expected: source.relayer,
    })
}

/** All that took effect, in order. */
async function originalsOf(
  source: LedgerEngine,
): Promise<{ readonly originals: readonly Original[]; readonly checkpoints: number; readonly failed: number }> {
  const { ledger } = ledgerAddresses(source.relayer)
  const originals: Original[] = []
  let checkpoints = 0
  let failed = 0
  const { number: head } = await source.head()
  for (let number = 1; number <= head; number += 1) {
    const { transactions } = await source.blockAt(number)
    const receipts = await source.receipts(number)
    for (const [index, transaction] of transactions.entries()) {
      const receipt = receipts[index]
      if (receipt?.succeeded !== true) failed += 1
      else if (transaction.to === ledger && describeCall(transaction.data).name === 'checkpoint') checkpoints += 1
      else originals.push({ transaction, receipt })
    }
  }
  return { originals, checkpoints, failed }
}

/** The old calls under the new nonces: it is the old data whose effect the network's state is compared with. */
function asSent(expected: readonly Original[], sent: readonly ChainTransaction[]): readonly ChainTransaction[] {
  return sent.map((transaction, index) => {
    const original = expected[index]?.transaction
    return original === undefined ? transaction : { ...transaction, to: original.to, data: original.data }
  })
}

async function refuseEvents(target: NetworkChain, block: number, expected: readonly Original[]): Promise<void> {
  if (expected.length === 0) return
  const receipts = await target.receipts(block)
  for (const [index, { receipt: original, transaction }] of expected.entries()) {
    const receipt = receipts[index]
    const differs = (what: string, found: string | bigint, wanted: string | bigint): never => {
      const place = `${what} of the transaction that was ${transaction.hash}`
      throw ledgerError('NETWORK_DIFFERS', { block, what: place, found, expected: wanted })
    }
    if (receipt?.succeeded !== true) differs('the success', 'false', 'true')
    else if (receipt.gasUsed !== original.gasUsed) differs('the gas', receipt.gasUsed, original.gasUsed)
    else {
      const [found, wanted] = [receipt, original].map(({ logs }) => logs.map(contentOf).join('\n'))
      if (found !== wanted) differs('an event', (found ?? '').slice(0, 300), (wanted ?? '').slice(0, 300))
    }
  }
}

/** A transaction that took effect on the old chain and fails here. */
function differenceOf(cause: unknown): never {
  if (!(cause instanceof TcctvError) || cause.code !== 'LEDGER_REVERTED') throw cause
  const found: Hex | string = cause.message
  throw ledgerError('NETWORK_DIFFERS', { block: 'next', what: 'the outcome', found, expected: 'success' }, cause)
}
