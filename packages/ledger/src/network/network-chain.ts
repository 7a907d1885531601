import { setTimeout as wait } from 'node:timers/promises'
import type { Common } from '@ethereumjs/common'
import { KECCAK256_RLP, bytesToHex, hexToBytes } from '@ethereumjs/util'
import { TcctvError } from '@tcctv/units'
import type {
  AppendedBlock,
  AppendOptions,
  Call,
  ChainBlock,
  ChainHead,
  ChainLog,
  ChainReceipt,
  Hex,
  LedgerEngine,
  LogFilter,
} from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { quantity } from '../rpc/format.ts'
import { isRecord } from '../rpc/parameters.ts'
import { hexOf, readThrough, type Ask } from '../rpc/reader.ts'
import { blockOfAnswer, receiptOfAnswer, type Consensus } from './answers.ts'
import type { Endpoints } from './endpoints.ts'
import type { Relay } from './relay.ts'
import { simulate } from './simulate.ts'

/** Gas of a transaction, as the embedded engine's relayer has it: the most under EIP-7825. */
const TRANSACTION_GAS = 16_777_216n

/** geth's answer where there is no account yet; without an account there is no storage. */
const NO_ACCOUNT: Hex = `0x${'00'.repeat(32)}`
const EMPTY_ROOT: Hex = bytesToHex(KECCAK256_RLP)

export type NetworkParts = {
  readonly endpoints: Endpoints
  readonly relay: Relay
  readonly chainId: number
  readonly confirmations: number
  readonly consensus: Consensus
  /** For the seals of headers. */
  readonly common: Common
  readonly pollMs: number
  readonly finalWithinMs: number
}

/**
 * A project's chain on a network of nodes. Everything read is final, so it never goes back; what is acknowledged has
 * its confirmations. Made by `connectNetwork`.
 */
export class NetworkChain implements LedgerEngine {
  readonly #parts: NetworkParts
  #finalNumber = 0
  #turn: Promise<unknown> = Promise.resolve()

  constructor(parts: NetworkParts) {
    this.#parts = parts
  }

  get relayer(): Hex {
    return lower(this.#parts.relay.account.address)
  }

  async chainId(): Promise<number> {
    return this.#parts.chainId
  }

  async relayerNonce(): Promise<number> {
    const { number, ask } = await this.#final()
    return Number(await ask('eth_getTransactionCount', [this.relayer, quantity(number)]))
  }

  /**
   * Tries the calls on the newest state, then sends them as transactions of consecutive nonces; they may come into
   * several blocks. A call that reverts on the chain all the same (others were faster) stays there as a failed
   * transaction without effect. `isTried` says that the calls are known to succeed.
   *
   * @throws {TcctvError} LEDGER_REVERTED, LEDGER_TRANSACTION_REFUSED; NETWORK_STALLED when they are not final in time:
   *   they may become so later
   */
  async append(
    calls: readonly Call[],
    { signal, gasLimit = TRANSACTION_GAS, isTried = false }: AppendOptions & { readonly isTried?: boolean } = {},
  ): Promise<AppendedBlock> {
    const waiting = await this.#inTurn(async () => {
      signal?.throwIfAborted()
      if (!isTried) await this.#tryOut(calls)
      const sent: Promise<ChainReceipt>[] = []
      for (const call of calls) sent.push((await this.#parts.relay.send(call, gasLimit, signal)).final)
      return sent
    })
    const receipts = await Promise.all(waiting)
    const last = receipts.at(-1)
    if (last === undefined) throw ledgerError('LEDGER_TRANSACTION_REFUSED', { reason: 'there is no call' })
    this.#finalNumber = Math.max(this.#finalNumber, last.block)
    const failed = receipts.findIndex(({ succeeded }) => !succeeded)
    if (failed >= 0) throw await this.#failure(failed, calls[failed], receipts[failed])
    const block = await this.blockAt(last.block)
    return { ...block, transactions: receipts.map(({ transactionHash }) => transactionHash), receipts }
  }

  async head(): Promise<ChainHead> {
    const { number, ask } = await this.#final()
    return this.#block(ask, number)
  }

  async blockAt(number: number): Promise<ChainBlock> {
    const { ask } = await this.#upTo(number)
    return this.#block(ask, number)
  }

  async receipts(number: number): Promise<readonly ChainReceipt[]> {
    const { ask } = await this.#upTo(number)
    const method = 'eth_getBlockReceipts'
    const answer = await ask(method, [quantity(number)])
    if (!Array.isArray(answer)) throw ledgerError('RPC_ANSWER', { method, what: 'not a list' })
    return answer.map((one: unknown) => receiptOfAnswer(method, one))
  }

  async rawBlock(number: number): Promise<Uint8Array> {
    const { ask } = await this.#upTo(number)
    return hexToBytes(hexOf('debug_getRawBlock', await ask('debug_getRawBlock', [quantity(number)]), 'bytes'))
  }

  async logs(filter: LogFilter): Promise<readonly ChainLog[]> {
    const { number, ask } = await this.#final()
    return readThrough(ask).logs({ ...filter, toBlock: Math.min(filter.toBlock, number) })
  }

  async call(request: { readonly to: Hex; readonly data: Hex; readonly block?: number }): Promise<Hex> {
    const { number, ask } = await this.#final()
    return readThrough(ask).call({ ...request, block: request.block ?? number })
  }

  async code(address: Hex): Promise<Hex> {
    const { number, ask } = await this.#final()
    return hexOf('eth_getCode', await ask('eth_getCode', [address, quantity(number)]), 'bytes')
  }

  async storageRoot(address: Hex, block: number): Promise<Hex> {
    const { ask } = await this.#upTo(block)
    const method = 'eth_getProof'
    const answer = await ask(method, [address, [], quantity(block)])
    if (!isRecord(answer)) throw ledgerError('RPC_ANSWER', { method, what: 'not an object' })
    const root = hexOf(method, answer['storageHash'], 'bytes')
    return root === NO_ACCOUNT ? EMPTY_ROOT : root
  }

  /** The answer of the node with the highest block, final or not: for readers who know nodes. */
  async ask(method: string, params: readonly unknown[]): Promise<unknown> {
    return (await this.#parts.endpoints.highest()).ask(method, params)
  }

  /** What is in flight stays in the outbox for the next process. */
  async close(): Promise<void> {
    await this.#parts.relay.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** Calls go out in the order in which they were asked for, as the embedded engine takes them. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(work)
    this.#turn = result.catch(() => undefined) // the caller gets the failure; the next has its own
    return result
  }

  /**
   * A refusal counts when the final state refuses too and nothing of ours is in flight. Until then it may follow from
   * what is on its way, or from a block that a fork takes back.
   */
  async #tryOut(calls: readonly Call[]): Promise<void> {
    const { pollMs, finalWithinMs } = this.#parts
    const untilMs = performance.now() + finalWithinMs
    for (;;) {
      const isAlone = this.#parts.relay.inFlight === 0
      const { number, ask } = await this.#final()
      const revert = await this.#revertOf(ask, calls, 'pending')
      if (revert === undefined) return
      const final = await this.#revertOf(ask, calls, quantity(number))
      if (final !== undefined && isAlone) throw final
      if (performance.now() > untilMs) throw final ?? revert
      await wait(pollMs)
    }
  }

  async #revertOf(ask: Ask, calls: readonly Call[], at: Hex | 'pending'): Promise<TcctvError | undefined> {
    try {
      await simulate(ask, this.relayer, calls, at)
      return undefined
    } catch (cause) {
      if (cause instanceof TcctvError && cause.code === 'LEDGER_REVERTED') return cause
      throw cause
    }
  }

  /** Why a transaction failed after it had been tried: by trying it again after its block. */
  async #failure(index: number, call: Call | undefined, receipt: ChainReceipt | undefined): Promise<TcctvError> {
    const { ask } = await this.#final()
    const again = call === undefined ? undefined : await this.#revertOf(ask, [call], quantity(receipt?.block ?? 0))
    const { reason, data } = again?.details ?? {}
    const details = { transaction: receipt?.transactionHash, ...(data === undefined ? {} : { data }) }
    const why = typeof reason === 'string' ? reason : 'others changed the state before it'
    return ledgerError('LEDGER_REVERTED', { index, reason: why, ...details }, again)
  }

  /** The newest final block, by the node that is asked next. */
  async #final(): Promise<{ readonly number: number; readonly ask: Ask }> {
    const { latest, ask } = await this.#parts.endpoints.highest()
    if (latest < this.#finalNumber) throw ledgerError('NETWORK_BEHIND', { block: this.#finalNumber, found: latest })
    this.#finalNumber = Math.max(this.#finalNumber, latest - this.#parts.confirmations + 1)
    return { number: this.#finalNumber, ask }
  }

  async #upTo(number: number): Promise<{ readonly ask: Ask }> {
    const found = await this.#final()
    if (number > found.number) throw ledgerError('LEDGER_NOT_FOUND', { what: 'block', id: number })
    return found
  }

  async #block(ask: Ask, number: number): Promise<ChainBlock> {
    const { consensus, common } = this.#parts
    return blockOfAnswer(await ask('eth_getBlockByNumber', [quantity(number), true]), consensus, common)
  }
}

function lower(address: Hex): Hex {
  return `0x${address.slice(2).toLowerCase()}`
}
