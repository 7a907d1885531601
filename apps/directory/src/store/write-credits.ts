import { projectKey, type Credit } from '@tcctv/registries'
import { createHash } from 'node:crypto'
import { batches } from './batches.ts'
import type { DirectoryDb } from './open-store.ts'

const FLUSH_AT = 500

/** Writes the credits of one file as the new version of a source: blocks that it no longer names no longer count. */
export class CreditWriter {
  readonly #db: DirectoryDb
  readonly #run: { readonly sourceId: string; readonly retrieved: string }
  readonly #left: Map<string, Home>
  readonly #counts = new Map<string, number>()
  #pending: (Home & { readonly hash: string; readonly credit: Credit })[] = []
  readonly touched = new Set<string>()

  private constructor(db: DirectoryDb, run: { sourceId: string; retrieved: string }, left: Map<string, Home>) {
    this.#db = db
    this.#run = run
    this.#left = left
  }

  static async open(db: DirectoryDb, run: { sourceId: string; retrieved: string }): Promise<CreditWriter> {
    const rows = await db
      .selectFrom('credit')
      .select(['hash', 'registry', 'registry_project_id', 'issuance_id'])
      .where('source_id', '=', run.sourceId)
      .where('is_gone', '=', 0)
      .execute()
    return new CreditWriter(db, run, new Map(rows.map((row) => [row.hash, row])))
  }

  /** A block has no name of its own: one that reads differently is a new one, and the old one is gone. */
  async add(credit: Credit): Promise<'inserted' | 'unchanged'> {
    const hash = this.#hashOf(credit)
    if (this.#left.delete(hash)) return 'unchanged'
    const home = {
      registry: credit.registry,
      registry_project_id: credit.registryProjectId,
      issuance_id: credit.issuanceId,
    }
    this.#pending.push({ ...home, hash, credit })
    await this.#touch(home)
    if (this.#pending.length >= FLUSH_AT) await this.#flush()
    return 'inserted'
  }

  /** Gives how many blocks are newly gone. */
  async finish(): Promise<number> {
    await this.#flush()
    const { sourceId, retrieved } = this.#run
    for (const home of this.#left.values()) await this.#touch(home)
    for (const hashes of batches([...this.#left.keys()]))
      await this.#db
        .updateTable('credit')
        .set({ is_gone: 1 })
        .where('source_id', '=', sourceId)
        .where('hash', 'in', hashes)
        .execute()
    await this.#db
      .updateTable('credit')
      .set({ last_seen: retrieved })
      .where('source_id', '=', sourceId)
      .where('is_gone', '=', 0)
      .execute()
    return this.#left.size
  }

  async #touch({ registry, registry_project_id: id, issuance_id: issuance }: Home): Promise<void> {
    if (id !== null) {
      this.touched.add(projectKey({ registry, registryProjectId: id }))
      return
    }
    const homes = await this.#db
      .selectFrom('credit')
      .select('registry_project_id')
      .distinct()
      .where('registry', '=', registry)
      .where('issuance_id', '=', issuance)
      .execute()
    for (const { registry_project_id: found } of homes)
      if (found !== null) this.touched.add(projectKey({ registry, registryProjectId: found }))
  }

  async #flush(): Promise<void> {
    const { sourceId, retrieved } = this.#run
    const pending = this.#pending
    this.#pending = []
    if (pending.length === 0) return
    const rows = pending.map(({ credit, ...home }) => ({
      ...home,
      source_id: sourceId,
      record: JSON.stringify(credit),
      last_seen: retrieved,
      is_gone: 0,
    }))
    await this.#db
      .insertInto('credit')
      .values(rows)
      .onConflict((conflict) =>
        conflict.columns(['source_id', 'hash']).doUpdateSet({ is_gone: 0, last_seen: retrieved }),
      )
      .execute()
  }

  /** Rows that read alike in one file are told apart by their number. */
  #hashOf(credit: Credit): string {
    const content = JSON.stringify(credit, (key, field: unknown) => (key === 'source' ? undefined : field))
    const hash = createHash('sha256').update(content).digest('base64url').slice(0, 22)
    const count = (this.#counts.get(hash) ?? 0) + 1
    this.#counts.set(hash, count)
    return count === 1 ? hash : `${hash}.${count}`
  }
}

type Home = {
  readonly registry: string
  readonly registry_project_id: string | null
  readonly issuance_id: string | null
}
