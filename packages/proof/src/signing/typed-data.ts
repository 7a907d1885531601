import {
  checkpointTypedData,
  commitmentTypedData,
  decisionTypedData,
  flagsTypedData,
  type CheckpointMessage,
  type DecisionMessage,
  type LedgerDomain,
} from '@tcctv/contracts'
import { hashTypedData, keccak256 } from 'viem'
import type { Hex } from '../bytes.ts'

/** EIP-712 digest of the flags of a batch; `flags` are their raw bytes. */
export function flagsDigest(domain: LedgerDomain, batch: Hex, flags: Hex): Hex {
  return hashTypedData(flagsTypedData(domain, { batch, flags: keccak256(flags) }))
}

/** EIP-712 digest of a decision. */
export function decisionDigest(domain: LedgerDomain, message: DecisionMessage): Hex {
  return hashTypedData(decisionTypedData(domain, message))
}

/** EIP-712 digest of a checkpoint. */
export function checkpointDigest(domain: LedgerDomain, message: CheckpointMessage): Hex {
  return hashTypedData(checkpointTypedData(domain, message))
}

/** EIP-712 digest of the commitment to a withheld batch. */
export function commitmentDigest(domain: LedgerDomain, batch: Hex, day: number): Hex {
  return hashTypedData(commitmentTypedData(domain, batch, day))
}
