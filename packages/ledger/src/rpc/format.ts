import type { Block } from '@ethereumjs/block'
import type { TypedTransaction } from '@ethereumjs/tx'
import { bytesToHex } from '@ethereumjs/util'
import type { ChainLog, ChainReceipt, Hex } from '../chain.ts'
import { bloomOf } from '../embedded/receipts.ts'

/** A number in the form of the protocol: no leading zeros, '0x0' for zero. */
export function quantity(amount: number | bigint): Hex {
  return `0x${amount.toString(16)}`
}

export function formatBlock(block: Block, receipts: readonly ChainReceipt[], withTransactions: boolean): unknown {
  const { header } = block
  const raw = block.serialize()
  return {
    number: quantity(header.number),
    hash: bytesToHex(block.hash()),
    parentHash: bytesToHex(header.parentHash),
    nonce: bytesToHex(header.nonce),
    sha3Uncles: bytesToHex(header.uncleHash),
    logsBloom: bytesToHex(header.logsBloom),
    transactionsRoot: bytesToHex(header.transactionsTrie),
    stateRoot: bytesToHex(header.stateRoot),
    receiptsRoot: bytesToHex(header.receiptTrie),
    miner: bytesToHex(header.coinbase.bytes),
    difficulty: quantity(header.difficulty),
    totalDifficulty: quantity(header.difficulty * header.number + 1n),
    extraData: bytesToHex(header.extraData),
    mixHash: bytesToHex(header.mixHash),
    size: quantity(raw.length),
    gasLimit: quantity(header.gasLimit),
    gasUsed: quantity(header.gasUsed),
    timestamp: quantity(header.timestamp),
    baseFeePerGas: quantity(header.baseFeePerGas ?? 0n),
    uncles: [],
    transactions: withTransactions
      ? block.transactions.map((transaction, index) => formatTransaction(transaction, receipts[index]))
      : block.transactions.map((transaction) => bytesToHex(transaction.hash())),
  }
}

export function formatTransaction(transaction: TypedTransaction, receipt: ChainReceipt | undefined): unknown {
  const fields = transaction.toJSON()
  const price = fields.maxFeePerGas ?? fields.gasPrice ?? '0x0'
  return {
    ...fields,
    hash: bytesToHex(transaction.hash()),
    type: quantity(transaction.type),
    input: bytesToHex(transaction.data),
    gas: quantity(transaction.gasLimit),
    gasPrice: price,
    to: transaction.to === undefined ? null : bytesToHex(transaction.to.bytes),
    chainId: quantity(transaction.common.chainId()),
    from: receipt?.from ?? bytesToHex(transaction.getSenderAddress().bytes),
    blockHash: receipt?.blockHash ?? null,
    blockNumber: receipt === undefined ? null : quantity(receipt.block),
    transactionIndex: receipt === undefined ? null : quantity(receipt.transactionIndex),
  }
}

export function formatReceipt(receipt: ChainReceipt): unknown {
  return {
    transactionHash: receipt.transactionHash,
    transactionIndex: quantity(receipt.transactionIndex),
    blockHash: receipt.blockHash,
    blockNumber: quantity(receipt.block),
    from: receipt.from,
    to: receipt.to,
    contractAddress: receipt.contractAddress,
    cumulativeGasUsed: quantity(receipt.cumulativeGasUsed),
    gasUsed: quantity(receipt.gasUsed),
    effectiveGasPrice: '0x0',
    logs: receipt.logs.map(formatLog),
    logsBloom: bytesToHex(bloomOf(receipt.logs)),
    status: receipt.succeeded ? '0x1' : '0x0',
    type: quantity(receipt.type),
  }
}

export function formatLog(log: ChainLog): unknown {
  return {
    address: log.address,
    topics: log.topics,
    data: log.data,
    blockNumber: quantity(log.block),
    blockHash: log.blockHash,
    transactionHash: log.transactionHash,
    transactionIndex: quantity(log.transactionIndex),
    logIndex: quantity(log.logIndex),
    removed: false,
  }
}
