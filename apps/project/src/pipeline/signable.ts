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

/** How many sequence numbers back an awaited batch is looked for; each costs one hash of a few words. */
const LOOK_BACK = 10_000n

/**
 * Gives each batch its sequence number of the signer and the digest to sign. A batch that was announced, or that a
 * decision on an exception names, keeps the number it had then: the contract knows it by its digest, and the signer may
 * have committed others since.
 */
export async function signable(
  project: Project,
  { batches }: Identified,
  sourceHash: string,
  { signer, evidence }: { readonly signer: Hex; readonly evidence: EvidenceClassName },
): Promise<SignableBatch[]> {
  const last = await project.ledger.sequenceOf(signer)
  const awaited = project.readModel.awaitedBatches()
  const source: Hex = `0x${sourceHash}`
  return batches.map((batch, index) => {
    const root = columnsRoot(encodeColumns(batch.columns))
    const code = EVIDENCE_CLASSES[batch.isSubstituted ? 'substituted' : evidence]
    const numbered = (sequence: bigint): SignableBatch => {
      const message = { columnsRoot: root, evidence: code, source, sequence }
      return { ...batch, ...message, digest: batchDigest(project.ledger.domain, message) }
    }
    const next = last + BigInt(index) + 1n
    return (awaited.size === 0 ? undefined : awaitedOne(numbered, awaited, next)) ?? numbered(next)
  })
}

function awaitedOne(
  numbered: (sequence: bigint) => SignableBatch,
  awaited: ReadonlySet<Hex>,
  next: bigint,
): SignableBatch | undefined {
  for (let sequence = next; sequence > 0n && sequence > next - LOOK_BACK; sequence -= 1n) {
    const batch = numbered(sequence)
    if (awaited.has(batch.digest)) return batch
  }
  return undefined
}
