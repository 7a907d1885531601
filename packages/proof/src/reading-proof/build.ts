import { createMPT, createMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { keccakHex, toHex, fromHex, type Hex } from '../bytes.ts'
import { decodeBlock } from '../chain/blocks.ts'
import { decodeHeader } from '../chain/header.ts'
import { columnsRoot, decodeColumns } from '../columns.ts'
import { proofError } from '../errors.ts'
import type { CheckpointProof, ReadingProof } from '../reading-proof.ts'
import { batchOf } from '../batch-call.ts'
import { decodeTransaction } from '../chain/transaction.ts'

export type ReadingProofInput = {
  readonly chainId: number
  readonly genesisHash: Hex
  readonly ledger: Hex
  /** RLP of the whole block that holds the reading. */
  readonly block: Uint8Array
  readonly tx: Hex
  readonly column: number
  readonly position: number
  readonly words: { readonly parameter: string; readonly meter: string; readonly unit: string }
  /** A later checkpoint with the RLP headers after the reading's block up to its block; none = null. */
  readonly checkpoint: (Omit<CheckpointProof, 'headers'> & { readonly headers: readonly Uint8Array[] }) | null
}

/**
 * Proof of one reading from the bytes of its block.
 *
 * @throws {TcctvError} PROOF_INPUT when the block has no such transaction, column or position
 */
export async function buildReadingProof(input: ReadingProofInput): Promise<ReadingProof> {
  const { header, transactions } = decodeBlock(input.block, 'block')
  const txIndex = transactions.findIndex((raw) => keccakHex(raw) === input.tx)
  const raw = transactions[txIndex]
  if (raw === undefined)
    throw proofError('PROOF_INPUT', { reason: `block ${header.number} has no transaction ${input.tx}` })
  const columns = decodeColumns(fromHex(batchOf(decodeTransaction(raw)).columns), 'columns')
  const column = columns[input.column]
  const count = column?.counts[input.position]
  if (column === undefined || count === undefined)
    throw proofError('PROOF_INPUT', { reason: `no reading at column ${input.column}, position ${input.position}` })
  const { lane, startS, stepS } = column
  return {
    schema: 'tcctv-reading-proof/1',
    chainId: input.chainId,
    genesisHash: input.genesisHash,
    ledger: input.ledger,
    reading: { lane, startS: startS + input.position * stepS, stepS, count: count.toString(), ...input.words },
    block: header.number,
    columnsRoot: columnsRoot(columns),
    column: input.column,
    position: input.position,
    tx: input.tx,
    txIndex,
    rawTransaction: toHex(raw),
    txProof: await transactionProof(transactions, txIndex),
    header: toHex(header.rlp),
    checkpoint:
      input.checkpoint === null ? null : { ...input.checkpoint, headers: input.checkpoint.headers.map(headerHex) },
  }
}

function headerHex(rlp: Uint8Array): Hex {
  return toHex(decodeHeader(rlp).rlp)
}

async function transactionProof(transactions: readonly Uint8Array[], txIndex: number): Promise<Hex[]> {
  const trie = await createMPT()
  for (const [index, raw] of transactions.entries()) await trie.put(RLP.encode(index), raw)
  return (await createMerkleProof(trie, RLP.encode(txIndex))).map(toHex)
}
