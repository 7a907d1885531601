import type { Kysely, Selectable } from 'kysely'
import type { Migration } from './migrate.ts'

/** `secretHash` is a SHA-256: the secret has 256 random bits, so a slow hash would add nothing. `scopes` is JSON. */
export type ApiKeyTable = {
  id: string
  userId: string
  label: string
  secretHash: string
  scopes: string
  createdS: number
  expiresS: number
  revokedS: number | null
}
export type ApiKey = Selectable<ApiKeyTable>
type Db = Kysely<{ api_key: ApiKeyTable }>

export const API_KEYS_MIGRATION: Migration = {
  name: 'api keys',
  statements: [
    `CREATE TABLE api_key (id TEXT PRIMARY KEY, userId TEXT NOT NULL REFERENCES user (id), label TEXT NOT NULL,
      secretHash TEXT NOT NULL, scopes TEXT NOT NULL, createdS INTEGER NOT NULL, expiresS INTEGER NOT NULL,
      revokedS INTEGER) STRICT`,
  ],
}

export async function insertApiKey(db: Db, key: ApiKey): Promise<void> {
  await db.insertInto('api_key').values(key).execute()
}

export function findApiKey(db: Db, id: string): Promise<ApiKey | undefined> {
  return db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listApiKeys(db: Db, userId: string): Promise<ApiKey[]> {
  return db.selectFrom('api_key').selectAll().where('userId', '=', userId).orderBy('createdS').execute()
}

/** Whether a key in force of this user was revoked now. */
export async function revokeApiKey(db: Db, userId: string, id: string, revokedS: number): Promise<boolean> {
  const result = await db
    .updateTable('api_key')
    .set({ revokedS })
    .where('id', '=', id)
    .where('userId', '=', userId)
    .where('revokedS', 'is', null)
    .executeTakeFirst()
  return result.numUpdatedRows === 1n
}
