import { hashTypedData, keccak256 } from 'viem'
import type { Hex } from '../bytes.ts'

/** Chain and contract every signature names. */
export type SigningDomain = { readonly chainId: number; readonly ledger: Hex }

const TYPES = {
  Batch: [
    { name: 'columnsRoot', type: 'bytes32' },
    { name: 'evidence', type: 'uint8' },
    { name: 'source', type: 'bytes32' },
    { name: 'sequence', type: 'uint64' },
  ],
  Flags: [
    { name: 'batch', type: 'bytes32' },
    { name: 'flags', type: 'bytes32' },
  ],
  Decision: [
    { name: 'action', type: 'string' },
    { name: 'subject', type: 'bytes32' },
    { name: 'content', type: 'bytes32' },
    { name: 'nonce', type: 'uint64' },
  ],
  Checkpoint: [
    { name: 'number', type: 'uint64' },
    { name: 'blockHash', type: 'bytes32' },
    { name: 'stateRoot', type: 'bytes32' },
  ],
  Commitment: [{ name: 'batch', type: 'bytes32' }],
} as const

export type BatchMessage = {
  readonly columnsRoot: Hex
  readonly evidence: number
  readonly source: Hex
  readonly sequence: bigint
}
export type DecisionMessage = {
  readonly action: string
  readonly subject: Hex
  readonly content: Hex
  readonly nonce: bigint
}
export type CheckpointMessage = { readonly number: bigint; readonly blockHash: Hex; readonly stateRoot: Hex }

/** EIP-712 digest of a batch; it identifies the batch. */
export function batchDigest(domain: SigningDomain, message: BatchMessage): Hex {
  return hashTypedData({ domain: domainOf(domain), types: TYPES, primaryType: 'Batch', message })
}

/** EIP-712 digest of the flags of a batch; `flags` are their raw bytes. */
export function flagsDigest(domain: SigningDomain, batch: Hex, flags: Hex): Hex {
  const message = { batch, flags: keccak256(flags) }
  return hashTypedData({ domain: domainOf(domain), types: TYPES, primaryType: 'Flags', message })
}

/** EIP-712 digest of a decision. */
export function decisionDigest(domain: SigningDomain, message: DecisionMessage): Hex {
  return hashTypedData({ domain: domainOf(domain), types: TYPES, primaryType: 'Decision', message })
}

/** EIP-712 digest of a checkpoint. */
export function checkpointDigest(domain: SigningDomain, message: CheckpointMessage): Hex {
  return hashTypedData({ domain: domainOf(domain), types: TYPES, primaryType: 'Checkpoint', message })
}

/** EIP-712 digest of the commitment to a withheld batch. */
export function commitmentDigest(domain: SigningDomain, batch: Hex): Hex {
  return hashTypedData({ domain: domainOf(domain), types: TYPES, primaryType: 'Commitment', message: { batch } })
}

function domainOf({ chainId, ledger }: SigningDomain) {
  return { name: 'TCCTV', version: '1', chainId, verifyingContract: ledger } as const
}
