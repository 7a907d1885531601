import { createBlock, createSealedCliqueBlock, type Block, type HeaderData } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import { bytesToHex, type Address } from '@ethereumjs/util'
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
import type { BlockReader } from './block-reader.ts'
import type { ChainStore } from './block-store.ts'
import { draftOf, parseBlock, refuseDifferences } from './check-block.ts'
import { checkHeader } from './check-header.ts'
import { beginBlock, type Executed, type Executor } from './executor.ts'
import type { NodeOverlay } from './node-overlay.ts'
import { decodeReceipts, encodeReceipts } from './receipts.ts'
import type { Relayer } from './relayer.ts'
import { reachableNodes } from './reachable-nodes.ts'
import { refuseFull } from './refuse-reverts.ts'
import type { StateReader } from './state-reader.ts'
import { partOf, takeWaiting, type Taken, type WaitingAppend } from './waiting-appends.ts'

export type ChainKeys = { readonly sealerKey: Uint8Array; readonly relayer: Relayer }

export type ChainParts = {
  readonly store: ChainStore
  readonly blocks: BlockReader
  readonly reader: StateReader
  readonly overlay: NodeOverlay
  /** Makes the state that appends move, empty of caches. */
  readonly createExecutor: () => Promise<Executor>
  readonly sealer: Address
  /** Without them the chain is a copy: it takes sealed blocks and makes none. */
  readonly keys: ChainKeys | undefined
  readonly relayer: Hex
  readonly clock: () => number
  readonly release: () => void
}

/** Refuses a call of a transaction from outside by throwing. */
export type AcceptRaw = (call: Call) => void

/**
 * A project's chain in this process: one sealer, one durable transaction per block. Appends run one after the other;
 * those that wait together share a block. Reads see the last complete block. Made by `openEmbedded`.
 */
export class EmbeddedChain implements LedgerEngine {
  readonly #parts: ChainParts
  #executor: Executor
  #head: Block
  #queue: Promise<unknown> = Promise.resolve()
  #waiting: WaitingAppend[] = []
  #closed: string | undefined

  constructor(parts: ChainParts, executor: Executor, head: Block) {
    this.#parts = parts
    this.#executor = executor
    this.#head = head
  }

  /**
   * Sends the calls as relayer transactions in one block and returns once it is on the disk. If one reverts, nothing of
   * this append is kept. Appends that wait share a block: the result has the transactions of this one only, and neither
   * hinders the other. `gasLimit` is per transaction.
   *
   * @throws {TcctvError} LEDGER_REVERTED with the revert bytes in `details.data`, LEDGER_BLOCK_FULL,
   *   LEDGER_NOT_STORED, LEDGER_CLOSED, LEDGER_COPY
   * @example await chain.append([{ to: ledger, data: encodeFunctionData(…) }]) // { number: 2, hash: '0x…', … }
   */
  append(calls: readonly Call[], { signal, gasLimit }: AppendOptions = {}): Promise<AppendedBlock> {
    this.#keys()
    return new Promise((resolve, reject) => {
      this.#waiting.push({ calls, gasLimit, signal, resolve, reject })
      if (this.#waiting.length === 1) void this.#serialised(() => this.#sealWaiting())
    })
  }

  /**
   * Puts a transaction that another account signed into a block of its own; unlike `append` it is kept when it
   * reverts, as on any network. `accept` sees it before and may throw.
   *
   * @throws {TcctvError} LEDGER_TRANSACTION_REFUSED when it can't be in a block at all
   */
  async appendRaw(raw: Hex, accept: AcceptRaw = () => undefined): Promise<AppendedBlock> {
    const transaction = this.#keys().relayer.parse(raw)
    accept({
      to: transaction.to === undefined ? null : bytesToHex(transaction.to.bytes),
      data: bytesToHex(transaction.data),
    })
    return this.#serialised(() => this.#sealRaw(transaction))
  }

  /**
   * Takes blocks that another engine sealed: checks form, link and seal, runs every transaction again and compares all
   * results with the header. Blocks that are already here are passed over. Stops at the first fault; what came before it stays.
   *
   * @throws {TcctvError} LEDGER_BLOCK_REFUSED
   */
  async importBlocks(rawBlocks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>): Promise<ChainHead> {
    for await (const raw of rawBlocks) await this.#serialised(() => this.#import(raw))
    return this.head()
  }

  /** Address of the key that sends; its first two transactions create the contracts. */
  get relayer(): Hex {
    return this.#parts.relayer
  }

  /** Address of the key that seals. */
  get sealer(): Hex {
    return bytesToHex(this.#parts.sealer.bytes)
  }

  async chainId(): Promise<number> {
    return Number(this.#executor.vm.common.chainId())
  }

  async head(): Promise<ChainHead> {
    return headOf(this.#head)
  }

  async block(number: number): Promise<Block> {
    return this.#blocks().block(number)
  }

  /** The block that would come next, without transactions: what a call sees that is tried before it is sent. */
  nextBlock(): Block {
    const { stateRoot } = this.#head.header
    const { common } = this.#executor.vm
    const header = { ...this.#draft(this.#nextTimestamp()), stateRoot }
    return createBlock({ header }, { common, skipConsensusFormatValidation: true })
  }

  async rawBlock(number: number): Promise<Uint8Array> {
    return this.#blocks().rawBlock(number)
  }

  async blockAt(number: number): Promise<ChainBlock> {
    const block = this.#blocks().block(number)
    const receipts = this.#blocks().receipts(number)
    return {
      ...headOf(block),
      parentHash: bytesToHex(block.header.parentHash),
      gasUsed: block.header.gasUsed,
      sealer: bytesToHex(this.#parts.sealer.bytes),
      transactions: block.transactions.map((transaction, index) => ({
        hash: bytesToHex(transaction.hash()),
        from: receipts[index]?.from ?? '0x',
        to: transaction.to === undefined ? null : bytesToHex(transaction.to.bytes),
        data: bytesToHex(transaction.data),
        nonce: Number(transaction.nonce),
      })),
    }
  }

  async receipts(number: number): Promise<readonly ChainReceipt[]> {
    return this.#blocks().receipts(number)
  }

  async numberOf(hash: Hex): Promise<number | undefined> {
    return this.#blocks().numberOf(hash)
  }

  /** A transaction with its receipt, or undefined when the chain does not have it. */
  async transaction(
    hash: Hex,
  ): Promise<{ readonly transaction: TypedTransaction; readonly receipt: ChainReceipt } | undefined> {
    const place = this.#blocks().placeOf(hash)
    if (place === undefined) return undefined
    const transaction = this.#blocks().block(place.block).transactions[place.index]
    const receipt = this.#blocks().receipts(place.block)[place.index]
    return transaction === undefined || receipt === undefined ? undefined : { transaction, receipt }
  }

  async logs(filter: LogFilter): Promise<readonly ChainLog[]> {
    const toBlock = Math.min(filter.toBlock, Number(this.#head.header.number))
    return this.#blocks().logs({ ...filter, toBlock })
  }

  /** @throws {TcctvError} LEDGER_CALL_REVERTED with the revert bytes in `details.data` */
  async call(request: {
    readonly to: Hex
    readonly data: Hex
    readonly from?: Hex
    readonly block?: number
  }): Promise<Hex> {
    const block = request.block === undefined ? this.#head : await this.block(request.block)
    const { output, error } = await this.state().call(block, request)
    if (error !== undefined) throw ledgerError('LEDGER_CALL_REVERTED', { reason: error, data: output })
    return output
  }

  async relayerNonce(): Promise<number> {
    return Number(await this.state().nonce(this.#head, this.relayer))
  }

  async code(address: Hex): Promise<Hex> {
    return this.state().code(this.#head, address)
  }

  async storageRoot(address: Hex, block: number): Promise<Hex> {
    return (await this.state().proof(await this.block(block), address, [])).storageHash
  }

  /** Reads of accounts, storage and proofs at any block. */
  state(): StateReader {
    this.#refuseClosed()
    return this.#parts.reader
  }

  async close(): Promise<void> {
    if (this.#closed !== undefined) return
    this.#closed = ''
    await this.#queue
    await this.#parts.store.close()
    this.#parts.release()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  #keys(): ChainKeys {
    this.#refuseClosed()
    return this.#keysAlsoWhenClosing()
  }

  #keysAlsoWhenClosing(): ChainKeys {
    const { keys } = this.#parts
    if (keys === undefined) throw ledgerError('LEDGER_COPY', {})
    return keys
  }

  #blocks(): BlockReader {
    this.#refuseClosed()
    return this.#parts.blocks
  }

  #refuseClosed(): void {
    if (this.#closed !== undefined) throw ledgerError('LEDGER_CLOSED', { why: this.#closed })
  }

  #serialised<T>(work: () => Promise<T>): Promise<T> {
    this.#refuseClosed()
    const result = this.#queue.then(work)
    this.#queue = result.catch(() => undefined)
    return result
  }

  /** Deals with all that wait now, in as many blocks as they need. */
  async #sealWaiting(): Promise<void> {
    for (let waiting = this.#waiting.splice(0); waiting.length > 0;) {
      const { length } = waiting
      try {
        waiting = waiting.slice(await this.#sealSome(waiting))
      } catch (cause) {
        for (const { reject } of waiting) reject(cause)
        waiting = []
      }
      if (waiting.length >= length) throw new TypeError('a block took none of those that wait')
    }
  }

  /**
   * Makes a block of the first ones and answers them: how many they were. Refusals too are told only when the block is
   * stored, because they may follow from what their neighbours did. When there is no block they follow from the head.
   */
  async #sealSome(waiting: readonly WaitingAppend[]): Promise<number> {
    const draft = this.#draft(this.#nextTimestamp())
    let taken: Taken | undefined
    let block: AppendedBlock | undefined
    await this.#orRollBack(async () => {
      const run = await beginBlock(this.#executor, draft)
      taken = await takeWaiting(run, this.#keysAlsoWhenClosing().relayer, waiting)
      if (taken.kept.length === 0) throw taken.refused[0]?.cause
      block = this.#sealAndStore(draft, await run.finish())
    }).catch((cause: unknown) => {
      if (taken === undefined || taken.kept.length > 0) throw cause
    })
    for (const { append, cause } of taken?.refused ?? []) append.reject(cause)
    for (const { append, ...place } of taken?.kept ?? []) if (block !== undefined) append.resolve(partOf(block, place))
    return taken?.count ?? 0
  }

  #sealRaw(transaction: TypedTransaction): Promise<AppendedBlock> {
    const draft = this.#draft(this.#nextTimestamp())
    return this.#orRollBack(async () => this.#sealAndStore(draft, await this.#execute(draft, [transaction])))
  }

  #sealAndStore(draft: HeaderData, executed: Executed): AppendedBlock {
    const { common } = this.#executor.vm
    const header = { ...draft, ...executed.computed, gasUsed: executed.gasUsed }
    const { sealerKey } = this.#keysAlsoWhenClosing()
    const transactions = [...executed.transactions]
    return this.#store(createSealedCliqueBlock({ header, transactions }, sealerKey, { common, freeze: true }), executed)
  }

  /** A clock set back must not stop the chain. */
  #nextTimestamp(): bigint {
    const parentS = this.#head.header.timestamp
    const nowS = BigInt(Math.floor(this.#parts.clock()))
    return nowS > parentS ? nowS : parentS + 1n
  }

  #draft(timestamp: bigint): HeaderData {
    return draftOf(this.#head, timestamp, this.#parts.sealer)
  }

  async #execute(draft: HeaderData, transactions: readonly TypedTransaction[]): Promise<Executed> {
    const run = await beginBlock(this.#executor, draft)
    await run.add(transactions, refuseFull)
    return run.finish()
  }

  async #import(raw: Uint8Array): Promise<void> {
    const { common } = this.#executor.vm
    const block = parseBlock(raw, common, Number(this.#head.header.number) + 1)
    if (block.header.number <= this.#head.header.number && this.#parts.blocks.hasItsHash(block)) return
    checkHeader(block, this.#head, this.#parts.sealer)
    await this.#orRollBack(async () => {
      const executed = await this.#executeForeign(block)
      refuseDifferences(block, executed)
      return this.#store(block, executed)
    })
  }

  async #executeForeign({ header, transactions }: Block): Promise<Executed> {
    try {
      return await this.#execute(this.#draft(header.timestamp), transactions)
    } catch (cause) {
      const what = cause instanceof Error ? cause.message : String(cause)
      throw ledgerError('LEDGER_BLOCK_REFUSED', { block: header.number.toString(), what }, cause)
    }
  }

  #store(block: Block, { transactions, results }: Executed): AppendedBlock {
    const receipts = encodeReceipts(block.header.logsBloom, transactions, results)
    const hash = block.hash()
    const hashes = transactions.map((transaction) => transaction.hash())
    this.#parts.store.commit({
      number: Number(block.header.number),
      hash,
      raw: block.serialize(),
      receipts,
      transactionHashes: hashes,
      nodes: reachableNodes(this.#parts.overlay.written, block.header.stateRoot),
    })
    this.#parts.overlay.clear()
    this.#head = block
    return {
      ...headOf(block),
      gasUsed: block.header.gasUsed,
      transactions: hashes.map((transaction) => bytesToHex(transaction)),
      receipts: decodeReceipts(block, receipts, transactions),
    }
  }

  /** Whatever stops a block, the memory must not be ahead of the disk: caches go, the state is that of the stored head. */
  async #orRollBack<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (cause) {
      this.#parts.overlay.clear()
      await this.#startFromHead()
      throw cause
    }
  }

  /** A state that can't be read again must not be appended to: nothing more is taken then. */
  async #startFromHead(): Promise<void> {
    try {
      this.#executor = await this.#parts.createExecutor()
      await this.#executor.state.setStateRoot(this.#head.header.stateRoot, true)
    } catch (cause) {
      this.#closed ??= `: ${cause instanceof Error ? cause.message : String(cause)}`
      throw cause
    }
  }
}

function headOf(block: Block): ChainHead {
  return {
    number: Number(block.header.number),
    hash: bytesToHex(block.hash()),
    stateRoot: bytesToHex(block.header.stateRoot),
    timestampS: Number(block.header.timestamp),
  }
}
