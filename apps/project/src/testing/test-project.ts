import { batchTypedData, decisionTypedData } from '@tcctv/contracts'
import { formatLocalDay } from '@tcctv/units'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { buildDecision, decisionDocument, type Decision } from '../decisions.ts'
import { PreparedImports, type PreparedImport } from '../imports.ts'
import { prepareRows } from '../pipeline.ts'
import { openProject, type Project } from '../project.ts'
import { quantifyDue, type QuantifiedDay } from '../quantify.ts'
import { inPieces } from '../routes/body.ts'

type Hex = `0x${string}`
const ROOT = new URL('../../../../', import.meta.url)
const PARTY_NAMES = ['operator', 'proponent', 'registry', 'verifier', 'report'] as const
type PartyName = (typeof PARTY_NAMES)[number]

export const accountOf = (name: PartyName) =>
  privateKeyToAccount(`0x${String(PARTY_NAMES.indexOf(name) + 1).padStart(64, '0')}`)

/** Texts of the example plant. */
const EXAMPLE = {
  methodologyYaml: readFileSync(new URL('methodologies/acm0002-solar.yaml', ROOT), 'utf8'),
  pddYaml: readFileSync(new URL('examples/nrel50/pdd.yaml', ROOT), 'utf8'),
}

/** Directory of a project as the platform writes it, of the example plant unless texts are given. */
export function projectDirectory(parties: Partial<Record<PartyName, Hex>> = {}, texts = EXAMPLE): string {
  const directory = mkdtempSync(join(tmpdir(), 'tp-'))
  const own = Object.fromEntries(PARTY_NAMES.map((name) => [name, accountOf(name).address]))
  const file = { slug: 'pv', chainId: 1_000_000_123, title: 'PV', parties: { ...own, ...parties } }
  writeFileSync(join(directory, 'project.json'), JSON.stringify(file))
  writeFileSync(join(directory, 'methodology.yaml'), texts.methodologyYaml)
  writeFileSync(join(directory, 'pdd.yaml'), texts.pddYaml)
  return directory
}

export const openTestProject = (directory: string): Promise<Project> =>
  openProject({ directory, nowS: () => 1_800_000_000 })

/** Signs a decision with the party's key and takes it. */
export async function take(project: Project, by: PartyName, decision: Decision): Promise<void> {
  const account = accountOf(by)
  const { action, subject, content, send } = await buildDecision(project, decision)
  const nonce = await project.ledger.nonceOf(account.address)
  const typed = decisionTypedData(project.ledger.domain, { action, subject, content, nonce })
  await send({ nonce, signature: await account.signTypedData(typed) })
  await project.project()
}

/** Document proposed and approved, stage trial. */
export async function beginTrial(project: Project, fromDay = 15_079): Promise<void> {
  const document = decisionDocument('test')
  await take(project, 'proponent', { action: 'propose-pdd' })
  await take(project, 'registry', { action: 'approve-pdd', index: 0, fromDay, change: 'first', document })
  await take(project, 'proponent', { action: 'set-stage', stage: 'trial', document })
}

/** The proponent closes the last day that has readings; then every day is computed. */
export async function closeAll(project: Project): Promise<QuantifiedDay[]> {
  const { lastBatchDay } = await project.ledger.state()
  const day = formatLocalDay(lastBatchDay)
  await take(project, 'proponent', { action: 'close-day', day, document: decisionDocument('end of the file') })
  const days: QuantifiedDay[] = []
  for await (const quantified of quantifyDue(project, { signal: new AbortController().signal })) days.push(quantified)
  return days
}

/** Rows of local days from 2011-04-15 on, each with 96 readings. */
export function csvOfDays(days: number, firstDay = 0): string {
  const rows = Array.from({ length: days * 96 }, (_, index) => {
    const at = new Date(Date.UTC(2011, 3, 15 + firstDay, 7) + index * 900_000).toISOString()
    return `${at},${100 + (index % 7)}.000`
  })
  return ['measured_on,ac_power_kw', ...rows].join('\n')
}

/** A dry run with the proponent's signatures. */
export async function prepared(
  project: Project,
  csv: string,
  substitute = false,
  correct?: number,
  source?: string,
): Promise<{ readonly rows: PreparedImport; readonly signatures: readonly Hex[] }> {
  const bytes = new TextEncoder().encode(csv)
  const account = accountOf('proponent')
  const rows = await prepareRows(project, inPieces(bytes), {
    format: 'csv',
    source,
    signer: account.address,
    evidence: 'file',
    substitute,
    ...(correct === undefined ? {} : { correct }),
    signal: new AbortController().signal,
  })
  const signatures = await Promise.all(
    rows.batches.map((batch) => account.signTypedData(batchTypedData(project.ledger.domain, batch))),
  )
  return { rows: new PreparedImports().add(rows, bytes), signatures }
}
