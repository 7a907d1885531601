import { parseProject, projectKey, type RegistryProject } from '@tcctv/registries'
import { openKysely, type Migration } from '@tcctv/store'
import type { Kysely, Selectable } from 'kysely'
import { directoryError } from './errors.ts'

type SourceTable = {
  id: string
  kind: string
  publisher: string
  file_name: string
  sha256: string
  retrieved: string
  licence: string
  rows: number
  imported_at: string
}
/** `record` is the canonical record as JSON; the columns beside it are what the store itself asks for. */
type ProjectTable = {
  registry: string
  registry_project_id: string
  source_id: string
  record: string
  first_seen: string
  last_seen: string
}
/** Append-only; written by officers' decisions, which this version does not take yet. */
type RelationTable = {
  id: number
  a: string
  b: string
  type: 'same' | 'part_of' | 'supersedes' | 'merged_into' | 'different'
  origin: 'explicit' | 'officer' | 'model'
  evidence: string
  who: string
  at: string
}
export type DirectoryDb = Kysely<{ source: SourceTable; project: ProjectTable; relation: RelationTable }>
export type SourceRow = Selectable<SourceTable>

const MIGRATIONS: readonly Migration[] = [
  {
    name: 'directory',
    statements: [
      `CREATE TABLE source (id TEXT PRIMARY KEY, kind TEXT NOT NULL, publisher TEXT NOT NULL, file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL, retrieved TEXT NOT NULL, licence TEXT NOT NULL, rows INTEGER NOT NULL,
        imported_at TEXT NOT NULL) STRICT`,
      `CREATE TABLE project (registry TEXT NOT NULL, registry_project_id TEXT NOT NULL,
        source_id TEXT NOT NULL REFERENCES source (id), record TEXT NOT NULL, first_seen TEXT NOT NULL,
        last_seen TEXT NOT NULL, PRIMARY KEY (registry, registry_project_id)) STRICT`,
      `CREATE INDEX project_by_source ON project (source_id, last_seen)`,
      `CREATE TABLE relation (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, type TEXT NOT NULL,
        origin TEXT NOT NULL, evidence TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL) STRICT`,
      `CREATE TRIGGER relation_no_update BEFORE UPDATE ON relation
        BEGIN SELECT RAISE(ABORT, 'relation is append-only'); END`,
      `CREATE TRIGGER relation_no_delete BEFORE DELETE ON relation
        BEGIN SELECT RAISE(ABORT, 'relation is append-only'); END`,
    ],
  },
]

export function openDirectoryStore(path: string): Promise<DirectoryDb> {
  return openKysely(path, MIGRATIONS)
}

export function listSources(db: DirectoryDb): Promise<SourceRow[]> {
  return db.selectFrom('source').selectAll().orderBy('id').execute()
}

/** Every project of the store, by key. @throws {TcctvError} STORE_RECORD */
export async function readProjects(db: DirectoryDb): Promise<RegistryProject[]> {
  const rows = await db
    .selectFrom('project')
    .select('record')
    .orderBy('registry')
    .orderBy('registry_project_id')
    .execute()
  return rows.map(({ record }) => checked(JSON.parse(record)))
}

export type WriteOutcome = 'inserted' | 'changed' | 'unchanged'

/** Writes one record; `changed` only when something other than its place in the file differs. */
export async function writeProject(db: DirectoryDb, project: RegistryProject): Promise<WriteOutcome> {
  const { registry, registryProjectId, source } = project
  const found = await db
    .selectFrom('project')
    .select(['record', 'source_id'])
    .where('registry', '=', registry)
    .where('registry_project_id', '=', registryProjectId)
    .executeTakeFirst()
  const record = JSON.stringify(project)
  const seen = { source_id: source.sourceId, last_seen: source.retrieved, record }
  if (found === undefined) {
    const row = { registry, registry_project_id: registryProjectId, first_seen: source.retrieved, ...seen }
    await db.insertInto('project').values(row).execute()
    return 'inserted'
  }
  await db
    .updateTable('project')
    .set(seen)
    .where('registry', '=', registry)
    .where('registry_project_id', '=', registryProjectId)
    .execute()
  return contentOf(JSON.parse(found.record)) === contentOf(project) ? 'unchanged' : 'changed'
}

export async function writeSource(db: DirectoryDb, source: SourceRow): Promise<void> {
  await db
    .insertInto('source')
    .values(source)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(source))
    .execute()
}

function checked(candidate: unknown): RegistryProject {
  const result = parseProject(candidate)
  if ('project' in result) return result.project
  const { column, expected } = result.fault
  throw directoryError('STORE_RECORD', { project: keyOf(candidate), reason: `${column}: ${expected}` })
}

function keyOf(candidate: unknown): string {
  const parsed = candidate as { registry?: unknown; registryProjectId?: unknown } | null // only for the message
  return projectKey({
    registry: String(parsed?.registry),
    registryProjectId: String(parsed?.registryProjectId),
  })
}

/** The record without where and when it was read. */
function contentOf(project: unknown): string {
  return JSON.stringify(project, (key, field: unknown) => (key === 'source' ? undefined : field))
}
