import { Kysely, SqliteDialect } from 'kysely'
import { kyselyTarget, migrate, type Migration } from './migrate.ts'
import { openForKysely } from './sqlite.ts'

/**
 * A typed query builder on one SQLite file, brought to the last of the migrations. `destroy()` closes the file.
 * Transactions of one process are run one after the other.
 */
export async function openKysely<T>(path: string, migrations: readonly Migration[]): Promise<Kysely<T>> {
  const db = new Kysely<T>({ dialect: new SqliteDialect({ database: openForKysely(path) }) })
  try {
    await migrate(kyselyTarget(db), migrations)
    return db
  } catch (error) {
    await db.destroy()
    throw error
  }
}
