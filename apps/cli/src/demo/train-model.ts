import { z } from 'zod'
import { cliError } from '../errors.ts'
import { decide, type Party } from '../party.ts'
import type { GatewayClient } from '../gateway-client.ts'
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
  const upload = { body: historyCsv, contentType: 'text/csv' }
  const hashes = await followTraining(operator.client, `/api/projects/${slug}/setup/history`, upload, progress)
  return recordModel(operator, slug, hashes)
}

type Hashes = Pick<Trained, 'modelHash' | 'cardHash'>

/** Follows a training to its end. @throws {TcctvError} of the training; STEP_FAILED when no model came back */
export async function followTraining(
  client: GatewayClient,
  path: string,
  request: Parameters<GatewayClient['lines']>[2],
  progress: Progress,
): Promise<Hashes> {
  progress.begin('Train anomaly model')
  let hashes: Hashes | undefined
  for await (const line of client.lines(stepSchema, path, request)) {
    if (line.state === 'running') progress.advance(line.share, 1, line.detail)
    if (line.state === 'done' && line.modelHash === undefined)
      progress.note(`${line.step}: ${shortHashes(line.detail)}`)
    if (line.modelHash !== undefined && line.cardHash !== undefined)
      hashes = { modelHash: line.modelHash, cardHash: line.cardHash }
  }
  if (hashes === undefined) throw cliError('STEP_FAILED', { step: 'train', detail: 'no model came back' })
  progress.end(`model ${hashes.modelHash.slice(0, 18)}…`)
  return hashes
}

/** Records a trained model on the chain, signed by the operator. */
export async function recordModel(operator: Party, slug: string, hashes: Hashes): Promise<Trained> {
  const { block } = await decide(operator, slug, { action: 'record-model', ...hashes })
  return { ...hashes, block }
}

/** Hashes in full fill a line and say nothing to a reader; they are in the report and on the chain. */
export function shortHashes(detail: string): string {
  return detail.replace(/(0x[0-9a-f]{10})[0-9a-f]{22,}/g, '$1…')
}
