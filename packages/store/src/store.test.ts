import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openKysely } from './open-kysely.ts'
import { migrate, sqliteTarget, type Migration } from './migrate.ts'
import { openSqlite } from './sqlite.ts'

const MIGRATIONS: readonly Migration[] = [
  { name: 'things', statements: ['CREATE TABLE thing (id INTEGER PRIMARY KEY, big INTEGER) STRICT'] },
  { name: 'names', statements: ['ALTER TABLE thing ADD COLUMN name TEXT'] },
]

describe('SQLite', () => {
  let directory: string
  let path: string
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'st-'))
    path = join(directory, 'sub', 'a.sqlite')
  })
  afterEach(() => rmSync(directory, { recursive: true }))

  it('is private, durable and waits for another writer', () => {
    using db = openSqlite(path)
    const pragma = (name: string) => Object.values(db.prepare(`PRAGMA ${name}`).get() ?? {})[0]
    expect([pragma('journal_mode'), pragma('synchronous'), pragma('busy_timeout'), pragma('foreign_keys')]).toEqual([
      'wal',
      2,
      5000,
      1,
    ])
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  it('gives rows without additions of the driver', async () => {
    using db = openSqlite(path)
    await migrate(sqliteTarget(db), MIGRATIONS)
    const row = { id: 1, big: 5, name: 'a' }
    db.prepare('INSERT INTO thing (id, big, name) VALUES (?, ?, ?)').run(1, 5n, 'a')
    const select = db.prepare('SELECT * FROM thing')
    expect(select.get()).toEqual(row)
    expect(select.all()).toEqual([row])
    expect([...select.iterate()]).toEqual([row])
    expect(db.prepare('SELECT * FROM thing WHERE id = 2').get()).toBeUndefined()
  })

  it('keeps integers of 63 bits', async () => {
    using db = openSqlite(path)
    await migrate(sqliteTarget(db), MIGRATIONS)
    const big = 2n ** 63n - 1n
    db.prepare('INSERT INTO thing (id, big) VALUES (1, ?)').run(big)
    expect(db.prepare('SELECT big FROM thing').withBigInts().get()).toEqual({ big })
  })

  it('undoes all of a transaction that throws', async () => {
    using db = openSqlite(path)
    await migrate(sqliteTarget(db), MIGRATIONS)
    const insert = db.prepare('INSERT INTO thing (id) VALUES (?)')
    const failing = () =>
      db.transaction(() => {
        insert.run(1)
        throw new Error('stop')
      })
    expect(failing).toThrow('stop')
    expect(db.transaction(() => insert.run(2).changes)).toBe(1)
    expect(db.prepare('SELECT id FROM thing').all()).toEqual([{ id: 2 }])
  })

  it('applies each migration once and in order', async () => {
    using db = openSqlite(path)
    expect(await migrate(sqliteTarget(db), MIGRATIONS.slice(0, 1))).toEqual(['things'])
    expect(await migrate(sqliteTarget(db), MIGRATIONS)).toEqual(['names'])
    expect(await migrate(sqliteTarget(db), MIGRATIONS)).toEqual([])
  })

  it('applies nothing of a migration that fails', async () => {
    using db = openSqlite(path)
    const bad = { name: 'bad', statements: ['CREATE TABLE half (id INTEGER)', 'NOT SQL'] }
    await expect(migrate(sqliteTarget(db), [...MIGRATIONS, bad])).rejects.toThrow('syntax')
    expect(db.prepare(`SELECT name FROM sqlite_master WHERE name = 'half'`).all()).toEqual([])
    expect(await migrate(sqliteTarget(db), MIGRATIONS)).toEqual([])
  })

  it('refuses a store of another history', async () => {
    using db = openSqlite(path)
    await migrate(sqliteTarget(db), MIGRATIONS)
    await expect(migrate(sqliteTarget(db), [{ name: 'other', statements: [] }])).rejects.toMatchObject({
      code: 'MIGRATION_UNKNOWN',
    })
    const renamed = [{ name: 'other', statements: [] }, ...MIGRATIONS.slice(1)]
    await expect(migrate(sqliteTarget(db), renamed)).rejects.toMatchObject({ code: 'MIGRATION_CHANGED' })
  })

  it('serves kysely, and is found again after closing', async () => {
    type Tables = { thing: { id: number; name: string | null } }
    const db = await openKysely<Tables>(path, MIGRATIONS)
    const one = await db.insertInto('thing').values({ id: 7, name: 'x' }).returning('name').executeTakeFirstOrThrow()
    expect(one).toEqual({ name: 'x' })
    await db.destroy()
    const again = await openKysely<Tables>(path, MIGRATIONS)
    expect(await again.selectFrom('thing').select(['id', 'name']).execute()).toEqual([{ id: 7, name: 'x' }])
    await again.destroy()
  })
})
