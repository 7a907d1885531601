import type { ChainTransaction } from './chain/transaction.ts'
import type { Hex } from './bytes.ts'
import { refuse } from './errors.ts'
import { decodeCall } from './records.ts'

/** What a batch's transaction says. */
export type BatchCall = {
  readonly columns: Hex
  readonly evidence: number
  readonly source: Hex
  readonly sequence: bigint
  readonly partySignature: Hex
  readonly flags: Hex
  readonly serviceSignature: Hex
}

/** The batch a transaction commits. @throws {TcctvError} CHECK_FAILED when it calls something else */
export function batchOf({ calldata, hash }: ChainTransaction): BatchCall {
  const call = decodeCall(calldata)
  if (call.functionName !== 'commitBatch') return refuse(`transaction ${hash}`, 'commitBatch', call.functionName)
  const [columns, evidence, source, sequence, partySignature, flags, serviceSignature] = call.args
  return { columns, evidence, source, sequence, partySignature, flags, serviceSignature }
}
