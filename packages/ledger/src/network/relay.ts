import { setTimeout as wait } from 'node:timers/promises'
import { TcctvError } from '@tcctv/units'
import { keccak256 } from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'
import type { Call, ChainReceipt, Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { receiptOfAnswer } from './answers.ts'
import { reasonOf, type Endpoints, type Node } from './endpoints.ts'
import type { Outbox, Sent, SentForm } from './outbox.ts'

export type RelayOptions = {
  readonly key: Hex
  readonly chainId: number
  /** Blocks from that of a transaction to the newest, both counted, until it is final. */
  readonly confirmations: number
  /** Fee per gas of a first form; each new form for the same nonce doubles it, up to `maxTipWei`. */
  readonly tipWei: bigint
  readonly maxTipWei: bigint
  /** A transaction that no block has taken for so long is sent again. */
  readonly resubmitAfterMs: number
  /** How long a caller waits. */
  readonly finalWithinMs: number
  readonly pollMs: number
}

/** Most transactions that are not final; a pool holds 16 per account for certain, 64 in all. */
const MOST_IN_FLIGHT = 16
/** Transactions of the relayer that someone else sent between two looks. */
const NONCE_ATTEMPTS = 5

type Item = {
  sent: Sent
  sentAtMs: number
  readonly settle: (receipt: ChainReceipt) => void
  readonly refuse: (cause: unknown) => void
  readonly final: Promise<ChainReceipt>
}

/**
 * The transactions of one relayer key: nonces in order, each form in the outbox before it goes out, each followed until
 * it is final. What was in flight when a process ended is followed by the next.
 */
export class Relay {
  readonly account: PrivateKeyAccount
  readonly #options: RelayOptions
  readonly #endpoints: Endpoints
  readonly #outbox: Outbox
  readonly #items = new Map<number, Item>()
  #line: Promise<unknown> = Promise.resolve()
  #next: number | undefined
  #watching: Promise<void> | undefined
  #gapSinceMs: number | undefined
  #closed = new AbortController()

  constructor(
    options: RelayOptions,
    { endpoints, outbox }: { readonly endpoints: Endpoints; readonly outbox: Outbox },
  ) {
    this.#options = options
    this.#endpoints = endpoints
    this.#outbox = outbox
    this.account = privateKeyToAccount(options.key)
    for (const sent of outbox.load()) this.#follow(sent, 0) // 0: sent again at the first look
  }

  /** How many transactions are in flight. */
  get inFlight(): number {
    return this.#items.size
  }

  /**
   * Sends a call; resolves once a node has it, or may have it, with the promise of its final receipt.
   *
   * @throws {TcctvError} LEDGER_TRANSACTION_REFUSED when every node refuses it; nothing is in flight then
   */
  send(call: Call, gasLimit: bigint, signal?: AbortSignal): Promise<{ readonly final: Promise<ChainReceipt> }> {
    const result = this.#line.then(async () => {
      signal?.throwIfAborted()
      await this.#room()
      return this.#sendNext(call, gasLimit)
    })
    this.#line = result.catch(() => undefined)
    return result
  }

  async close(): Promise<void> {
    this.#closed.abort()
    await this.#watching
    const cause = ledgerError('LEDGER_CLOSED', { why: '' })
    for (const item of this.#items.values()) item.refuse(cause)
    this.#items.clear()
  }

  async #room(): Promise<void> {
    while (this.#items.size >= MOST_IN_FLIGHT) {
      const nonce = Math.min(...this.#items.keys())
      const first = this.#items.get(nonce)?.final.then(noop, noop) ?? Promise.resolve()
      await this.#inTime(first, `transaction ${nonce} of the relayer`)
    }
  }

  async #sendNext(call: Call, gasLimit: bigint): Promise<{ readonly final: Promise<ChainReceipt> }> {
    for (let attempt = 1; ; attempt += 1) {
      this.#closed.signal.throwIfAborted()
      const nonce = (this.#next ??= await this.#readNonce())
      const form = await this.#sign(call, { nonce, gasLimit, tipWei: this.#options.tipWei })
      const sent = { nonce, call, gasLimit, forms: [form] }
      this.#outbox.keep(sent)
      const refusal = await this.#broadcast(form.raw)
      if (refusal === undefined) {
        this.#next = nonce + 1
        const item = this.#follow(sent, performance.now())
        const final = this.#inTime(item.final, `transaction ${form.hash}`)
        final.catch(() => undefined) // the caller may come to it after other sends
        return { final }
      }
      this.#outbox.remove(nonce)
      this.#next = undefined
      if (refusal.isNonceUsed && attempt < NONCE_ATTEMPTS) continue
      throw ledgerError('LEDGER_TRANSACTION_REFUSED', { reason: refusal.reason })
    }
  }

  /** Above what is on the chain, in the pool and in the outbox. */
  async #readNonce(): Promise<number> {
    const { ask } = await this.#endpoints.highest()
    const counts = await Promise.all(
      ['latest', 'pending'].map((tag) => ask('eth_getTransactionCount', [this.account.address, tag])),
    )
    return Math.max(...counts.map(Number), ...[...this.#items.keys()].map((nonce) => nonce + 1))
  }

  async #sign(
    { to, data }: Call,
    { nonce, gasLimit, tipWei }: { readonly nonce: number; readonly gasLimit: bigint; readonly tipWei: bigint },
  ): Promise<SentForm> {
    const raw = await this.account.signTransaction({
      type: 'eip1559',
      chainId: this.#options.chainId,
      nonce,
      gas: gasLimit,
      maxFeePerGas: tipWei,
      maxPriorityFeePerGas: tipWei,
      data,
      ...(to === null ? {} : { to }),
    })
    return { hash: keccak256(raw), raw, tipWei }
  }

  /** To every node: a form without a fee is passed on by none of them, and one of them may be cut off. */
  async #broadcast(raw: Hex): Promise<{ readonly isNonceUsed: boolean; readonly reason: string } | undefined> {
    const reasons: string[] = []
    let isUnknown = false
    const taken = this.#endpoints.everywhere('eth_sendRawTransaction', [raw]).map(async (answer) => {
      try {
        await answer
      } catch (cause) {
        const reason = reasonOf(cause)
        if (/already known|known transaction/i.test(reason)) return
        if (cause instanceof TcctvError && cause.code === 'RPC_FAULT') reasons.push(reason)
        else isUnknown = true
        throw cause
      }
    })
    try {
      await Promise.any(taken)
      return undefined
    } catch {
      // Without an answer of every node it may be in a pool: it is followed as if it were.
      return isUnknown && reasons.length === 0
        ? undefined
        : {
            isNonceUsed: reasons.some((reason) => /nonce too low|correct nonce/i.test(reason)),
            reason: reasons.join('; '),
          }
    }
  }

  #follow(sent: Sent, sentAtMs: number): Item {
    const { promise: final, resolve: settle, reject: refuse } = deferred<ChainReceipt>()
    final.catch(() => undefined) // of a transaction of an earlier process nobody waits for the outcome
    const item: Item = { sent, sentAtMs, settle, refuse, final }
    this.#items.set(sent.nonce, item)
    this.#watching ??= this.#watch()
    return item
  }

  async #inTime<T>(work: Promise<T>, what: string): Promise<T> {
    const stop = new AbortController()
    const { finalWithinMs } = this.#options
    const late = wait(finalWithinMs, undefined, { signal: stop.signal }).then((): never => {
      throw ledgerError('NETWORK_STALLED', { what, seconds: finalWithinMs / 1000 })
    })
    late.catch(() => undefined) // stopped below
    try {
      return await Promise.race([work, late])
    } finally {
      stop.abort()
    }
  }

  async #watch(): Promise<void> {
    await Promise.resolve()
    while (this.#items.size > 0 && !this.#closed.signal.aborted) {
      try {
        await this.#look(await this.#endpoints.highest())
      } catch (cause) {
        if (!(cause instanceof TcctvError) && !(cause instanceof Error && isOfTransport(cause))) throw cause
        // No node answers, or the one that did has gone: the waiting callers have their own time limit.
      }
      await wait(this.#options.pollMs, undefined, { signal: this.#closed.signal, ref: this.#items.size > 0 }).catch(
        () => undefined,
      )
    }
    this.#watching = undefined
  }

  async #look(node: Node): Promise<void> {
    const count = Number(await node.ask('eth_getTransactionCount', [this.account.address, 'latest']))
    const items = [...this.#items.values()].sort((left, right) => left.sent.nonce - right.sent.nonce)
    for (const item of items.filter(({ sent }) => sent.nonce < count)) await this.#settleIfFinal(node, item)
    const waiting = items.filter(({ sent }) => sent.nonce >= count)
    const [first] = waiting
    if (first === undefined) return
    if (first.sent.nonce > count) await this.#fillGap(node, count)
    else this.#gapSinceMs = undefined
    for (const item of waiting) {
      if (performance.now() - item.sentAtMs < this.#options.resubmitAfterMs && item.sentAtMs > 0) continue
      await this.#sendAgain(item, item === first && item.sentAtMs > 0)
    }
  }

  async #settleIfFinal({ latest, ask }: Node, item: Item): Promise<void> {
    const { confirmations } = this.#options
    for (const { hash } of item.sent.forms.toReversed()) {
      const answer = await ask('eth_getTransactionReceipt', [hash])
      if (answer === null) continue
      const receipt = receiptOfAnswer('eth_getTransactionReceipt', answer)
      if (latest - receipt.block + 1 < confirmations) return
      this.#done(item)
      return item.settle(receipt)
    }
    const finalBlock = `0x${Math.max(0, latest - confirmations + 1).toString(16)}`
    const finalCount = Number(await ask('eth_getTransactionCount', [this.account.address, finalBlock]))
    if (finalCount <= item.sent.nonce) return
    this.#done(item)
    item.refuse(
      ledgerError('LEDGER_TRANSACTION_REFUSED', { reason: `nonce ${item.sent.nonce} was used by another transaction` }),
    )
  }

  #done({ sent }: Item): void {
    this.#items.delete(sent.nonce)
    this.#outbox.remove(sent.nonce)
  }

  /** The same nonce, with a higher fee if it is this one that the others wait for. */
  async #sendAgain(item: Item, isFirst: boolean): Promise<void> {
    const { sent } = item
    const newest = sent.forms.at(-1)
    if (newest === undefined) return
    const tipWei = newest.tipWei * 2n
    item.sentAtMs = performance.now()
    if (isFirst && newest.tipWei > 0n && tipWei <= this.#options.maxTipWei) {
      const form = await this.#sign(sent.call, { nonce: sent.nonce, gasLimit: sent.gasLimit, tipWei })
      item.sent = { ...sent, forms: [...sent.forms, form] }
      this.#outbox.keep(item.sent)
    }
    for (const { raw } of item.sent.forms.slice(-2)) await this.#broadcast(raw)
  }

  /** A nonce that nobody has, below ours, would stop all that follow: a transfer of nothing to oneself takes it. */
  async #fillGap({ ask }: Node, nonce: number): Promise<void> {
    const pending = Number(await ask('eth_getTransactionCount', [this.account.address, 'pending']))
    if (pending > nonce) return void (this.#gapSinceMs = undefined)
    this.#gapSinceMs ??= performance.now()
    if (performance.now() - this.#gapSinceMs < this.#options.resubmitAfterMs) return
    const call: Call = { to: this.account.address, data: '0x' }
    const form = await this.#sign(call, { nonce, gasLimit: 21_000n, tipWei: this.#options.tipWei })
    const sent = { nonce, call, gasLimit: 21_000n, forms: [form] }
    this.#outbox.keep(sent)
    this.#follow(sent, performance.now())
    await this.#broadcast(form.raw)
  }
}

function isOfTransport(cause: Error): boolean {
  return (
    cause.name === 'TimeoutError' ||
    cause.name === 'AbortError' ||
    cause instanceof TypeError ||
    cause.message.startsWith('HTTP ')
  )
}

const noop = (): void => undefined

/** Node 20 has no Promise.withResolvers. */
function deferred<T>(): { promise: Promise<T>; resolve: (value: T) => void; reject: (cause: unknown) => void } {
  let resolve: (value: T) => void = () => undefined
  let reject: (cause: unknown) => void = () => undefined
  const promise = new Promise<T>((onDone, onFail) => {
    resolve = onDone
    reject = onFail
  })
  return { promise, resolve, reject }
}
