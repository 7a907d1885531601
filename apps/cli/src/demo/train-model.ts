import { z } from 'zod'
import { cliError } from '../errors.ts'
import { decide, type Party } from '../party.ts'
import type { Progress } from '../terminal.ts'

const stepSchema = z.looseObject({
  step: z.string(),
  state: z.string(),
  detail: z.string().default(''),
  share: z.number().default(0),
  modelHash: z.string().optional(),
  cardHash: z.string().optional(),
})

export type Trained = { readonly modelHash: string; readonly cardHash: string; readonly block: number }

/**
 * Trains the project's anomaly model on a historical file and records model and card on the chain, signed by the
 * operator. The readings of the file become no record and are never scored.
 *
 * @throws {TcctvError} ROWS_REFUSED, IMPORT_EMPTY, ANOMALY_HISTORY; STEP_FAILED when no model came back
 */
export async function trainModel(
  operator: Party,
  slug: string,
  historyCsv: Uint8Array,
  progress: Progress,
): Promise<Trained> {
  progress.begin('Train anomaly model')
  let hashes: { modelHash: string; cardHash: string } | undefined
  const upload = { body: historyCsv, contentType: 'text/csv' }
  for await (const line of operator.client.lines(stepSchema, `/api/projects/${slug}/setup/history`, upload)) {
    if (line.state === 'running') progress.advance(line.share, 1, line.detail)
    if (line.state === 'done' && line.modelHash === undefined)
      progress.note(`${line.step}: ${shortHashes(line.detail)}`)
    if (line.modelHash !== undefined && line.cardHash !== undefined)
      hashes = { modelHash: line.modelHash, cardHash: line.cardHash }
  }
  if (hashes === undefined) throw cliError('STEP_FAILED', { step: 'train', detail: 'no model came back' })
  const { block } = await decide(operator, slug, { action: 'record-model', ...hashes })
  progress.end(`model ${hashes.modelHash.slice(0, 18)}…, recorded on the chain`)
  return { ...hashes, block }
}

/** Hashes in full fill a line and say nothing to a reader; they are in the report and on the chain. */
export function shortHashes(detail: string): string {
  return detail.replace(/(0x[0-9a-f]{10})[0-9a-f]{22,}/g, '$1…')
}
