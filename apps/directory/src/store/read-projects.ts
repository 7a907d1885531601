import {
  creditSchema,
  mergeRecords,
  parseProject,
  projectKey,
  withCredits,
  type Credit,
  type RegistryProject,
} from '@tcctv/registries'
import { directoryError } from '../errors.ts'
import { batches } from './batches.ts'
import type { DirectoryDb } from './open-store.ts'
import { splitKey } from './write-records.ts'

type RecordRow = { readonly record: string; readonly last_seen: string }
type CreditRow = { readonly record: string }

/**
 * Projects of the store, by key: what all sources say of each as one record, with its credits. All of them, or those
 * of some keys; keys that the store does not hold are left out.
 *
 * @throws {TcctvError} STORE_RECORD
 */
export async function readProjects(db: DirectoryDb, keys?: readonly string[]): Promise<RegistryProject[]> {
  const rows = await recordRows(db, keys)
  const projects = groupByKey(rows).flatMap((records) => mergeRecords(records) ?? [])
  return withCredits(projects, await readCredits(db, keys))
}

/** What each source says of one entry, in order of source. */
export async function readSourceRecords(
  db: DirectoryDb,
  registry: string,
  id: string,
): Promise<{ project: RegistryProject; firstSeen: string; lastSeen: string; isGone: boolean }[]> {
  const rows = await db
    .selectFrom('record')
    .selectAll()
    .where('registry', '=', registry)
    .where('registry_project_id', '=', id)
    .orderBy('source_id')
    .execute()
  return rows.map((row) => ({
    project: checked(row),
    firstSeen: row.first_seen,
    lastSeen: row.last_seen,
    isGone: row.is_gone === 1,
  }))
}

async function recordRows(db: DirectoryDb, keys: readonly string[] | undefined): Promise<RecordRow[]> {
  const all = db.selectFrom('record').select(['record', 'last_seen']).orderBy('registry').orderBy('registry_project_id')
  if (keys === undefined) return all.execute()
  const rows: RecordRow[] = []
  for (const some of batches(keys))
    rows.push(...(await all.where((eb) => eb.or(some.map((key) => eb.and(whereKey(key))))).execute()))
  return rows
}

function whereKey(key: string): { registry: string; registry_project_id: string } {
  const [registry, id] = splitKey(key)
  return { registry, registry_project_id: id }
}

function groupByKey(rows: readonly RecordRow[]): RegistryProject[][] {
  const groups = new Map<string, RegistryProject[]>()
  for (const row of rows) {
    const project = checked(row)
    const key = projectKey(project)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [project])
    else group.push(project)
  }
  return [...groups.values()]
}

/** Credits of projects, those that name only an issuance of theirs included. */
async function readCredits(db: DirectoryDb, keys: readonly string[] | undefined): Promise<Credit[]> {
  const all = db.selectFrom('credit').select('record').where('is_gone', '=', 0).orderBy('source_id').orderBy('hash')
  if (keys === undefined) return (await all.execute()).map(creditOf)
  const own: Credit[] = []
  for (const some of batches(keys))
    own.push(...(await all.where((eb) => eb.or(some.map((key) => eb.and(whereKey(key))))).execute()).map(creditOf))
  const issuances = [...new Set(own.flatMap(({ issuanceId }) => issuanceId ?? []))]
  const joined: Credit[] = []
  for (const some of batches(issuances))
    joined.push(...(await all.where('issuance_id', 'in', some).execute()).map(creditOf))
  const known = new Set(own.map((credit) => JSON.stringify(credit)))
  return [...own, ...joined.filter((credit) => !known.has(JSON.stringify(credit)))]
}

function creditOf({ record }: CreditRow): Credit {
  return creditSchema.parse(JSON.parse(record))
}

/** The record with the day it was last seen: the file that named it unchanged confirmed it. */
function checked({ record, last_seen: lastSeen }: RecordRow): RegistryProject {
  const candidate: unknown = JSON.parse(record)
  const result = parseProject(candidate)
  if ('project' in result) return { ...result.project, source: { ...result.project.source, retrieved: lastSeen } }
  const { column, expected } = result.fault
  throw directoryError('STORE_RECORD', { project: record.slice(0, 80), reason: `${column}: ${expected}` })
}
