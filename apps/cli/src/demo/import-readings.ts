import { z } from 'zod'
import { cliError } from '../errors.ts'
import { batchSchema, decide, hexSchema, signBatch, type Party } from '../party.ts'
import type { Progress } from '../terminal.ts'

const exceptionSchema = z.looseObject({
  id: z.coerce.number(),
  day: z.string(),
  level: z.number(),
  state: z.string(),
  whoCanAct: z.array(z.string()),
  actions: z.array(z.string()),
})
type Waiting = z.infer<typeof exceptionSchema>
const exceptionsSchema = z.looseObject({ items: z.array(exceptionSchema) })
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
  /** Last day with readings in the file, on the chain already or not, and whether it was closed before. */
  lastDay: z.string().nullable(),
  isClosed: z.boolean(),
  substitutions: z.array(gapSchema).default([]),
  batches: z.array(batchSchema),
})
const lineSchema = z.looseObject({
  batch: z.number().optional(),
  day: z.string().optional(),
  quantified: z.looseObject({ reduction: z.string(), level: z.number(), status: z.string() }).optional(),
  suspended: z.looseObject({}).optional(),
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
  /** Batches that are not on the chain: the intake is suspended. */
  readonly remaining: number
  /** Days of which an exception waited for a decision, whether it was taken here or not. */
  readonly suspensions: readonly string[]
  /** Exceptions that still wait, and for whom. */
  readonly waiting: readonly Pick<Waiting, 'id' | 'day' | 'level' | 'state' | 'whoCanAct' | 'actions'>[]
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

export type Correction = {
  readonly slug: string
  readonly csv: Uint8Array
  readonly exception: number
  readonly text: string
}
/** What became of a correction: committed, or the digest that the registry is asked to release. */
export type Corrected =
  | { readonly state: 'waits-for-registry'; readonly exception: number; readonly day: string; readonly digest: string }
  | ({
      readonly state: 'corrected'
      readonly exception: number
      readonly day: string
      readonly digest: string
    } & ImportResult)

/**
 * Replaces the readings of the day that an exception holds. Of a case 3 that the proponent released, it signs the
 * decision that names the batch and commits it. Of a reported case 4 it gives the digest that the registry's decision
 * `release-corrected` must name; called again with the same file after that, it commits.
 *
 * @throws {TcctvError} CORRECTION_NOT_NOW; CORRECTION_DAY, ROWS_REFUSED; DIGEST_DIFFERS; the contract's refusals
 */
export async function correctReadings(
  proponent: Party,
  { slug, csv, exception: id, text }: Correction,
  progress: Progress,
): Promise<Corrected> {
  const { client, account } = proponent
  const exception = await client.json(exceptionSchema, `/api/projects/${slug}/exceptions/${id}`)
  const { day, state, actions } = exception
  const isAccepted = state === 'awaiting-corrected'
  if (!isAccepted && !actions.some((action) => action.endsWith('-corrected')))
    throw cliError('CORRECTION_NOT_NOW', { id, state, next: actions.join(' or ') || 'nothing' })
  progress.begin('Check file')
  const path = `/api/projects/${slug}/imports?signer=${account.address}&evidence=file&correct=${id}`
  const prepared = await client.json(preparedSchema, path, { body: csv, contentType: 'text/csv' })
  const [batch] = prepared.batches
  if (batch === undefined) throw new RangeError('a correction is one batch') // the server refuses any other number
  progress.end(`${prepared.readings} readings in place of those of ${day}`)
  const { digest } = batch
  if (!isAccepted && actions.includes('release-corrected'))
    return { state: 'waits-for-registry', exception: id, day, digest }
  if (!isAccepted) await decide(proponent, slug, { action: 'resubmit-corrected', exception: id, batch: digest }, text)
  const options = { slug, close: false, resolveCase3: false }
  return {
    state: 'corrected',
    exception: id,
    day,
    digest,
    ...(await signAndCommit(proponent, options, prepared, progress)),
  }
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
  progress.end(
    `${prepared.gaps} gaps in open days, ${filled} of them filled by their rule; a day with a record takes no more readings`,
  )
  for (const gap of prepared.substitutions) progress.note(gapLine(gap))
  return signAndCommit(proponent, options, prepared, progress)
}

/** Why a gap stays open for good, in words. */
const STAYS_OPEN: Readonly<Record<string, string>> = {
  'day-recorded': 'its day has a record, nothing can be added to it',
  'day-closed': 'its day was closed by the proponent',
  'later-readings':
    'the chain has later readings of its day; import --substitute fills such a gap while it commits the file',
  review: 'its rule is that a person decides',
}

function gapLine({ parameter, meter, from, to, outcome, readings }: z.infer<typeof gapSchema>): string {
  const words = readings === 0 ? `stays open, ${STAYS_OPEN[outcome] ?? outcome}` : `${outcome}, ${readings} readings`
  return `gap of ${parameter} (${meter}) ${from} to ${to}: ${words}`
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
  const suspensions = new Set<string>()
  const total = prepared.batches.length
  let [committed, days, remaining] = [0, 0, total]
  let waiting: readonly Waiting[] = []
  progress.begin('Import')
  let isOpen = true
  const follow = async (path: string, json: object): Promise<void> => {
    isOpen = true
    for await (const line of proponent.client.lines(lineSchema, `/api/projects/${slug}${path}`, { json })) {
      if (line.batch !== undefined) committed += 1
      if (line.quantified !== undefined) days += 1
      if (line.done !== undefined) remaining = line.done.remaining
      if (line.suspended !== undefined) isOpen = false
      progress.advance(committed, total, `${line.day ?? ''}  ${days} days computed on the chain`)
    }
  }
  /** Whether something was answered, so that the stream may go on. */
  const answer = async (): Promise<boolean> => {
    waiting = await waitingOf(proponent, slug)
    for (const { day } of waiting) suspensions.add(day)
    return resolveCase3 && (await resolveAll(proponent, slug, waiting, progress))
  }
  if (resolveCase3) await answer() // what a killed run left open would refuse the first batch
  do await follow(`/imports/${prepared.id}/commit`, { signatures })
  while (await answer())
  const { lastDay, isClosed } = prepared
  if (close && isOpen && remaining === 0 && lastDay !== null && !isClosed) {
    await decide(proponent, slug, { action: 'close-day', day: lastDay }, 'End of the file: no more readings come.')
    do await follow('/quantify', {})
    while (await answer())
  }
  for (const { id, day, level, state, whoCanAct, actions } of waiting)
    progress.note(
      `${day}: exception ${id} of case ${level}, ${state}; next: ${actions.join(' or ')} by ${whoCanAct.join()}`,
    )
  const left = remaining === 0 ? '' : `, ${remaining} batches left until the intake opens`
  progress.end(`${committed} batches committed, ${days} day records, ${suspensions.size} suspensions${left}`)
  return {
    rows: prepared.rows,
    gaps: prepared.gaps,
    committed,
    days,
    remaining,
    suspensions: [...suspensions],
    waiting: waiting.map(({ id, day, level, state, whoCanAct, actions }) => ({
      id,
      day,
      level,
      state,
      whoCanAct,
      actions,
    })),
  }
}

/** Exceptions that wait for a decision: those that keep the intake closed, and released ones that keep their day. */
async function waitingOf({ client }: Party, slug: string): Promise<readonly Waiting[]> {
  const { items } = await client.json(exceptionsSchema, `/api/projects/${slug}/exceptions`)
  return items.filter(({ actions }) => actions.length > 0)
}

const ANSWERS = ['justify', 'release', 'resubmit'] as const

/** Takes every exception of case 3 on from where it stands; whether there was one. */
async function resolveAll(
  proponent: Party,
  slug: string,
  waiting: readonly Waiting[],
  progress: Progress,
): Promise<boolean> {
  let moved = false
  for (const exception of waiting) {
    const first = ANSWERS.findIndex((action) => exception.actions.includes(action))
    if (first < 0) continue
    await resolve(proponent, slug, exception, ANSWERS.slice(first), progress)
    moved = true
  }
  return moved
}

/** The proponent justifies, releases and re-submits a day of case 3; the records stay labelled. */
async function resolve(
  proponent: Party,
  slug: string,
  { id, day, level }: Waiting,
  actions: readonly string[],
  progress: Progress,
): Promise<void> {
  progress.note(`${day}: case ${level}, intake suspended, the day's reduction is withheld`)
  const text = `Demonstration: generation of ${day} was compared with the neighbouring days and is plausible for a clear, cold day.`
  for (const action of actions) {
    const { block } = await decide(proponent, slug, { action, exception: id }, text)
    progress.note(`${day}: ${action}, signed by the proponent, block ${block}`)
  }
}
