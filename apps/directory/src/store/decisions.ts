import { pairKey, VERDICTS, type Decision, type DecisionBook } from '@tcctv/matching'
import { directoryError } from '../errors.ts'
import type { DirectoryDb } from './open-store.ts'

/** A row of the log of decisions. `undoes` is the decision it takes back. */
export type LoggedDecision = Decision & {
  readonly id: number
  readonly undoes: number | null
  readonly isUndone: boolean
}

/** Every decision and every undoing, the newest first. */
export async function listDecisions(db: DirectoryDb): Promise<LoggedDecision[]> {
  const rows = await db.selectFrom('decision').selectAll().orderBy('id', 'desc').execute()
  const undone = new Set(rows.flatMap(({ undoes }) => undoes ?? []))
  return rows.map(({ a, b, ...row }) => ({
    id: row.id,
    left: a,
    right: b,
    verdict: VERDICTS.find((verdict) => verdict === row.verdict) ?? 'different',
    part: row.part === 'left' || row.part === 'right' ? row.part : null,
    reason: row.reason,
    who: row.who,
    at: row.at,
    undoes: row.undoes,
    isUndone: undone.has(row.id),
  }))
}

/** The decisions that count: of each pair the last that is not taken back. */
export async function readDecisionBook(db: DirectoryDb): Promise<DecisionBook> {
  const book = new Map<string, Decision>()
  for (const { id: _, undoes, isUndone, ...decision } of (await listDecisions(db)).toReversed())
    if (undoes === null && !isUndone) book.set(pairKey(decision.left, decision.right), decision)
  return book
}

/** Appends a decision; gives its id. */
export async function appendDecision(db: DirectoryDb, decision: Decision): Promise<number> {
  const { left, right, ...rest } = decision
  const { insertId } = await db
    .insertInto('decision')
    .values({ a: left, b: right, ...rest, undoes: null })
    .executeTakeFirstOrThrow()
  return Number(insertId)
}

/**
 * Takes a decision back by a row of its own.
 *
 * @throws {TcctvError} PAIR_DECISION_UNKNOWN when there is none of that id that still counts
 */
export async function undoDecision(
  db: DirectoryDb,
  id: number,
  by: Pick<Decision, 'reason' | 'who' | 'at'>,
): Promise<void> {
  const found = (await listDecisions(db)).find((decision) => decision.id === id)
  if (found === undefined || found.isUndone || found.undoes !== null)
    throw directoryError('PAIR_DECISION_UNKNOWN', { id })
  const { left, right, verdict, part } = found
  await db
    .insertInto('decision')
    .values({ a: left, b: right, verdict, part, ...by, undoes: id })
    .execute()
}
