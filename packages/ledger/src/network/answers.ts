import { cliqueSigner, createBlockHeader } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { bytesToHex } from '@ethereumjs/util'
import type { ChainBlock, ChainReceipt, ChainTransaction, Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { headOf, hexOf, logOf } from '../rpc/reader.ts'
import { isHex, isRecord } from '../rpc/parameters.ts'

/** How a network agrees on blocks. */
export type Consensus = 'clique' | 'qbft'

/** A block with its transactions, from `eth_getBlockByNumber`. @throws {TcctvError} RPC_ANSWER */
export function blockOfAnswer(answer: unknown, consensus: Consensus, common: Common): ChainBlock {
  const method = 'eth_getBlockByNumber'
  const head = headOf(answer)
  if (!isRecord(answer) || !Array.isArray(answer['transactions']))
    throw ledgerError('RPC_ANSWER', { method, what: 'no list of transactions' })
  return {
    ...head,
    parentHash: hexOf(method, answer['parentHash'], 'bytes'),
    gasUsed: BigInt(hexOf(method, answer['gasUsed'], 'quantity')),
    sealer: head.number === 0 ? NOBODY : sealerOf(answer, head.hash, consensus, common),
    transactions: answer['transactions'].map(transactionOf),
  }
}

const NOBODY: Hex = `0x${'00'.repeat(20)}`

/** Under Clique whoever signed the header; under QBFT Besu names the proposer as its coinbase. */
function sealerOf(answer: Readonly<Record<string, unknown>>, hash: Hex, consensus: Consensus, common: Common): Hex {
  const method = 'eth_getBlockByNumber'
  if (consensus === 'qbft') return hexOf(method, answer['miner'], 'bytes')
  const bytes = (name: string): Hex => hexOf(method, answer[name], 'bytes')
  const integer = (name: string): Hex => hexOf(method, answer[name], 'quantity')
  const header = createBlockHeader(
    {
      parentHash: bytes('parentHash'),
      uncleHash: bytes('sha3Uncles'),
      coinbase: bytes('miner'),
      stateRoot: bytes('stateRoot'),
      transactionsTrie: bytes('transactionsRoot'),
      receiptTrie: bytes('receiptsRoot'),
      logsBloom: bytes('logsBloom'),
      difficulty: integer('difficulty'),
      number: integer('number'),
      gasLimit: integer('gasLimit'),
      gasUsed: integer('gasUsed'),
      timestamp: integer('timestamp'),
      extraData: bytes('extraData'),
      mixHash: bytes('mixHash'),
      nonce: bytes('nonce'),
      baseFeePerGas: integer('baseFeePerGas'),
    },
    { common, skipConsensusFormatValidation: true },
  )
  if (bytesToHex(header.hash()) !== hash)
    throw ledgerError('RPC_ANSWER', { method, what: `header is not that of ${hash}` })
  return bytesToHex(cliqueSigner(header).bytes)
}

function transactionOf(answer: unknown): ChainTransaction {
  const method = 'eth_getBlockByNumber'
  if (!isRecord(answer)) throw ledgerError('RPC_ANSWER', { method, what: 'a transaction is not an object' })
  return {
    hash: hexOf(method, answer['hash'], 'bytes'),
    from: hexOf(method, answer['from'], 'bytes'),
    to: addressOrNull(method, answer['to']),
    data: hexOf(method, answer['input'], 'bytes'),
    nonce: Number(hexOf(method, answer['nonce'], 'quantity')),
  }
}

/** A receipt, from `eth_getTransactionReceipt` or `eth_getBlockReceipts`. @throws {TcctvError} RPC_ANSWER */
export function receiptOfAnswer(method: string, answer: unknown): ChainReceipt {
  if (!isRecord(answer) || !Array.isArray(answer['logs']))
    throw ledgerError('RPC_ANSWER', { method, what: 'not a receipt' })
  const number = (name: string): number => Number(hexOf(method, answer[name], 'quantity'))
  const bytes = (name: string): Hex => hexOf(method, answer[name], 'bytes')
  return {
    transactionHash: bytes('transactionHash'),
    transactionIndex: number('transactionIndex'),
    block: number('blockNumber'),
    blockHash: bytes('blockHash'),
    type: number('type'),
    from: bytes('from'),
    to: addressOrNull(method, answer['to']),
    contractAddress: addressOrNull(method, answer['contractAddress']),
    succeeded: number('status') === 1,
    gasUsed: BigInt(hexOf(method, answer['gasUsed'], 'quantity')),
    cumulativeGasUsed: BigInt(hexOf(method, answer['cumulativeGasUsed'], 'quantity')),
    logs: answer['logs'].map(logOf),
  }
}

function addressOrNull(method: string, found: unknown): Hex | null {
  return isHex(found) ? hexOf(method, found, 'bytes') : null
}
