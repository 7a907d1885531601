import { projectKey, type RegistryProject } from '@tcctv/registries'
import { createHash } from 'node:crypto'
import { batches } from './batches.ts'
import type { DirectoryDb } from './open-store.ts'

export type WriteOutcome = 'inserted' | 'changed' | 'unchanged'
type Pending = {
  readonly project: RegistryProject
  readonly hash: string
  readonly kind: 'added' | 'changed' | 'returned'
}

const FLUSH_AT = 500

/**
 * Writes the records of one file as the new version of a source. Only what differs is written; records that the file
 * does not name are gone from `finish` on. Runs inside the caller's transaction.
 */
export class RecordWriter {
  readonly #db: DirectoryDb
  readonly #run: { readonly importId: number; readonly sourceId: string; readonly retrieved: string }
  readonly #before: ReadonlyMap<string, { readonly hash: string; readonly isGone: boolean }>
  readonly #seen = new Set<string>()
  #pending: Pending[] = []
  /** Keys of the projects that differ. */
  readonly touched = new Set<string>()

  private constructor(
    db: DirectoryDb,
    run: { importId: number; sourceId: string; retrieved: string },
    before: ReadonlyMap<string, { hash: string; isGone: boolean }>,
  ) {
    this.#db = db
    this.#run = run
    this.#before = before
  }

  static async open(
    db: DirectoryDb,
    run: { importId: number; sourceId: string; retrieved: string },
  ): Promise<RecordWriter> {
    const rows = await db
      .selectFrom('record')
      .select(['registry', 'registry_project_id', 'hash', 'is_gone'])
      .where('source_id', '=', run.sourceId)
      .execute()
    const before = rows.map(
      (row) => [`${row.registry}/${row.registry_project_id}`, { hash: row.hash, isGone: row.is_gone === 1 }] as const,
    )
    return new RecordWriter(db, run, new Map(before))
  }

  /** `changed` when something other than its place in the file differs. Of an entry that stands twice, the last counts. */
  async add(project: RegistryProject): Promise<WriteOutcome> {
    const key = projectKey(project)
    const hash = hashOf(project)
    const before = this.#before.get(key)
    const isAgain = this.#seen.has(key)
    this.#seen.add(key)
    if (before?.hash === hash && !before.isGone && !isAgain) return 'unchanged'
    if (isAgain) await this.#flush()
    this.#pending.push({ project, hash, kind: before === undefined ? 'added' : before.isGone ? 'returned' : 'changed' })
    this.touched.add(key)
    if (this.#pending.length >= FLUSH_AT) await this.#flush()
    return before === undefined ? 'inserted' : 'changed'
  }

  /** Writes what is left and marks what the file no longer names; gives how many are newly gone. */
  async finish(): Promise<number> {
    await this.#flush()
    const { sourceId, retrieved } = this.#run
    const gone = [...this.#before].flatMap(([key, { isGone }]) => (isGone || this.#seen.has(key) ? [] : [key]))
    for (const key of gone) await this.#markGone(key)
    await this.#db
      .updateTable('record')
      .set({ last_seen: retrieved })
      .where('source_id', '=', sourceId)
      .where('is_gone', '=', 0)
      .execute()
    return gone.length
  }

  async #markGone(key: string): Promise<void> {
    const { importId, sourceId } = this.#run
    const [registry, id] = splitKey(key)
    const where = { source_id: sourceId, registry, registry_project_id: id }
    await this.#db
      .insertInto('record_change')
      .values({ import_id: importId, ...where, kind: 'gone', before: null })
      .execute()
    await this.#db
      .updateTable('record')
      .set({ is_gone: 1 })
      .where('source_id', '=', sourceId)
      .where('registry', '=', registry)
      .where('registry_project_id', '=', id)
      .execute()
    this.touched.add(key)
  }

  async #flush(): Promise<void> {
    const pending = this.#pending
    this.#pending = []
    if (pending.length === 0) return
    const { importId, sourceId, retrieved } = this.#run
    const old = await this.#recordsBefore(pending)
    const changes = pending.map(({ project, kind }) => ({
      import_id: importId,
      source_id: sourceId,
      registry: project.registry,
      registry_project_id: project.registryProjectId,
      kind,
      before: old.get(projectKey(project)) ?? null,
    }))
    await this.#db.insertInto('record_change').values(changes).execute()
    const rows = pending.map(({ project, hash }) => ({
      source_id: sourceId,
      registry: project.registry,
      registry_project_id: project.registryProjectId,
      hash,
      record: JSON.stringify(project),
      first_seen: retrieved,
      last_seen: retrieved,
      is_gone: 0,
    }))
    await this.#db
      .insertInto('record')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['source_id', 'registry', 'registry_project_id']).doUpdateSet((eb) => ({
          hash: eb.ref('excluded.hash'),
          record: eb.ref('excluded.record'),
          last_seen: eb.ref('excluded.last_seen'),
          is_gone: eb.ref('excluded.is_gone'),
        })),
      )
      .execute()
  }

  async #recordsBefore(pending: readonly Pending[]): Promise<ReadonlyMap<string, string>> {
    const ids = pending.flatMap(({ project, kind }) => (kind === 'added' ? [] : [project.registryProjectId]))
    const found = new Map<string, string>()
    for (const some of batches(ids)) {
      const rows = await this.#db
        .selectFrom('record')
        .select(['registry', 'registry_project_id', 'record'])
        .where('source_id', '=', this.#run.sourceId)
        .where('registry_project_id', 'in', some)
        .execute()
      for (const row of rows) found.set(`${row.registry}/${row.registry_project_id}`, row.record)
    }
    return found
  }
}

/** Registry and id of a key; registries hold no slash, ids may. */
export function splitKey(key: string): readonly [string, string] {
  const at = key.indexOf('/')
  return [key.slice(0, at), key.slice(at + 1)]
}

/** Hash of the record without where and when it was read. */
function hashOf(project: RegistryProject): string {
  const content = JSON.stringify(project, (key, field: unknown) => (key === 'source' ? undefined : field))
  return createHash('sha256').update(content).digest('base64url').slice(0, 22)
}
