import { ledgerAddresses, type LedgerAddresses } from '@tcctv/contracts'
import type { ChainLog, ChainReceipt, ChainTransaction, LedgerEngine } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { ReferenceRun, type Outcome } from './reference-run.ts'

/** How far a comparison has come. */
export type Compared = {
  readonly block: number
  /** Transactions that were run again. */
  readonly transactions: number
  /** Events of the ledger: records, exceptions, decisions. */
  readonly records: number
}

/**
 * Runs every transaction of an engine's chain again on the embedded engine's EVM, with the chain's own block times, and
 * compares after each block: who succeeded, gas used, every event, and the storage roots of the five contracts. Needs no
 * keys. Says nothing about seals and senders; the nodes of the network check these.
 *
 * @throws {TcctvError} NETWORK_DIFFERS naming block and what differs
 * @example await compareWithReference(chain) // { block: 812, transactions: 405, records: 1630 }
 */
export async function compareWithReference(
  chain: LedgerEngine,
  { onBlock = () => undefined }: { readonly onBlock?: (compared: Compared, head: number) => void } = {},
): Promise<Compared> {
  const comparison = await Comparison.begin(chain)
  const { number: head } = await chain.head()
  let compared: Compared = { block: 0, transactions: 0, records: 0 }
  for (let number = 1; number <= head; number += 1) {
    compared = await comparison.next(number)
    onBlock(compared, head)
  }
  return compared
}

/** A comparison that goes on block by block as the chain grows. */
export class Comparison {
  readonly #chain: LedgerEngine
  readonly #contracts: LedgerAddresses
  readonly #run: ReferenceRun
  #compared: Compared = { block: 0, transactions: 0, records: 0 }

  private constructor(chain: LedgerEngine, run: ReferenceRun) {
    this.#chain = chain
    this.#contracts = ledgerAddresses(chain.relayer)
    this.#run = run
  }

  static async begin(chain: LedgerEngine): Promise<Comparison> {
    const run = await ReferenceRun.create(await chain.chainId(), async (number) => (await chain.blockAt(number)).hash)
    return new Comparison(chain, run)
  }

  /**
   * Compares the next block. `expected` are the calls that ought to be in it, by default those that are.
   *
   * @throws {TcctvError} NETWORK_DIFFERS
   */
  async next(number: number, expected?: readonly ChainTransaction[]): Promise<Compared> {
    const block = await this.#chain.blockAt(number)
    if (block.transactions.length === 0) return (this.#compared = { ...this.#compared, block: number })
    const transactions = expected ?? block.transactions
    const outcomes = await this.#run.run({ number, timestampS: block.timestampS, transactions })
    const receipts = await this.#chain.receipts(number)
    for (const [index, receipt] of receipts.entries()) refuseDifference(number, receipt, outcomes[index])
    if (outcomes.length !== receipts.length)
      differs(number, 'the number of transactions', receipts.length, outcomes.length)
    for (const [name, address] of Object.entries(this.#contracts)) {
      const found = await this.#chain.storageRoot(address, number)
      const reference = await this.#run.storageRoot(address)
      if (found !== reference) differs(number, `the storage root of ${name}`, found, reference)
    }
    const records = receipts.flatMap(({ logs }) => logs).filter(({ address }) => address === this.#contracts.ledger)
    return (this.#compared = {
      block: number,
      transactions: this.#compared.transactions + receipts.length,
      records: this.#compared.records + records.length,
    })
  }
}

function refuseDifference(block: number, receipt: ChainReceipt, outcome: Outcome | undefined): void {
  const place = `of transaction ${receipt.transactionHash}`
  if (receipt.succeeded !== outcome?.succeeded)
    differs(block, `the success ${place}`, String(receipt.succeeded), String(outcome?.succeeded))
  if (receipt.gasUsed !== outcome.gasUsed) differs(block, `the gas ${place}`, receipt.gasUsed, outcome.gasUsed)
  const found = receipt.logs.map(contentOf).join('\n')
  const reference = outcome.logs.map(contentOf).join('\n')
  if (found !== reference) differs(block, `an event ${place}`, found.slice(0, 300), reference.slice(0, 300))
}

/** An event without its place. */
export function contentOf({ address, topics, data }: Pick<ChainLog, 'address' | 'topics' | 'data'>): string {
  return `${address} ${topics.join(' ')} ${data}`
}

function differs(
  block: number,
  what: string,
  found: string | number | bigint,
  expected: string | number | bigint,
): never {
  throw ledgerError('NETWORK_DIFFERS', { block, what, found, expected })
}
