import Database from 'libsql'
import { chmodSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/** Values SQLite holds. Integers come back as number unless the statement asks for big ones. */
export type SqliteValue = string | number | bigint | Uint8Array | null
export type SqliteRow = Readonly<Record<string, SqliteValue>>
type Parameters = readonly SqliteValue[]

/** A prepared statement. Parameters are positional (`?`). */
export type SqliteStatement = {
  readonly run: (...parameters: Parameters) => { readonly changes: number; readonly lastInsertRowid: number | bigint }
  readonly get: (...parameters: Parameters) => SqliteRow | undefined
  readonly all: (...parameters: Parameters) => readonly SqliteRow[]
  readonly iterate: (...parameters: Parameters) => IterableIterator<SqliteRow>
  /** The same statement with integers as bigint. */
  readonly withBigInts: () => SqliteStatement
}

/**
 * One SQLite file. One process writes it; the application keeps to that by its directory lock. This file is the only
 * one that knows the driver.
 */
export type SqliteDatabase = Disposable & {
  readonly path: string
  readonly prepare: (sql: string) => SqliteStatement
  readonly exec: (sql: string) => void
  /** Runs the function in one immediate transaction: all or nothing. Not for functions that wait. */
  readonly transaction: <T>(run: () => T) => T
  readonly close: () => void
}

/** What kysely's dialect needs of the driver. */
export type KyselyDatabase = {
  readonly close: () => void
  readonly prepare: (sql: string) => {
    readonly reader: boolean
    all: (parameters: readonly unknown[]) => unknown[]
    run: (parameters: readonly unknown[]) => { changes: number; lastInsertRowid: number | bigint }
    iterate: (parameters: readonly unknown[]) => IterableIterator<unknown>
  }
}

/**
 * Opens (or makes, mode 0600) a database with write-ahead log, synchronous=FULL (a commit is on disk when it returns),
 * foreign keys, and 5 s of waiting for another writer.
 *
 * @example openSqlite('/data/read-model.sqlite').prepare('SELECT 1 AS one').get() // { one: 1 }
 */
export function openSqlite(path: string): SqliteDatabase {
  const driver = openDriver(path)
  return {
    path,
    prepare: (sql) => wrap(driver.prepare(sql)),
    exec: (sql) => void driver.exec(sql),
    transaction: (run) => driver.transaction(run).immediate(),
    close: () => void driver.close(),
    [Symbol.dispose]: () => void driver.close(),
  }
}

/** The same settings for kysely; see {@link openSqlite}. */
export function openForKysely(path: string): KyselyDatabase {
  const driver = openDriver(path)
  return {
    close: () => void driver.close(),
    prepare: (sql) => {
      const statement = driver.prepare(sql)
      return {
        reader: statement.reader,
        all: (parameters) => statement.all(...parameters),
        run: (parameters) => statement.run(...parameters),
        iterate: (parameters) => statement.iterate(...parameters),
      }
    },
  }
}

function openDriver(path: string): Database.Database {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  const driver = new Database(path, { timeout: 5000 })
  for (const setting of ['journal_mode = WAL', 'synchronous = FULL', 'busy_timeout = 5000', 'foreign_keys = ON']) {
    driver.pragma(setting)
  }
  if (path !== ':memory:') chmodSync(path, 0o600)
  return driver
}

function wrap(statement: Database.Statement): SqliteStatement {
  return {
    run: (...parameters) => statement.run(...parameters),
    get: (...parameters) => withoutMetadata(statement.get(...parameters)),
    all: (...parameters) => statement.all(...parameters).map(asRow),
    iterate: (...parameters) => statement.iterate(...parameters) as IterableIterator<SqliteRow>, // rows are plain objects
    withBigInts: () => wrap(statement.safeIntegers(true)),
  }
}

/** The driver adds an enumerable `_metadata` to the row of `.get()`. */
function withoutMetadata(found: unknown): SqliteRow | undefined {
  if (found === undefined || found === null) return undefined
  const { _metadata, ...row } = asRow(found) as SqliteRow & { readonly _metadata?: unknown }
  return row
}

function asRow(found: unknown): SqliteRow {
  return found as SqliteRow // the driver gives plain objects of column values
}
