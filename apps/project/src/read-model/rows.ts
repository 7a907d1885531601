import type { SqliteDatabase, SqliteRow, SqliteStatement } from '@tcctv/store'
import { readModelError } from './errors.ts'
import type { Hex } from './projected.ts'

/** Prepared statements of the read model by their text; `big` gives integers as bigint. */
export type Statements = {
  readonly sql: (text: string) => SqliteStatement
  readonly big: (text: string) => SqliteStatement
}

/** Prepares each text once. */
export function createStatements(db: SqliteDatabase): Statements {
  const plain = new Map<string, SqliteStatement>()
  const big = new Map<string, SqliteStatement>()
  return {
    sql: (text) => remember(plain, text, () => db.prepare(text)),
    big: (text) => remember(big, text, () => db.prepare(text).withBigInts()),
  }
}

function remember(known: Map<string, SqliteStatement>, text: string, prepare: () => SqliteStatement): SqliteStatement {
  const found = known.get(text)
  if (found !== undefined) return found
  const made = prepare()
  known.set(text, made)
  return made
}

/** An INTEGER column within 2^53. */
export function integerOf(row: SqliteRow, column: string): number {
  const found = row[column]
  if (typeof found === 'number') return found
  if (typeof found === 'bigint') return Number(found)
  throw readModelError('READ_MODEL_VALUE', { column, found: String(found) })
}

/** An INTEGER column of a statement of `big`, or a TEXT column of decimal digits. */
export function bigOf(row: SqliteRow, column: string): bigint {
  const found = row[column]
  if (typeof found === 'bigint') return found
  if (typeof found === 'string') return BigInt(found)
  throw readModelError('READ_MODEL_VALUE', { column, found: String(found) })
}

export function textOf(row: SqliteRow, column: string): string {
  const found = row[column]
  if (typeof found === 'string') return found
  throw readModelError('READ_MODEL_VALUE', { column, found: String(found) })
}

export function hexOf(row: SqliteRow, column: string): Hex {
  const found = row[column]
  if (isHex(found)) return found
  throw readModelError('READ_MODEL_VALUE', { column, found: String(found) })
}

/** A REAL column that may be empty. */
export function realOf(row: SqliteRow, column: string): number | null {
  const found = row[column]
  return typeof found === 'number' ? found : null
}

function isHex(found: unknown): found is Hex {
  return typeof found === 'string' && found.startsWith('0x')
}
