import { z } from 'zod'
import { batchSchema, decide, hexSchema, signBatch, type Party } from '../party.ts'
import type { Progress } from '../terminal.ts'

const exceptionSchema = z.object({ id: z.number(), day: z.string(), level: z.number() })
/** A gap and what became of it. */
const gapSchema = z.looseObject({
  parameter: z.string(),
  meter: z.string(),
  from: z.string(),
  to: z.string(),
  outcome: z.string(),
  readings: z.number(),
})
const preparedSchema = z.looseObject({
  id: z.string(),
  rows: z.number(),
  gaps: z.number(),
  readings: z.number(),
  known: z.number(),
  substitutions: z.array(gapSchema).default([]),
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
  for (const gap of prepared.substitutions) progress.note(gapLine(gap))
  return signAndCommit(proponent, options, prepared, progress)
}

/**
 * Fills the gaps between committed readings of days without a final record, as the proponent: what became of each gap,
 * signature of every batch, commit.
 *
 * @throws {TcctvError} DIGEST_DIFFERS; the contract's refusals
 */
export async function substituteReadings(
  proponent: Party,
  options: Omit<ImportOptions, 'csv' | 'substitute'>,
  progress: Progress,
): Promise<ImportResult> {
  const { client, account } = proponent
  progress.begin('Look for gaps')
  const prepared = await client.json(
    preparedSchema,
    `/api/projects/${options.slug}/substitutions?signer=${account.address}`,
    { method: 'POST' },
  )
  const filled = prepared.substitutions.filter(({ readings }) => readings > 0).length
  progress.end(`${prepared.gaps} gaps in open days, ${filled} of them filled by their rule`)
  for (const gap of prepared.substitutions) progress.note(gapLine(gap))
  return signAndCommit(proponent, options, prepared, progress)
}

function gapLine({ parameter, meter, from, to, outcome, readings }: z.infer<typeof gapSchema>): string {
  return `gap of ${parameter} (${meter}) ${from} to ${to}: ${readings === 0 ? `stays open, ${outcome}` : `${outcome}, ${readings} readings`}`
}

type Signing = Pick<ImportOptions, 'slug' | 'close' | 'resolveCase3'>

async function signAndCommit(
  proponent: Party,
  options: Signing,
  prepared: z.infer<typeof preparedSchema>,
  progress: Progress,
): Promise<ImportResult> {
  const { client, account } = proponent
  const domain = await client.json(summarySchema, `/api/projects/${options.slug}/summary`)
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
  { slug, close, resolveCase3 }: Signing,
  prepared: z.infer<typeof preparedSchema>,
  signatures: readonly string[],
  progress: Progress,
): Promise<ImportResult> {
  const suspensions: string[] = []
  let [committed, days] = [0, 0]
  progress.begin('Import')
  for (;;) {
    let open: z.infer<typeof exceptionSchema>[] = []
    for await (const line of proponent.client.lines(lineSchema, `/api/projects/${slug}/imports/${prepared.id}/commit`, {
      json: { signatures, close },
    })) {
      if (line.batch !== undefined) committed += 1
      if (line.quantified !== undefined) days += 1
      if (line.suspended !== undefined) open = line.suspended.exceptions
      progress.advance(committed, prepared.batches.length, `${line.day ?? ''}  ${days} days computed on the chain`)
    }
    if (open.length === 0 || !resolveCase3) break
    for (const exception of open) {
      suspensions.push(exception.day)
      await resolve(proponent, slug, exception, progress)
    }
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
