import { sql, type Kysely } from 'kysely'
import { storeError } from './errors.ts'
import type { SqliteDatabase } from './sqlite.ts'

/** One step of a schema. Its place in the list is its number; applied ones are never edited. */
export type Migration = { readonly name: string; readonly statements: readonly string[] }

/** The one operation migrations need, so that the raw driver and kysely share the runner. */
type Target = {
  readonly query: (text: string) => Promise<readonly { readonly name: string }[]>
  readonly execute: (texts: readonly string[]) => Promise<void>
}

/**
 * Brings a store to the last migration of the list, each in its own transaction; gives the names it applied. Running
 * it again does nothing.
 *
 * @throws {TcctvError} MIGRATION_CHANGED, MIGRATION_UNKNOWN
 */
export async function migrate(target: Target, migrations: readonly Migration[]): Promise<readonly string[]> {
  await target.execute(['CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL)'])
  const applied = await target.query('SELECT name FROM migration ORDER BY number')
  if (applied.length > migrations.length) {
    throw storeError('MIGRATION_UNKNOWN', { found: applied.length, known: migrations.length })
  }
  const names: string[] = []
  for (const [index, migration] of migrations.entries()) {
    const found = applied[index]?.name
    if (found !== undefined && found !== migration.name) {
      throw storeError('MIGRATION_CHANGED', { found, number: index + 1, expected: migration.name })
    }
    if (found !== undefined) continue
    const mark = `INSERT INTO migration (number, name) VALUES (${index + 1}, '${migration.name.replaceAll("'", "''")}')`
    await target.execute([...migration.statements, mark])
    names.push(migration.name)
  }
  return names
}

/** A kysely database as migration target. */
export function kyselyTarget<T>(db: Kysely<T>): Target {
  return {
    query: async (text) => (await sql.raw<{ name: string }>(text).execute(db)).rows,
    execute: (texts) =>
      db.transaction().execute(async (transaction) => {
        for (const text of texts) await sql.raw(text).execute(transaction)
      }),
  }
}

/** A raw database as migration target. */
export function sqliteTarget(db: SqliteDatabase): Target {
  return {
    query: async (text) =>
      db
        .prepare(text)
        .all()
        .map(({ name }) => ({ name: String(name) })),
    execute: async (texts) => db.transaction(() => texts.forEach((text) => db.exec(text))),
  }
}
