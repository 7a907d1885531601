import type { Kysely, Selectable } from 'kysely'
import type { Migration } from './migrate.ts'

/** `idHash` is the SHA-256 of the cookie's random id: who reads the table can't sign in. Times in unix seconds. */
export type SessionTable = { idHash: string; userId: string; createdS: number; seenS: number }
export type Session = Selectable<SessionTable>
type Db = Kysely<{ session: SessionTable }>

export const SESSIONS_MIGRATION: Migration = {
  name: 'sessions',
  statements: [
    `CREATE TABLE session (idHash TEXT PRIMARY KEY, userId TEXT NOT NULL REFERENCES user (id),
      createdS INTEGER NOT NULL, seenS INTEGER NOT NULL) STRICT`,
  ],
}

export async function insertSession(db: Db, session: Session): Promise<void> {
  await db.insertInto('session').values(session).execute()
}

export function findSession(db: Db, idHash: string): Promise<Session | undefined> {
  return db.selectFrom('session').selectAll().where('idHash', '=', idHash).executeTakeFirst()
}

export async function touchSession(db: Db, idHash: string, seenS: number): Promise<void> {
  await db.updateTable('session').set({ seenS }).where('idHash', '=', idHash).execute()
}

export async function deleteSession(db: Db, idHash: string): Promise<void> {
  await db.deleteFrom('session').where('idHash', '=', idHash).execute()
}

/** Removes what timed out, by last use or by age. */
export async function deleteStaleSessions(db: Db, seenBeforeS: number, createdBeforeS: number): Promise<void> {
  await db
    .deleteFrom('session')
    .where((by) => by.or([by('seenS', '<', seenBeforeS), by('createdS', '<', createdBeforeS)]))
    .execute()
}
