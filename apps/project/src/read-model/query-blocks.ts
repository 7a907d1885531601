import type { SqliteRow } from '@tcctv/store'
import type { Hex } from './projected.ts'
import { bigOf, hexOf, integerOf, textOf, type Statements } from './rows.ts'

export type BlockRow = {
  readonly number: number
  readonly hash: Hex
  readonly parent: Hex
  readonly timestampS: number
  readonly stateRoot: Hex
  readonly sealer: Hex
  readonly gasUsed: bigint
  readonly transactions: readonly TransactionRow[]
}
type TransactionRow = {
  readonly hash: Hex
  readonly index: number
  readonly what: string
  readonly batch: { readonly digest: Hex; readonly readings: number } | null
}

export type BlockQueries = {
  /** Number of the last applied block; 0 when none is. */
  readonly headBlock: () => number
  readonly block: (number: number) => BlockRow | undefined
  /** Blocks below `before`, newest first. */
  readonly blocks: (before: number, limit: number) => readonly BlockRow[]
}

export function createBlockQueries({ sql }: Statements): BlockQueries {
  const transactionsOf = (block: number): readonly TransactionRow[] =>
    sql(`SELECT tx.position, tx.hash, tx.what, batch.digest, batch.readings FROM tx LEFT JOIN batch ON batch.tx = tx.hash
      WHERE tx.block = ? ORDER BY tx.position`)
      .all(block)
      .map(transactionOf)
  const blockOf = (row: SqliteRow): BlockRow => ({
    number: integerOf(row, 'number'),
    hash: hexOf(row, 'hash'),
    parent: hexOf(row, 'parent'),
    timestampS: integerOf(row, 'at_s'),
    stateRoot: hexOf(row, 'state_root'),
    sealer: hexOf(row, 'sealer'),
    gasUsed: bigOf(row, 'gas_used'),
    transactions: transactionsOf(integerOf(row, 'number')),
  })
  return {
    headBlock: () => {
      const row = sql('SELECT max(number) AS number FROM block').get()
      return typeof row?.['number'] === 'number' ? row['number'] : 0
    },
    block: (number) => sql('SELECT * FROM block WHERE number = ?').all(number).map(blockOf)[0],
    blocks: (before, limit) =>
      sql('SELECT * FROM block WHERE number < ? ORDER BY number DESC LIMIT ?').all(before, limit).map(blockOf),
  }
}

function transactionOf(row: SqliteRow): TransactionRow {
  const batch = row['digest'] === null ? null : { digest: hexOf(row, 'digest'), readings: integerOf(row, 'readings') }
  return { hash: hexOf(row, 'hash'), index: integerOf(row, 'position'), what: textOf(row, 'what'), batch }
}
