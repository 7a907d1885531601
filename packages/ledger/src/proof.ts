import { MerklePatriciaTrie, createMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { bytesToHex } from '@ethereumjs/util'
import type { Hex } from './chain.ts'
import type { EmbeddedChain } from './embedded/embedded-chain.ts'
import { receiptLeaf } from './embedded/receipts.ts'
import { ledgerError } from './errors.ts'

/** That a transaction and its receipt stand under a header. Nodes run from the root to the leaf. */
export type TransactionProof = {
  /** RLP of the sealed header; its keccak-256 is the block hash. */
  readonly header: Hex
  readonly index: number
  readonly transaction: Hex
  readonly transactionProof: readonly Hex[]
  readonly receipt: Hex
  readonly receiptProof: readonly Hex[]
}

/**
 * Proof that a transaction is in a block, and of what it did. Says nothing about the chain behind the header: compare
 * its hash with a checkpoint, and its seal with the genesis.
 *
 * @throws {TcctvError} LEDGER_NOT_FOUND
 * @example (await transactionProof(chain, hash)).transactionProof.length // 1 for a block with one transaction
 */
export async function transactionProof(chain: EmbeddedChain, hash: Hex): Promise<TransactionProof> {
  const found = await chain.transaction(hash)
  if (found === undefined) throw ledgerError('LEDGER_NOT_FOUND', { what: 'transaction', id: hash })
  const { block: number, transactionIndex: index } = found.receipt
  const block = await chain.block(number)
  const done = await chain.receipts(number)
  const receipts = block.transactions.flatMap((transaction, position) => {
    const receipt = done[position]
    return receipt === undefined ? [] : [receiptLeaf(transaction, receipt)]
  })
  const transactions = block.transactions.map((transaction) => transaction.serialize())
  return {
    header: bytesToHex(block.header.serialize()),
    index,
    ...(await leafOf(transactions, index, (transaction, proof) => ({ transaction, transactionProof: proof }))),
    ...(await leafOf(receipts, index, (receipt, proof) => ({ receipt, receiptProof: proof }))),
  }
}

async function leafOf<T>(
  leaves: readonly Uint8Array[],
  index: number,
  named: (leaf: Hex, proof: readonly Hex[]) => T,
): Promise<T> {
  const trie = new MerklePatriciaTrie()
  for (const [position, leaf] of leaves.entries()) await trie.put(RLP.encode(position), leaf)
  const proof = await createMerkleProof(trie, RLP.encode(index))
  return named(
    bytesToHex(leaves[index] ?? new Uint8Array()),
    proof.map((node) => bytesToHex(node)),
  )
}
