import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { verifyBundle, type Verification } from '@tcctv/proof'
import { z } from 'zod'
import { cliError } from '../errors.ts'
import { cosign } from '../party.ts'
import { startStack, type Stack } from '../stack.ts'
import { createProgress, type Progress } from '../terminal.ts'
import { nrel50, type Example } from './example.ts'
import { importReadings, type ImportResult } from './import-readings.ts'
import { gather, type People } from './people.ts'
import { provision } from './provision.ts'

export type DemoOptions = {
  readonly dataDirectory: string
  readonly once: boolean
  readonly fresh: boolean
  readonly port?: number
  readonly json: boolean
}

/** What the main job gave; printed as text or JSON. */
type DemoResult = {
  readonly label: 'illustrative, not a claim'
  readonly vintages: readonly { readonly vintage: number; readonly reduction: string; readonly unit: 'tCO2e' }[]
  readonly import: ImportResult
  readonly report: string
  readonly bundle: string
  readonly verification: {
    readonly passed: boolean
    readonly statement: string
    readonly blocks: number
    readonly readings: number
  }
  readonly portal: string
  readonly signIn: { readonly email: string; readonly password: string }
  readonly seconds: number
  readonly peakPssMb: number | null
}

/**
 * The main job: provisions the example plant, trains its model, imports and commits its readings through the gateway,
 * lets the contract compute footprint and reduction, writes the report, and checks the proof bundle with the
 * independent checker. Finished steps are not repeated by a second run.
 *
 * @throws {TcctvError} of the step that failed
 */
export async function runDemo(options: DemoOptions): Promise<number> {
  const startedMs = performance.now()
  const dataDirectory = resolve(options.dataDirectory)
  if (options.fresh) removeData(dataDirectory)
  mkdirSync(dataDirectory, { recursive: true, mode: 0o700 })
  const progress = createProgress(process.stderr)
  progress.note('Demonstration: real plant data, example owner, meters and grid factor. Illustrative, not a claim.')
  progress.begin('Start processes')
  await using stack = await startStack({
    dataDirectory,
    logLevel: 'info',
    ...(options.port === undefined ? {} : { port: options.port }),
  })
  progress.end(stack.origin)
  const memory = watchMemory(stack)
  const result = await job(stack, dataDirectory, progress)
  const done = { ...result, seconds: Math.round((performance.now() - startedMs) / 100) / 10, peakPssMb: memory.stop() }
  process.stdout.write(options.json ? `${JSON.stringify(done, null, 2)}\n` : textOf(done))
  if (!done.verification.passed) return 1
  if (!options.once) await untilStopped(stack, progress)
  return 0
}

async function job(
  stack: Stack,
  dataDirectory: string,
  progress: Progress,
): Promise<Omit<DemoResult, 'seconds' | 'peakPssMb'>> {
  const example = nrel50()
  progress.begin('Sign in')
  const people = await gather(stack.origin, dataDirectory)
  progress.end('operator, proponent, registry, verifier')
  await provision(people, example, progress)
  const imported = await importReadings(
    people.proponent,
    { slug: example.slug, csv: example.csv, resolveCase3: true, close: true },
    progress,
  )
  progress.begin('Co-sign checkpoint')
  const { number } = await cosign(people.registry, example.slug)
  progress.end(`block ${number}, by the registry's key`)
  const files = await report(people, example, dataDirectory, progress)
  const vintages = await vintagesOf(people, example)
  const verification = await verify(files.bundle, progress)
  return {
    label: 'illustrative, not a claim',
    vintages,
    import: imported,
    report: files.pdf,
    bundle: files.bundle,
    verification: {
      passed: verification.passed,
      statement: verification.statement,
      blocks: verification.totals?.blocks ?? 0,
      readings: verification.totals?.readings ?? 0,
    },
    portal: stack.origin,
    signIn: people.signIn,
  }
}

const reportLineSchema = z.looseObject({
  step: z.string(),
  state: z.string().optional(),
  detail: z.string().optional(),
})
const reportsSchema = z.object({
  items: z.array(z.looseObject({ id: z.string(), files: z.array(z.looseObject({ name: z.string() })) })),
})

async function report(
  { proponent }: People,
  { slug }: Example,
  dataDirectory: string,
  progress: Progress,
): Promise<{ pdf: string; bundle: string }> {
  progress.begin('Write report')
  for await (const { step } of proponent.client.lines(reportLineSchema, `/api/reports/${slug}`, {
    method: 'POST',
    json: {},
  }))
    progress.note(`report: ${step}`)
  const [newest] = (await proponent.client.json(reportsSchema, `/api/reports/${slug}`)).items
  if (newest === undefined) throw cliError('STEP_FAILED', { step: 'report', detail: 'the list of reports is empty' })
  const folder = join(dataDirectory, 'demonstration', slug)
  mkdirSync(folder, { recursive: true })
  const save = async (name: string): Promise<string> => {
    const path = join(folder, name)
    writeFileSync(path, await proponent.client.bytes(`/api/reports/${slug}/${newest.id}/${name}`))
    return path
  }
  const files = { pdf: await save('report.pdf'), bundle: await save('bundle.zip') }
  progress.end(`${newest.id}, its hash is anchored on the chain`)
  return files
}

async function verify(bundle: string, progress: Progress): Promise<Verification> {
  progress.begin('Check proof bundle')
  const verification = await verifyBundle(readFileSync(bundle), {
    onCheck: ({ id, state, where }) => progress.note(`${id}: ${state}${where === undefined ? '' : ` (${where})`}`),
  })
  progress.end(verification.statement)
  return verification
}

const summarySchema = z.looseObject({
  vintages: z.array(z.looseObject({ vintage: z.number(), reduction: z.string() })),
})

async function vintagesOf({ proponent }: People, { slug }: Example): Promise<DemoResult['vintages']> {
  const { vintages } = await proponent.client.json(summarySchema, `/api/projects/${slug}/summary`)
  return vintages.map(({ vintage, reduction }) => ({ vintage, reduction, unit: 'tCO2e' as const }))
}

function textOf(result: DemoResult): string {
  const rows = result.vintages.map(({ vintage, reduction, unit }) => `  ${vintage}  ${reduction.padStart(8)} ${unit}`)
  const memory = result.peakPssMb === null ? '' : `, ${result.peakPssMb} MB at the peak in all processes`
  return `
Reductions by vintage (calculated, not verified; illustrative, not a claim)
${rows.join('\n')}

  ${importText(result.import)}
  Report  ${result.report}
  Bundle  ${result.bundle}
  Check   ${result.verification.statement}
          ${result.verification.blocks} blocks replayed, ${result.verification.readings} readings recalculated
  Portal  ${result.portal}
  Sign in ${result.signIn.email}  ${result.signIn.password}
  Took    ${result.seconds} s${memory}
`
}

function importText({ rows, gaps, committed, suspensions }: DemoResult['import']): string {
  const counts = `${rows} rows, ${gaps} gaps`
  if (committed === 0) return `${counts}, every reading was on the chain already`
  return `${counts}, suspended on ${suspensions.join(', ') || 'no day'}`
}

async function untilStopped(stack: Stack, progress: Progress): Promise<void> {
  progress.note(`Portal at ${stack.origin} . Ctrl+C ends all processes.`)
  const stopped = new Promise<undefined>((resolve_) => {
    process.once('SIGINT', () => resolve_(undefined))
    process.once('SIGTERM', () => resolve_(undefined))
  })
  const failure = await Promise.race([stopped, stack.failed])
  if (failure !== undefined) throw cliError('STEP_FAILED', { step: 'run', detail: failure })
}

/** Removes a data directory made by this command; any other folder is left alone. */
function removeData(dataDirectory: string): void {
  if (!existsSync(dataDirectory)) return
  const isOurs = existsSync(join(dataDirectory, 'run', 'assertion.key')) || readdirSync(dataDirectory).length === 0
  if (!isOurs)
    throw cliError('USAGE', { what: `${dataDirectory} is not a TCCTV data directory; --fresh does not delete it` })
  rmSync(dataDirectory, { recursive: true })
}

/** Highest sum of the proportional set sizes of all processes below this one, in MB; null where the system does not tell. */
function watchMemory(stack: Stack): { readonly stop: () => number | null } {
  let peak = 0
  const look = (): void => {
    peak = Math.max(peak, pssKb([process.pid, ...stack.pids()]))
  }
  const timer = setInterval(look, 5000) // the system walks all pages of a process for one answer
  timer.unref()
  return {
    stop: () => {
      look()
      clearInterval(timer)
      return peak === 0 ? null : Math.round(peak / 1024)
    },
  }
}

function pssKb(pids: readonly number[]): number {
  return pids.reduce(
    (sum, pid) => sum + ownPssKb(pid) + pssKb(childrenOf(pid).filter((child) => !pids.includes(child))),
    0,
  )
}

function ownPssKb(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB/m.exec(procText(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0)
}

function childrenOf(pid: number): number[] {
  return procText(`/proc/${pid}/task/${pid}/children`).trim().split(' ').filter(Boolean).map(Number)
}

function procText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return '' // the process ended, or the system has no /proc
  }
}
