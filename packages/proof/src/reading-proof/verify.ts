import { verifyMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { TcctvError } from '@tcctv/units'
import { batchOf, type BatchCall } from '../batch-call.ts'
import { fromHex, toHex, type Hex } from '../bytes.ts'
import { decodeHeader, sealerOf, type Header } from '../chain/header.ts'
import { decodeTransaction } from '../chain/transaction.ts'
import { columnsRoot, decodeColumns } from '../columns.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { PinnedChain, ProofLine, ReadingProof } from '../reading-proof.ts'
import { recoverAddress } from '../signing/recover.ts'
import { batchDigest } from '@tcctv/contracts'
import { checkpointDigest } from '../signing/typed-data.ts'

type Finding = Pick<ProofLine, 'expected' | 'found' | 'reason'> & { readonly state?: 'cannot-check' }

/**
 * Checks a reading proof line by line, each line for itself and from the bytes of the proof; what is trusted comes
 * from `pinned` alone. The worst line is the verdict. A pinned genesis hash or ledger must be the one the proof names,
 * or the seal line fails. Does not check that the headers lead back to that genesis block, nor that the lane number
 * means the parameter, meter and unit shown: a whole bundle holds both.
 */
export async function verifyReadingProof(proof: ReadingProof, pinned: PinnedChain): Promise<ProofLine[]> {
  return [
    await lineOf('leaf', () => leaf(proof)),
    await lineOf('batch', () => batch(proof)),
    await lineOf('transaction', () => transaction(proof, pinned)),
    await lineOf('block', () => block(proof)),
    await lineOf('seal', () => seal(proof, pinned)),
    await lineOf('checkpoint', () => checkpoint(proof, pinned)),
  ]
}

/** Outcome of one check as a line; a refusal is a failed line. */
export async function lineOf<Id extends string>(
  id: Id,
  check: () => Finding | Promise<Finding>,
): Promise<Omit<ProofLine, 'id'> & { readonly id: Id }> {
  try {
    return { id, state: 'passed', ...(await check()) }
  } catch (fault) {
    if (!(fault instanceof TcctvError) || fault.code !== 'CHECK_FAILED')
      return {
        id,
        state: 'failed',
        expected: 'readable bytes',
        found: String(fault),
        reason: 'the bytes cannot be read',
      }
    const { where, expected, found } = fault.details
    return { id, state: 'failed', expected: String(expected), found: String(found), reason: String(where) }
  }
}

function leaf(proof: ReadingProof): Finding {
  const columns = decodeColumns(fromHex(callOf(proof).columns), 'columns')
  const column = columns[proof.column] ?? refuse('column', `one of ${columns.length} columns`, proof.column)
  const count =
    column.counts[proof.position] ?? refuse('position', `one of ${column.counts.length} readings`, proof.position)
  const { lane, stepS } = column
  const found = wordsOf({ lane, startS: column.startS + proof.position * stepS, stepS, count: count.toString() })
  const expected = wordsOf(proof.reading)
  mustEqual(`column ${proof.column}, position ${proof.position}`, expected, found)
  return { expected, found, reason: 'the reading stands in the signed bytes at this position' }
}

function wordsOf(reading: {
  readonly lane: number
  readonly startS: number
  readonly stepS: number
  readonly count: string
}): string {
  return `lane ${reading.lane}, start ${reading.startS}, step ${reading.stepS} s, count ${reading.count}`
}

function batch(proof: ReadingProof): Finding {
  const found = columnsRoot(decodeColumns(fromHex(callOf(proof).columns), 'columns'))
  mustEqual('root over the columns', proof.columnsRoot, found)
  return { expected: proof.columnsRoot, found, reason: 'the root was computed from all columns of the batch' }
}

function transaction(proof: ReadingProof, pinned: PinnedChain): Finding {
  const { hash, to } = decodeTransaction(fromHex(proof.rawTransaction))
  mustEqual('transaction hash', proof.tx, hash)
  mustEqual('chain of the signature', pinned.chainId, proof.chainId)
  const ledger = pinned.ledger ?? proof.ledger
  mustEqual('contract called', ledger.toLowerCase(), to?.toLowerCase())
  const signer = signerOf(callOf(proof), { chainId: pinned.chainId, ledger })
  const party = inForce(signer, proof.block, pinned, ['proponent', 'meter'])
  if (pinned.keys.length === 0)
    return { state: 'cannot-check', expected: 'a proponent or meter key', found: signer, reason: 'no keys are pinned' }
  if (party === undefined)
    return refuse('batch signature', `a proponent or meter key in force at block ${proof.block}`, signer)
  return { expected: `${party.role} ${party.address}`, found: signer, reason: 'the batch is signed by a key in force' }
}

function signerOf(call: BatchCall, domain: { readonly chainId: number; readonly ledger: Hex }): Hex {
  const root = columnsRoot(decodeColumns(fromHex(call.columns), 'columns'))
  const digest = batchDigest(domain, {
    columnsRoot: root,
    evidence: call.evidence,
    source: call.source,
    sequence: call.sequence,
  })
  return recoverAddress(fromHex(digest), fromHex(call.partySignature), 'batch signature')
}

async function block(proof: ReadingProof): Promise<Finding> {
  const header = headerOf(proof)
  mustEqual('block number', proof.block, header.number)
  const found = await provenTransaction(proof, header)
  mustEqual('transaction in the block', proof.rawTransaction, found)
  return {
    expected: header.transactionsRoot,
    found: header.transactionsRoot,
    reason: 'the path leads from the transaction to the root in the header',
  }
}

async function provenTransaction(proof: ReadingProof, header: Header): Promise<string> {
  try {
    const nodes = proof.txProof.map(fromHex)
    const raw = await verifyMerkleProof(RLP.encode(proof.txIndex), nodes, { root: fromHex(header.transactionsRoot) })
    return raw === null ? 'no transaction at this index' : toHex(raw)
  } catch {
    return refuse('transaction in the block', `a path to ${header.transactionsRoot}`, 'a path that leads elsewhere')
  }
}

function seal(proof: ReadingProof, pinned: PinnedChain): Finding {
  if (pinned.genesisHash !== undefined)
    mustEqual('genesis hash, pinned', pinned.genesisHash.toLowerCase(), proof.genesisHash.toLowerCase())
  if (pinned.ledger !== undefined)
    mustEqual('ledger contract, pinned', pinned.ledger.toLowerCase(), proof.ledger.toLowerCase())
  const sealer = sealerOf(headerOf(proof))
  return sealedBy(sealer, proof.block, pinned)
}

function sealedBy(sealer: Hex, number: number, pinned: PinnedChain): Finding {
  const expected = pinned.sealers.map((address) => address.toLowerCase()).join(', ')
  if (!expected.includes(sealer)) return refuse(`seal of block ${number}`, expected, sealer)
  return { expected, found: sealer, reason: 'the header is sealed by a pinned sealer' }
}

function checkpoint(proof: ReadingProof, pinned: PinnedChain): Finding {
  const point = proof.checkpoint
  if (point === null)
    return {
      state: 'cannot-check',
      expected: 'a co-signed later block',
      found: 'none',
      reason: 'no checkpoint covers this block yet',
    }
  const last = linkedHeaders(proof, pinned)
  mustEqual('number of the co-signed block', point.number, last.number)
  mustEqual('hash of the co-signed block', point.blockHash, last.hash)
  mustEqual('state root of the co-signed block', point.stateRoot, last.stateRoot)
  const domain = { chainId: pinned.chainId, ledger: pinned.ledger ?? proof.ledger }
  const digest = checkpointDigest(domain, {
    number: BigInt(point.number),
    blockHash: point.blockHash,
    stateRoot: point.stateRoot,
  })
  const signer = recoverAddress(fromHex(digest), fromHex(point.signature), 'checkpoint signature')
  if (pinned.keys.length === 0)
    return {
      state: 'cannot-check',
      expected: 'a registry or verifier key',
      found: signer,
      reason: 'no keys are pinned',
    }
  const party = inForce(signer, point.number, pinned, ['registry', 'verifier'])
  if (party === undefined)
    return refuse('checkpoint signature', `a registry or verifier key in force at block ${point.number}`, signer)
  return {
    expected: `${party.role} ${party.address}`,
    found: signer,
    reason: `block ${last.number} is co-signed and links down to this block`,
  }
}

/** The last of the headers from the reading's block on, each linked to the one before and sealed. */
function linkedHeaders(proof: ReadingProof, pinned: PinnedChain): Header {
  let previous = headerOf(proof)
  for (const hex of proof.checkpoint?.headers ?? []) {
    const next = decodeHeader(fromHex(hex), `header after block ${previous.number}`)
    mustEqual(`parent of block ${next.number}`, previous.hash, next.parentHash)
    sealedBy(sealerOf(next), next.number, pinned)
    previous = next
  }
  return previous
}

function inForce(signer: Hex, block: number, pinned: PinnedChain, roles: readonly string[]) {
  return pinned.keys.find(
    ({ address, role, since, until }) =>
      address.toLowerCase() === signer && roles.includes(role) && (since ?? 0) <= block && (until ?? Infinity) >= block,
  )
}

function callOf(proof: ReadingProof): BatchCall {
  return batchOf(decodeTransaction(fromHex(proof.rawTransaction)))
}

function headerOf(proof: ReadingProof): Header {
  return decodeHeader(fromHex(proof.header), `header of block ${proof.block}`)
}
