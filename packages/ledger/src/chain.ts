/** Bytes as 0x-prefixed lower-case hexadecimal text. */
export type Hex = `0x${string}`

/** A call of a contract; `to: null` creates one from `data`. */
export type Call = { readonly to: Hex | null; readonly data: Hex }

/** One event of a transaction, with its place in the chain. */
export type ChainLog = {
  readonly address: Hex
  readonly topics: readonly Hex[]
  readonly data: Hex
  readonly block: number
  readonly blockHash: Hex
  readonly transactionHash: Hex
  readonly transactionIndex: number
  readonly logIndex: number
}

/** What a transaction did. Gas in units of gas, prices in wei. */
export type ChainReceipt = {
  readonly transactionHash: Hex
  readonly transactionIndex: number
  readonly block: number
  readonly blockHash: Hex
  readonly type: number
  readonly from: Hex
  readonly to: Hex | null
  readonly contractAddress: Hex | null
  readonly succeeded: boolean
  readonly gasUsed: bigint
  readonly cumulativeGasUsed: bigint
  readonly logs: readonly ChainLog[]
}

/** The newest block of a chain; `timestampS` is the sealer's, in unix seconds. */
export type ChainHead = {
  readonly number: number
  readonly hash: Hex
  readonly stateRoot: Hex
  readonly timestampS: number
}

/** A block after it was stored durably. */
export type AppendedBlock = ChainHead & {
  readonly gasUsed: bigint
  readonly transactions: readonly Hex[]
  readonly receipts: readonly ChainReceipt[]
}

/** Which events: both ends of the block range are included; a `null` topic matches any. */
export type LogFilter = {
  readonly fromBlock: number
  readonly toBlock: number
  readonly address?: readonly Hex[]
  readonly topics?: readonly (readonly Hex[] | null)[]
}

/** Reading side of a chain, the same for the embedded engine and for a JSON-RPC node. */
export interface ChainReader {
  chainId(): Promise<number>
  head(): Promise<ChainHead>
  /** RLP of header, transactions and (empty) uncles. */
  rawBlock(number: number): Promise<Uint8Array>
  logs(filter: LogFilter): Promise<readonly ChainLog[]>
  /** Result bytes of a read-only call, at the head unless a block is named. */
  call(request: { readonly to: Hex; readonly data: Hex; readonly block?: number }): Promise<Hex>
}

/** A transaction as its sender signed it. */
export type ChainTransaction = {
  readonly hash: Hex
  readonly from: Hex
  readonly to: Hex | null
  readonly data: Hex
  readonly nonce: number
}

/** A block with what a projection or a replay needs of it. */
export type ChainBlock = ChainHead & {
  readonly parentHash: Hex
  readonly gasUsed: bigint
  readonly sealer: Hex
  readonly transactions: readonly ChainTransaction[]
}

export type AppendOptions = { readonly signal?: AbortSignal; readonly gasLimit?: bigint }

/**
 * A chain that this process writes to: the embedded one (`openEmbedded`) or a network of nodes (`connectNetwork`).
 * Everything a reader sees is final: on a network that is the newest block with enough confirmations.
 */
export interface LedgerEngine extends ChainReader, AsyncDisposable {
  /** Address of the key that sends; its first four transactions create the contracts. */
  readonly relayer: Hex
  /** How many transactions the relayer has on the chain. */
  relayerNonce(): Promise<number>
  /**
   * Sends the calls as the relayer's transactions, in order, and returns when all of them are final. If one would
   * revert, none is sent. `transactions` and `receipts` of the result are those of the calls, the block that of the last.
   */
  append(calls: readonly Call[], options?: AppendOptions): Promise<AppendedBlock>
  /** @throws {TcctvError} LEDGER_NOT_FOUND above the head */
  blockAt(number: number): Promise<ChainBlock>
  receipts(number: number): Promise<readonly ChainReceipt[]>
  /** Code of a contract at the head, '0x' where there is none. */
  code(address: Hex): Promise<Hex>
  /** Root of the contract's storage after a block. */
  storageRoot(address: Hex, block: number): Promise<Hex>
  close(): Promise<void>
}
