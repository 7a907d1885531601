import { EVIDENCE_CLASSES, type EvidenceClassName, batchDigest, columnsRoot, encodeColumns } from '@tcctv/contracts'
import type { Project } from '../project.ts'
import type { Hex } from '../read-model/projected.ts'
import type { DayBatch, Identified } from './identify.ts'

/** A day's new readings with everything that the signature covers. */
export type SignableBatch = DayBatch & {
  readonly columnsRoot: Hex
  readonly digest: Hex
  readonly source: Hex
  readonly sequence: bigint
  readonly evidence: number
}

/** Gives each batch its sequence number of the signer and the digest to sign. */
export async function signable(
  project: Project,
  { batches }: Identified,
  sourceHash: string,
  { signer, evidence }: { readonly signer: Hex; readonly evidence: EvidenceClassName },
): Promise<SignableBatch[]> {
  const last = await project.ledger.sequenceOf(signer)
  const source: Hex = `0x${sourceHash}`
  return batches.map((batch, index) => {
    const root = columnsRoot(encodeColumns(batch.columns))
    const message = {
      columnsRoot: root,
      evidence: EVIDENCE_CLASSES[batch.isSubstituted ? 'substituted' : evidence],
      source,
      sequence: last + BigInt(index) + 1n,
    }
    return { ...batch, ...message, digest: batchDigest(project.ledger.domain, message) }
  })
}
