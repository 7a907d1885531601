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
