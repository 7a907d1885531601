import type { Kysely, Selectable } from 'kysely'
import { storeError } from './errors.ts'
import type { Migration } from './migrate.ts'

/** `documents` and `parties` are JSON as given at creation; `step` is the last provisioning step that is done. */
export type ProjectTable = {
  slug: string
  title: string
  chainId: number
  parties: string
  documents: string
  state: 'provisioning' | 'ready' | 'failed'
  step: string
  problem: string | null
  /** Copy of what the PDD on the chain says, for lists. */
  visibility: 'parties' | 'public-records' | 'public'
  createdAt: string
}
/** Every chain id ever given out: one that was used is never used again. */
export type ChainIdTable = { chainId: number; slug: string }
export type ProjectRow = Selectable<ProjectTable>
type Db = Kysely<{ project: ProjectTable; chain_id: ChainIdTable }>

export const PROJECTS_MIGRATION: Migration = {
  name: 'projects',
  statements: [
    'CREATE TABLE chain_id (chainId INTEGER PRIMARY KEY, slug TEXT NOT NULL) STRICT',
    `CREATE TABLE project (slug TEXT PRIMARY KEY, title TEXT NOT NULL,
      chainId INTEGER NOT NULL UNIQUE REFERENCES chain_id (chainId), parties TEXT NOT NULL, documents TEXT NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('provisioning', 'ready', 'failed')), step TEXT NOT NULL, problem TEXT,
      visibility TEXT NOT NULL CHECK (visibility IN ('parties', 'public-records', 'public')),
      createdAt TEXT NOT NULL) STRICT`,
  ],
}

/**
 * Allocates slug and chain id together. `chainIds` is a source of candidates (random above 1e9); the first unused is
 * taken.
 *
 * @throws {TcctvError} SLUG_TAKEN
 */
export function insertProject(
  db: Db,
  project: Omit<ProjectRow, 'chainId'>,
  chainIds: () => number,
): Promise<ProjectRow> {
  return db.transaction().execute(async (transaction) => {
    const { slug } = project
    const taken = await findProject(transaction, slug)
    if (taken !== undefined) throw storeError('SLUG_TAKEN', { slug })
    let chainId = chainIds()
    while (await isChainIdUsed(transaction, chainId)) chainId = chainIds()
    await transaction.insertInto('chain_id').values({ chainId, slug }).execute()
    const row = { ...project, chainId }
    await transaction.insertInto('project').values(row).execute()
    return row
  })
}

export function findProject(db: Db, slug: string): Promise<ProjectRow | undefined> {
  return db.selectFrom('project').selectAll().where('slug', '=', slug).executeTakeFirst()
}

export function listProjects(db: Db): Promise<ProjectRow[]> {
  return db.selectFrom('project').selectAll().orderBy('slug').execute()
}

export async function updateProject(
  db: Db,
  slug: string,
  change: Partial<Omit<ProjectRow, 'slug' | 'chainId' | 'createdAt'>>,
): Promise<void> {
  await db.updateTable('project').set(change).where('slug', '=', slug).execute()
}

async function isChainIdUsed(db: Db, chainId: number): Promise<boolean> {
  const found = await db.selectFrom('chain_id').select('chainId').where('chainId', '=', chainId).executeTakeFirst()
  return found !== undefined
}
