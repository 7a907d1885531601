import type { Kysely, Selectable } from 'kysely'
import type { Migration } from './migrate.ts'

export type OrganisationTable = { id: string; name: string; createdAt: string }
export type Organisation = Selectable<OrganisationTable>
type Db = Kysely<{ organisation: OrganisationTable }>

export const ORGANISATIONS_MIGRATION: Migration = {
  name: 'organisations',
  statements: [
    'CREATE TABLE organisation (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, createdAt TEXT NOT NULL) STRICT',
  ],
}

export async function insertOrganisation(db: Db, organisation: Organisation): Promise<void> {
  await db.insertInto('organisation').values(organisation).execute()
}

export function listOrganisations(db: Db): Promise<Organisation[]> {
  return db.selectFrom('organisation').selectAll().orderBy('name').execute()
}
