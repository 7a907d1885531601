import { commitmentTypedData } from '@tcctv/contracts'
import { parseLocalDay } from '@tcctv/units'
import { z } from 'zod'
import { batchSchema, checkedBatch, hexSchema, type Party } from '../party.ts'

const preparedSchema = z.looseObject({ batches: z.array(batchSchema) })
const domainSchema = z.looseObject({ chainId: z.number(), ledger: hexSchema })
const takenSchema = z.looseObject({ block: z.number() })

export type Announced = { readonly day: string; readonly digest: string; readonly block: number }

/**
 * Announces the batches of a file while the intake is suspended: their digests, not their readings. After the release
 * the same file has the same digests, as long as its signer commits nothing else before.
 *
 * @throws {TcctvError} INTAKE_NOT_SUSPENDED, BATCH_ANNOUNCED, DIGEST_DIFFERS
 */
export async function announceReadings(
  { account, client }: Party,
  slug: string,
  csv: Uint8Array,
): Promise<Announced[]> {
  const base = `/api/projects/${slug}`
  const path = `${base}/imports?signer=${account.address}&evidence=file`
  const { batches } = await client.json(preparedSchema, path, { body: csv, contentType: 'text/csv' })
  const domain = await client.json(domainSchema, `${base}/summary`)
  const announced: Announced[] = []
  for (const batch of batches) {
    const { digest } = checkedBatch(domain, batch)
    const typed = commitmentTypedData(domain, digest, parseLocalDay(batch.day))
    const json = { digest, day: batch.day, signature: await account.signTypedData(typed) }
    const { block } = await client.json(takenSchema, `${base}/commitments`, { json })
    announced.push({ day: batch.day, digest, block })
  }
  return announced
}
