import type { Kysely, Selectable } from 'kysely'
import { storeError } from './errors.ts'
import type { Migration } from './migrate.ts'

export type UserTable = {
  id: string
  email: string
  name: string
  organisationId: string | null
  passwordHash: string
  isOperator: 0 | 1
  isSuspended: 0 | 1
  createdAt: string
}
export type MembershipTable = { userId: string; slug: string; role: string }
export type User = Selectable<UserTable>
export type Membership = Selectable<MembershipTable>
type Db = Kysely<{ user: UserTable; membership: MembershipTable }>

export const USERS_MIGRATION: Migration = {
  name: 'users',
  statements: [
    `CREATE TABLE user (id TEXT PRIMARY KEY, email TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
      organisationId TEXT REFERENCES organisation (id), passwordHash TEXT NOT NULL,
      isOperator INTEGER NOT NULL CHECK (isOperator IN (0, 1)),
      isSuspended INTEGER NOT NULL CHECK (isSuspended IN (0, 1)), createdAt TEXT NOT NULL) STRICT`,
    `CREATE TABLE membership (userId TEXT NOT NULL REFERENCES user (id), slug TEXT NOT NULL,
      role TEXT NOT NULL CHECK (role IN ('proponent', 'registry', 'verifier')), PRIMARY KEY (userId, slug, role)) STRICT`,
  ],
}

/** @throws {TcctvError} EMAIL_TAKEN */
export async function insertUser(db: Db, user: User): Promise<void> {
  const result = await db
    .insertInto('user')
    .values(user)
    .onConflict((on) => on.column('email').doNothing())
    .executeTakeFirst()
  if (result.numInsertedOrUpdatedRows === 0n) throw storeError('EMAIL_TAKEN', {})
}

export function findUserByEmail(db: Db, email: string): Promise<User | undefined> {
  return db.selectFrom('user').selectAll().where('email', '=', email).executeTakeFirst()
}

export function findUser(db: Db, id: string): Promise<User | undefined> {
  return db.selectFrom('user').selectAll().where('id', '=', id).executeTakeFirst()
}

export function listUsers(db: Db): Promise<User[]> {
  return db.selectFrom('user').selectAll().orderBy('email').execute()
}

/** Roles by project. */
export async function membershipsOf(db: Db, userId: string): Promise<Membership[]> {
  return db.selectFrom('membership').selectAll().where('userId', '=', userId).orderBy('slug').orderBy('role').execute()
}

/** The user has exactly these roles in the project afterwards. */
export async function setMemberships(db: Db, userId: string, slug: string, roles: readonly string[]): Promise<void> {
  await db.transaction().execute(async (transaction) => {
    await transaction.deleteFrom('membership').where('userId', '=', userId).where('slug', '=', slug).execute()
    const rows = roles.map((role) => ({ userId, slug, role }))
    if (rows.length > 0) await transaction.insertInto('membership').values(rows).execute()
  })
}
