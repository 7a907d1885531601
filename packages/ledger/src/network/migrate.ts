import { describeCall, ledgerAddresses } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import type { ChainReceipt, ChainTransaction, LedgerEngine } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { Comparison, contentOf } from './compare.ts'
import type { NetworkChain } from './network-chain.ts'

/** A chain that is read only. */
export type MigrationSource = Pick<LedgerEngine, 'relayer' | 'chainId' | 'head' | 'blockAt' | 'receipts'>

/** What was carried over, and what can't be. */
export type Migrated = {
  /** Of the old chain that are on the network, and that are missing there. */
  readonly transactions: number
  readonly missing: number
  /** That the network took after those of the old chain. */
  readonly further: number
  readonly records: number
  readonly block: number
  /** Checkpoints co-sign blocks of the old chain: they stay there. */
  readonly checkpoints: number
  /** Transactions that had failed on the old chain and left no trace. */
  readonly failed: number
}

type Original = { readonly transaction: ChainTransaction; readonly receipt: ChainReceipt }

export type MigrateOptions = {
  readonly onProgress?: (done: number, total: number) => void
  /** Sends nothing: compares what is there. */
  readonly isComparison?: boolean
}

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
  source: MigrationSource,
  target: NetworkChain,
  { onProgress = () => undefined, isComparison = false }: MigrateOptions = {},
): Promise<Migrated> {
  await refuseOther(source, target)
  const { originals, checkpoints, failed } = await originalsOf(source)
  const carried = await Carried.begin(target, originals)
  const total = originals.length
  if ((await target.relayerNonce()) > 0) await carried.upTo((await target.head()).number)
  onProgress(carried.done, total)
  const wanted = isComparison ? 0 : total
  while (carried.done < wanted) {
    const before = carried.done
    const next = originals.slice(before, before + WINDOW)
    const calls = next.map(({ transaction: { to, data } }) => ({ to, data }))
    const { number } = await target.append(calls, { isTried: true }).catch(differenceOf)
    await carried.upTo(number)
    if (carried.done < before + next.length)
      throw ledgerError('NETWORK_DIFFERS', {
        block: number,
        what: 'transactions so far',
        found: carried.done,
        expected: before + next.length,
      })
    onProgress(carried.done, total)
  }
  const { done, block, records } = carried
  return {
    transactions: Math.min(done, total),
    missing: Math.max(0, total - done),
    further: Math.max(0, done - total),
    records,
    block,
    checkpoints,
    failed,
  }
}

/** What of the old chain is on the network, compared block by block. */
class Carried {
  readonly #target: NetworkChain
  readonly #originals: readonly Original[]
  readonly #comparison: Comparison
  done = 0
  block = 0
  records = 0

  private constructor(target: NetworkChain, originals: readonly Original[], comparison: Comparison) {
    this.#target = target
    this.#originals = originals
    this.#comparison = comparison
  }

  static async begin(target: NetworkChain, originals: readonly Original[]): Promise<Carried> {
    return new Carried(target, originals, await Comparison.begin(target))
  }

  async upTo(block: number): Promise<void> {
    while (this.block < block) {
      const number = this.block + 1
      const { transactions } = await this.#target.blockAt(number)
      const expected = this.#originals.slice(this.done, this.done + transactions.length)
      await refuseEvents(this.#target, number, expected)
      const { records } = await this.#comparison.next(number, asSent(expected, transactions))
      this.records = records
      this.done += transactions.length
      this.block = number
    }
  }
}

async function refuseOther(source: MigrationSource, target: NetworkChain): Promise<void> {
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
  source: MigrationSource,
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
  const found = cause.message
  throw ledgerError('NETWORK_DIFFERS', { block: 'next', what: 'the outcome', found, expected: 'success' }, cause)
}
