import { verifyMerkleProof } from '@ethereumjs/mpt'
import { RLP, type NestedUint8Array } from '@ethereumjs/rlp'
import { fromHex, toHex, type Hex } from '../bytes.ts'
import { decodeHeader } from '../chain/header.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { RawLog } from '../records.ts'

/** That a transaction and its receipt stand under a header; nodes run from the root to the leaf. */
export type InclusionProof = {
  readonly header: string
  readonly index: number
  readonly transaction: string
  readonly transactionProof: readonly string[]
  readonly receipt: string
  readonly receiptProof: readonly string[]
}
/** What the header with this hash commits to. */
export type ProvenReceipt = { readonly succeeded: boolean; readonly logs: readonly RawLog[] }

const RECEIPTS_ROOT = 5

/**
 * What a transaction did, under the header that has the hash. The hash is for the reader to know: from a co-signed
 * checkpoint, or by a chain of headers from one ({@link verifySpan}).
 *
 * @throws {TcctvError} CHECK_FAILED naming the part that leads elsewhere
 */
export async function verifyInclusion(blockHash: Hex, proof: InclusionProof): Promise<ProvenReceipt> {
  const header = decodeHeader(fromHex(proof.header))
  mustEqual('hash of the header', blockHash.toLowerCase(), header.hash)
  await mustStand('transaction', header.transactionsRoot, proof, proof.transaction, proof.transactionProof)
  const fields = RLP.decode(header.rlp)
  const root = Array.isArray(fields) ? fields[RECEIPTS_ROOT] : undefined
  await mustStand('receipt', root instanceof Uint8Array ? toHex(root) : '0x', proof, proof.receipt, proof.receiptProof)
  return receiptOf(fromHex(proof.receipt))
}

async function mustStand(
  what: string,
  root: Hex,
  { index }: InclusionProof,
  leaf: string,
  nodes: readonly string[],
): Promise<void> {
  let found: Uint8Array | null
  try {
    found = await verifyMerkleProof(RLP.encode(index), nodes.map(fromHex), { root: fromHex(root) })
  } catch {
    return refuse(what, `nodes that lead from ${root} to it`, 'nodes that lead elsewhere')
  }
  mustEqual(`${what} at index ${index}`, leaf.toLowerCase(), found === null ? 'nothing' : toHex(found))
}

function receiptOf(bytes: Uint8Array): ProvenReceipt {
  const typed = (bytes[0] ?? 0) < 0xc0
  const [status, , , logs] = listOf(RLP.decode(typed ? bytes.subarray(1) : bytes))
  return { succeeded: bytesOf(status).length === 1, logs: listOf(logs).map(logOf) }
}

function logOf(log: Uint8Array | NestedUint8Array): RawLog {
  const [address, topics, data] = listOf(log)
  return {
    address: toHex(bytesOf(address)),
    topics: listOf(topics).map((topic) => toHex(bytesOf(topic))),
    data: toHex(bytesOf(data)),
  }
}

function listOf(part: Uint8Array | NestedUint8Array | undefined): NestedUint8Array {
  return Array.isArray(part) ? part : refuse('receipt', 'a list', 'bytes')
}

function bytesOf(part: Uint8Array | NestedUint8Array | undefined): Uint8Array {
  return part instanceof Uint8Array ? part : refuse('receipt', 'bytes', 'a list')
}
