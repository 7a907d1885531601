import { z } from 'zod'
import { batchSchema, decide, hexSchema, signBatch, type Party } from '../party.ts'
import type { Progress } from '../terminal.ts'

const exceptionSchema = z.object({ id: z.number(), day: z.string(), level: z.number() })
const preparedSchema = z.looseObject({
  id: z.string(),
  rows: z.number(),
  gaps: z.number(),
  readings: z.number(),
  known: z.number(),
  substitutions: z.array(z.looseObject({ outcome: z.string(), readings: z.number() })).default([]),
  batches: z.array(batchSchema),
})
const lineSchema = z.looseObject({
  batch: z.number().optional(),
  day: z.string().optional(),
  quantified: z.looseObject({ reduction: z.string(), level: z.number(), status: z.string() }).optional(),
  suspended: z.object({ exceptions: z.array(exceptionSchema) }).optional(),
  done: z.object({ committed: z.number(), remaining: z.number() }).optional(),
})
const summarySchema = z.looseObject({ chainId: z.number(), ledger: hexSchema })

export type ImportOptions = {
  readonly slug: string
  readonly csv: Uint8Array
  /** Whether the command also answers exceptions of case 3 for the proponent: demonstrations only. */
  readonly resolveCase3: boolean
  /** Whether the proponent closes the last day with readings at the end: no more of them come. */
  readonly close: boolean
  /** Whether gaps are filled by the methodology's rules. */
  readonly substitute?: boolean
}
export type ImportResult = {
  readonly rows: number
  readonly gaps: number
  readonly committed: number
  readonly days: number
  readonly suspensions: readonly string[]
}

/**
 * Imports a file as the proponent: dry run, signature of every batch, commit. The chain computes each day on the way.
 *
 * @throws {TcctvError} ROWS_REFUSED with all faults; DIGEST_DIFFERS; the contract's refusals
 */
export async function importReadings(
  proponent: Party,
  options: ImportOptions,
  progress: Progress,
): Promise<ImportResult> {
  const { client, account } = proponent
  const { slug, substitute = false } = options
  progress.begin('Check file')
  const prepared = await client.json(
    preparedSchema,
    `/api/projects/${slug}/imports?signer=${account.address}&evidence=file&substitute=${substitute}`,
    { body: options.csv, contentType: 'text/csv' },
  )
  progress.end(
    `${prepared.rows} rows, ${prepared.readings} readings, ${prepared.gaps} gaps, ${prepared.known} already on the chain`,
  )
  for (const { outcome, readings } of prepared.substitutions) progress.note(`gap: ${outcome}, ${readings} readings`)
  const domain = await client.json(summarySchema, `/api/projects/${slug}/summary`)
  progress.begin('Sign batches')
  const signatures: string[] = []
  for (const batch of prepared.batches) {
    signatures.push(await signBatch(account, domain, batch))
    progress.advance(signatures.length, prepared.batches.length)
  }
  progress.end(`${signatures.length} batches, one local day each, signed by the proponent's key`)
  return commitAll(proponent, options, prepared, signatures, progress)
}

async function commitAll(
  proponent: Party,
  { slug, close, resolveCase3 }: ImportOptions,
  prepared: z.infer<typeof preparedSchema>,
  signatures: readonly string[],
  progress: Progress,
): Promise<ImportResult> {
  const suspensions: string[] = []
  let [committed, days] = [0, 0]
  progress.begin('Import')
  /** Follows a stream until it ends with no exception open, or with one that is not answered here. */
  const follow = async (path: string, json: object): Promise<boolean> => {
    for (;;) {
      let open: z.infer<typeof exceptionSchema>[] = []
      for await (const line of proponent.client.lines(lineSchema, `/api/projects/${slug}${path}`, { json })) {
        if (line.batch !== undefined) committed += 1
        if (line.quantified !== undefined) days += 1
        if (line.suspended !== undefined) open = line.suspended.exceptions
        progress.advance(committed, prepared.batches.length, `${line.day ?? ''}  ${days} days computed on the chain`)
      }
      if (open.length === 0 || !resolveCase3) return open.length === 0
      for (const exception of open) {
        suspensions.push(exception.day)
        await resolve(proponent, slug, exception, progress)
      }
    }
  }
  const isThrough = await follow(`/imports/${prepared.id}/commit`, { signatures })
  const lastDay = prepared.batches.at(-1)?.day
  if (isThrough && close && lastDay !== undefined) {
    await decide(proponent, slug, { action: 'close-day', day: lastDay }, 'End of the file: no more readings come.')
    await follow('/quantify', {})
  }
  progress.end(`${committed} batches committed, ${days} day records, ${suspensions.length} suspensions`)
  return { rows: prepared.rows, gaps: prepared.gaps, committed, days, suspensions }
}

/** The proponent justifies, releases and re-submits a day of case 3; the records stay labelled. */
async function resolve(
  proponent: Party,
  slug: string,
  { id, day, level }: z.infer<typeof exceptionSchema>,
  progress: Progress,
): Promise<void> {
  progress.note(`${day}: case ${level}, intake suspended, the day's reduction is withheld`)
  const text = `Demonstration: generation of ${day} was compared with the neighbouring days and is plausible for a clear, cold day.`
  for (const action of ['justify', 'release', 'resubmit']) {
    const { block } = await decide(proponent, slug, { action, exception: id }, text)
    progress.note(`${day}: ${action}, signed by the proponent, block ${block}`)
  }
}
