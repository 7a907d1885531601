import { batchTypedData, decisionTypedData } from '@tcctv/contracts'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { privateKeyToAccount } from 'viem/accounts'
import { buildDecision, decisionDocument, type Decision } from '../decisions.ts'
import { PreparedImports, type PreparedImport } from '../imports.ts'
import { prepareRows } from '../pipeline.ts'
import { openProject, type Project } from '../project.ts'
import { inPieces } from '../routes/body.ts'

type Hex = `0x${string}`
const ROOT = new URL('../../../../', import.meta.url)
const PARTY_NAMES = ['operator', 'proponent', 'registry', 'verifier', 'report'] as const
type PartyName = (typeof PARTY_NAMES)[number]

export const accountOf = (name: PartyName) =>
  privateKeyToAccount(`0x${String(PARTY_NAMES.indexOf(name) + 1).padStart(64, '0')}`)

/** Directory of the example plant as the platform writes it. */
export function projectDirectory(parties: Partial<Record<PartyName, Hex>> = {}): string {
  const directory = mkdtempSync(join(tmpdir(), 'tp-'))
  const own = Object.fromEntries(PARTY_NAMES.map((name) => [name, accountOf(name).address]))
  const file = { slug: 'pv', chainId: 1_000_000_123, title: 'PV', parties: { ...own, ...parties } }
  writeFileSync(join(directory, 'project.json'), JSON.stringify(file))
  const copy = (from: string, to: string) => writeFileSync(join(directory, to), readFileSync(new URL(from, ROOT)))
  copy('methodologies/acm0002-solar.yaml', 'methodology.yaml')
  copy('examples/nrel50/pdd.yaml', 'pdd.yaml')
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
  await take(project, 'registry', { action: 'approve-pdd', index: 0, fromDay, document })
  await take(project, 'proponent', { action: 'set-stage', stage: 'trial', document })
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
    signal: new AbortController().signal,
  })
  const signatures = await Promise.all(
    rows.batches.map((batch) => account.signTypedData(batchTypedData(project.ledger.domain, batch))),
  )
  return { rows: new PreparedImports().add(rows, bytes), signatures }
}
