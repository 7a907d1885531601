import { openKysely, type Migration } from '@tcctv/store'
import type { Generated, Kysely, Selectable } from 'kysely'

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
/** What one source says of one entry, as JSON; one that a newer file no longer names is gone, not deleted. */
type RecordTable = {
  source_id: string
  registry: string
  registry_project_id: string
  hash: string
  record: string
  first_seen: string
  last_seen: string
  is_gone: number
}
type ImportTable = {
  id: Generated<number>
  source_id: string
  file_name: string
  sha256: string
  retrieved: string
  who: string
  at: string
  inserted: number
  changed: number
  gone: number
}
/** `before` is the record as it was; null where it was not there. Append-only. */
type ChangeTable = {
  id: Generated<number>
  import_id: number
  source_id: string
  registry: string
  registry_project_id: string
  kind: 'added' | 'changed' | 'gone' | 'returned'
  before: string | null
}
type CreditTable = {
  source_id: string
  hash: string
  registry: string
  registry_project_id: string | null
  issuance_id: string | null
  record: string
  last_seen: string
  is_gone: number
}
/** Append-only: to take a decision back is a row that names it in `undoes`. */
type DecisionTable = {
  id: Generated<number>
  a: string
  b: string
  verdict: string
  part: string | null
  reason: string
  who: string
  at: string
  undoes: number | null
}
type LevelChangeTable = {
  id: Generated<number>
  project: string
  from_level: string
  to_level: string
  cause: string
  at: string
}
/** Projects of this platform, which no registry lists yet, by the platform's own id. */
type WatchedTable = { id: string; description: string; level: string; at: string }

/** The one row of it, `id` 1: what the last index was, for a quick start. Nothing in it is a source of anything. */
type SnapshotTable = { id: number; state: string; pairs: Uint8Array; risks: string }

export type DirectoryDb = Kysely<{
  source: SourceTable
  record: RecordTable
  import_run: ImportTable
  record_change: ChangeTable
  credit: CreditTable
  decision: DecisionTable
  level_change: LevelChangeTable
  watched: WatchedTable
  snapshot: SnapshotTable
}>
export type SourceRow = Selectable<SourceTable>

const APPEND_ONLY = (table: string) =>
  ['UPDATE', 'DELETE'].map(
    (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
      BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END`,
  )

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
      ...APPEND_ONLY('relation'),
    ],
  },
  {
    name: 'records by source, credits, history, decisions',
    statements: [
      `CREATE TABLE record (source_id TEXT NOT NULL, registry TEXT NOT NULL, registry_project_id TEXT NOT NULL,
        hash TEXT NOT NULL, record TEXT NOT NULL, first_seen TEXT NOT NULL, last_seen TEXT NOT NULL,
        is_gone INTEGER NOT NULL, PRIMARY KEY (source_id, registry, registry_project_id)) STRICT`,
      `CREATE INDEX record_by_project ON record (registry, registry_project_id)`,
      `INSERT INTO record SELECT source_id, registry, registry_project_id, '', record, first_seen, last_seen, 0 FROM project`,
      `DROP TABLE project`,
      `DROP TABLE relation`,
      `CREATE TABLE import_run (id INTEGER PRIMARY KEY, source_id TEXT NOT NULL, file_name TEXT NOT NULL,
        sha256 TEXT NOT NULL, retrieved TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, inserted INTEGER NOT NULL,
        changed INTEGER NOT NULL, gone INTEGER NOT NULL) STRICT`,
      `CREATE TABLE record_change (id INTEGER PRIMARY KEY, import_id INTEGER NOT NULL, source_id TEXT NOT NULL,
        registry TEXT NOT NULL, registry_project_id TEXT NOT NULL, kind TEXT NOT NULL, before TEXT) STRICT`,
      `CREATE INDEX record_change_by_project ON record_change (registry, registry_project_id)`,
      ...APPEND_ONLY('record_change'),
      `CREATE TABLE credit (source_id TEXT NOT NULL, hash TEXT NOT NULL, registry TEXT NOT NULL,
        registry_project_id TEXT, issuance_id TEXT, record TEXT NOT NULL, last_seen TEXT NOT NULL,
        is_gone INTEGER NOT NULL, PRIMARY KEY (source_id, hash)) STRICT`,
      `CREATE INDEX credit_by_project ON credit (registry, registry_project_id)`,
      `CREATE INDEX credit_by_issuance ON credit (registry, issuance_id)`,
      `CREATE TABLE decision (id INTEGER PRIMARY KEY, a TEXT NOT NULL, b TEXT NOT NULL, verdict TEXT NOT NULL,
        part TEXT, reason TEXT NOT NULL, who TEXT NOT NULL, at TEXT NOT NULL, undoes INTEGER) STRICT`,
      ...APPEND_ONLY('decision'),
      `CREATE TABLE level_change (id INTEGER PRIMARY KEY, project TEXT NOT NULL, from_level TEXT NOT NULL,
        to_level TEXT NOT NULL, cause TEXT NOT NULL, at TEXT NOT NULL) STRICT`,
      ...APPEND_ONLY('level_change'),
      `CREATE TABLE watched (id TEXT PRIMARY KEY, description TEXT NOT NULL, level TEXT NOT NULL, at TEXT NOT NULL) STRICT`,
    ],
  },
  {
    name: 'snapshot of the index',
    statements: [
      `CREATE TABLE snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), state TEXT NOT NULL, pairs BLOB NOT NULL,
        risks TEXT NOT NULL) STRICT`,
    ],
  },
]

export function openDirectoryStore(path: string): Promise<DirectoryDb> {
  return openKysely(path, MIGRATIONS)
}

export function listSources(db: DirectoryDb): Promise<SourceRow[]> {
  return db.selectFrom('source').selectAll().orderBy('id').execute()
}

export async function writeSource(db: DirectoryDb, source: SourceRow): Promise<void> {
  await db
    .insertInto('source')
    .values(source)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(source))
    .execute()
}

/** A text that changes with every import and decision, and only then. */
export async function generationOf(db: DirectoryDb): Promise<string> {
  const imported = await db
    .selectFrom('import_run')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  const decided = await db
    .selectFrom('decision')
    .select(({ fn }) => fn.max('id').as('id'))
    .executeTakeFirst()
  return `${imported?.id ?? 0}.${decided?.id ?? 0}`
}
