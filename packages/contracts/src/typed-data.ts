import { hashTypedData, type Hex, type TypedDataDomain } from 'viem'

/** Where a signature is valid: one ledger of one chain. */
export type LedgerDomain = { readonly chainId: number; readonly ledger: Hex }

export type BatchMessage = {
  readonly columnsRoot: Hex
  readonly evidence: number
  readonly source: Hex
  readonly sequence: bigint
}
/** `batch` is the digest of the batch, `flags` the keccak256 of the flag bytes. */
export type FlagsMessage = { readonly batch: Hex; readonly flags: Hex }
/** `nonce` is the signer's next; `content` is a document hash or the hash of the call's arguments. */
export type DecisionMessage = {
  readonly action: string
  readonly subject: Hex
  readonly content: Hex
  readonly nonce: bigint
}
export type CheckpointMessage = { readonly number: bigint; readonly blockHash: Hex; readonly stateRoot: Hex }

const BATCH = [
  { name: 'columnsRoot', type: 'bytes32' },
  { name: 'evidence', type: 'uint8' },
  { name: 'source', type: 'bytes32' },
  { name: 'sequence', type: 'uint64' },
] as const
const FLAGS = [
  { name: 'batch', type: 'bytes32' },
  { name: 'flags', type: 'bytes32' },
] as const
const DECISION = [
  { name: 'action', type: 'string' },
  { name: 'subject', type: 'bytes32' },
  { name: 'content', type: 'bytes32' },
  { name: 'nonce', type: 'uint64' },
] as const
const CHECKPOINT = [
  { name: 'number', type: 'uint64' },
  { name: 'blockHash', type: 'bytes32' },
  { name: 'stateRoot', type: 'bytes32' },
] as const
const COMMITMENT = [
  { name: 'batch', type: 'bytes32' },
  { name: 'day', type: 'uint32' },
] as const

/** What a proponent or meter signs for a batch; for any EIP-712 signer. */
export function batchTypedData(domain: LedgerDomain, message: BatchMessage) {
  return { domain: domainOf(domain), types: { Batch: BATCH }, primaryType: 'Batch', message } as const
}

/** What the service key signs for a batch's flags. */
export function flagsTypedData(domain: LedgerDomain, message: FlagsMessage) {
  return { domain: domainOf(domain), types: { Flags: FLAGS }, primaryType: 'Flags', message } as const
}

/** What a party signs for any other decision. */
export function decisionTypedData(domain: LedgerDomain, message: DecisionMessage) {
  return { domain: domainOf(domain), types: { Decision: DECISION }, primaryType: 'Decision', message } as const
}

/** What registry or verifier sign for a block. */
export function checkpointTypedData(domain: LedgerDomain, message: CheckpointMessage) {
  return { domain: domainOf(domain), types: { Checkpoint: CHECKPOINT }, primaryType: 'Checkpoint', message } as const
}

/** What a proponent or meter signs for readings of a local day withheld while the intake is suspended. */
export function commitmentTypedData(domain: LedgerDomain, batch: Hex, day: number) {
  const types = { Commitment: COMMITMENT }
  return { domain: domainOf(domain), types, primaryType: 'Commitment', message: { batch, day } } as const
}

/** Digest of a batch: its identity on the chain and the hash that the party signs. */
export function batchDigest(domain: LedgerDomain, message: BatchMessage): Hex {
  return hashTypedData(batchTypedData(domain, message))
}

function domainOf(domain: LedgerDomain): TypedDataDomain {
  return { name: 'TCCTV', version: '1', chainId: domain.chainId, verifyingContract: domain.ledger }
}
