import type { SqliteRow } from '@tcctv/store'
import type { Hex } from './projected.ts'
import { bigOf, hexOf, integerOf, type Statements } from './rows.ts'

/** An exception; amounts in the unit of its limit's subject (counts of a lane, or 1e-18 of an equation's unit). */
export type ExceptionRow = {
  readonly id: number
  readonly day: number
  readonly limit: number
  readonly level: number
  readonly state: number
  readonly amount: bigint
  readonly low: bigint
  readonly high: bigint
  readonly pdd: number
  readonly block: number
  readonly openedAtS: number
  readonly moves: readonly MoveRow[]
}
type MoveRow = {
  readonly from: number
  readonly to: number
  readonly signer: Hex
  readonly content: Hex
  readonly block: number
  readonly tx: Hex
}

export type ExceptionQueries = {
  readonly exceptions: () => readonly ExceptionRow[]
  readonly exception: (id: number) => ExceptionRow | undefined
  /** Exceptions that keep the intake closed, oldest first. */
  readonly closingExceptions: () => readonly ExceptionRow[]
}

const SELECT = 'SELECT exception.*, block.at_s FROM exception JOIN block ON block.number = exception.block'

export function createExceptionQueries({ sql }: Statements): ExceptionQueries {
  const movesOf = (id: number): readonly MoveRow[] =>
    sql('SELECT * FROM move WHERE exception = ? ORDER BY number').all(id).map(moveOf)
  const exceptionOf = (row: SqliteRow): ExceptionRow => ({
    id: integerOf(row, 'id'),
    day: integerOf(row, 'day'),
    limit: integerOf(row, 'lim'),
    level: integerOf(row, 'level'),
    state: integerOf(row, 'state'),
    amount: bigOf(row, 'amount'),
    low: bigOf(row, 'low'),
    high: bigOf(row, 'high'),
    pdd: integerOf(row, 'pdd'),
    block: integerOf(row, 'block'),
    openedAtS: integerOf(row, 'at_s'),
    moves: movesOf(integerOf(row, 'id')),
  })
  return {
    exceptions: () => sql(`${SELECT} ORDER BY id`).all().map(exceptionOf),
    exception: (id) => sql(`${SELECT} WHERE id = ?`).all(id).map(exceptionOf)[0],
    closingExceptions: () => sql(`${SELECT} WHERE state IN (2, 3, 7, 8) ORDER BY id`).all().map(exceptionOf),
  }
}

function moveOf(row: SqliteRow): MoveRow {
  return {
    from: integerOf(row, 'from_'),
    to: integerOf(row, 'to_'),
    signer: hexOf(row, 'signer'),
    content: hexOf(row, 'content'),
    block: integerOf(row, 'block'),
    tx: hexOf(row, 'tx'),
  }
}
