import type { Block } from '@ethereumjs/block'
import type { Log } from '@ethereumjs/evm'
import type { TypedTransaction } from '@ethereumjs/tx'
import { RLP, type Input, type NestedUint8Array } from '@ethereumjs/rlp'
import { bigIntToUnpaddedBytes, bytesToBigInt, bytesToHex, concatBytes, hexToBytes } from '@ethereumjs/util'
import { Bloom, encodeReceipt, type RunTxResult } from '@ethereumjs/vm'
import type { ChainLog, ChainReceipt, Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { BLOOM_BYTES } from './log-bloom.ts'

/**
 * What a block's receipts can't take from the block itself: its bloom filter, then RLP of sender, created contract,
 * status, gas and logs of each transaction.
 */
export function encodeReceipts(
  logsBloom: Uint8Array,
  transactions: readonly TypedTransaction[],
  results: readonly RunTxResult[],
): Uint8Array {
  const rows = results.map((result, index): Input => [
    transactions[index]?.getSenderAddress().bytes ?? new Uint8Array(0),
    result.createdAddress?.bytes ?? new Uint8Array(0),
    new Uint8Array(result.execResult.exceptionError === undefined ? [1] : []),
    bigIntToUnpaddedBytes(result.receipt.cumulativeBlockGasUsed),
    result.receipt.logs,
  ])
  return concatBytes(logsBloom, RLP.encode(rows))
}

/** Receipts of a block from its stored rows. The transactions are the block's, or those it was made from. */
export function decodeReceipts(
  block: Block,
  stored: Uint8Array,
  transactions: readonly TypedTransaction[] = block.transactions,
): ChainReceipt[] {
  const place = { block: Number(block.header.number), blockHash: bytesToHex(block.hash()) }
  const receipts: ChainReceipt[] = []
  let gasBefore = 0n
  let logIndex = 0
  for (const [index, row] of listOf(RLP.decode(stored.subarray(BLOOM_BYTES))).entries()) {
    const [from, created, status, cumulative, logs] = listOf(row)
    const transaction = transactions[index]
    if (transaction === undefined) throw ledgerError('LEDGER_CORRUPT', { block: place.block, what: 'receipts' })
    const at = { ...place, transactionHash: bytesToHex(transaction.hash()), transactionIndex: index }
    const cumulativeGasUsed = bytesToBigInt(bytesOf(cumulative))
    const decoded = listOf(logs).map((log, position) => decodeLog(log, { ...at, logIndex: logIndex + position }))
    receipts.push({
      ...at,
      type: transaction.type,
      from: bytesToHex(bytesOf(from)),
      to: transaction.to === undefined ? null : bytesToHex(transaction.to.bytes),
      contractAddress: bytesOf(created).length === 0 ? null : bytesToHex(bytesOf(created)),
      succeeded: bytesOf(status).length === 1,
      gasUsed: cumulativeGasUsed - gasBefore,
      cumulativeGasUsed,
      logs: decoded,
    })
    gasBefore = cumulativeGasUsed
    logIndex += decoded.length
  }
  return receipts
}

/** The bytes of a receipt that the receipts root of its block commits to. */
export function receiptLeaf(
  transaction: TypedTransaction,
  { succeeded, cumulativeGasUsed, logs }: ChainReceipt,
): Uint8Array {
  const receipt = {
    status: succeeded ? (1 as const) : (0 as const),
    cumulativeBlockGasUsed: cumulativeGasUsed,
    bitvector: bloomOf(logs),
    logs: logs.map(({ address, topics, data }): Log => [hexToBytes(address), topics.map(hexToBytes), hexToBytes(data)]),
  }
  return encodeReceipt(receipt, transaction.type)
}

/** Bloom filter over addresses and topics, 256 bytes. */
export function bloomOf(logs: readonly ChainLog[]): Uint8Array {
  const bloom = new Bloom()
  for (const log of logs) for (const item of [log.address, ...log.topics]) bloom.add(hexToBytes(item))
  return bloom.bitvector
}

type Node = Uint8Array | NestedUint8Array | undefined

function decodeLog(log: Node, place: Omit<ChainLog, 'address' | 'topics' | 'data'>): ChainLog {
  const [address, topics, data] = listOf(log)
  const hexTopics = listOf(topics).map((topic): Hex => bytesToHex(bytesOf(topic)))
  return { address: bytesToHex(bytesOf(address)), topics: hexTopics, data: bytesToHex(bytesOf(data)), ...place }
}

function listOf(node: Node): NestedUint8Array {
  return Array.isArray(node) ? node : []
}

function bytesOf(node: Node): Uint8Array {
  return node instanceof Uint8Array ? node : new Uint8Array(0)
}
