import { DAY_S } from '@tcctv/units'
import type { LedgerEvent } from '@tcctv/contracts'
import { bigOf, integerOf, type Statements } from './rows.ts'
import type { Hex } from './projected.ts'
import type { Versions } from './versions.ts'

type Target = Statements & { readonly versions: Versions }
type At = { readonly block: number; readonly tx: Hex }
type Named<Name extends LedgerEvent['eventName']> = Extract<LedgerEvent, { readonly eventName: Name }>

const WITHHELD = 3
/** Records of the trial do not count in live vintages. */
const LIVE = 4
const listText = (amounts: readonly bigint[]): string => JSON.stringify(amounts.map(String))

/** A day's evaluation; its heads follow in the events Footprint and Reduction. */
export function applyDay({ sql }: Target, { args }: Named<'DayEvaluated'>, at: At): void {
  const { day, revision, level, status, stage, programHash, readings, expected } = args
  const amounts = [listText(args.inputs), listText(args.unrounded), listText(args.rounded)]
  sql(`INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '0', '0', '0', '0', '0', ?, ?)`).run(
    day,
    revision,
    level,
    status,
    stage,
    programHash,
    readings,
    expected,
    ...amounts,
    at.block,
    at.tx,
  )
}

export function applyFootprint({ sql }: Target, { args }: Named<'Footprint'>): void {
  const { day, revision, baseline, project, leakage } = args
  sql('UPDATE record SET baseline = ?, project = ?, leakage = ? WHERE day = ? AND revision = ?').run(
    String(baseline),
    String(project),
    String(leakage),
    day,
    revision,
  )
}

/** The day's reduction and what its vintage has reached with it; a withheld day does not advance its vintage. */
export function applyReduction({ sql }: Target, { args }: Named<'Reduction'>): void {
  const { day, revision, reduction, status } = args
  const before = sql(`SELECT cumulative FROM record WHERE day >= ? AND day < ? AND status <> ${WITHHELD}
    AND (stage = ${LIVE}) = (SELECT stage = ${LIVE} FROM record WHERE day = ? AND revision = ?)
    ORDER BY day DESC, revision DESC LIMIT 1`).get(firstDayOfYear(day), day, day, revision)
  const prior = before === undefined ? 0n : bigOf(before, 'cumulative')
  const cumulative = prior + (status === WITHHELD ? 0n : reduction)
  sql('UPDATE record SET reduction = ?, cumulative = ? WHERE day = ? AND revision = ?').run(
    String(reduction),
    String(cumulative),
    day,
    revision,
  )
}

export function applyVintage({ sql }: Target, { args }: Named<'VintageRecorded'>, at: At): void {
  const amounts = [args.baseline, args.project, args.leakage, args.reduction, args.eligible, args.carried].map(String)
  const values = [args.vintage, args.revision, ...amounts, args.stage, at.block, at.tx]
  sql('INSERT OR REPLACE INTO vintage VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...values)
}

export function applyOpened({ sql, versions }: Target, { args }: Named<'ExceptionOpened'>, at: At): void {
  const { id, day, limit, level, amount, low, high } = args
  const state = level === 2 ? 1 : level === 3 ? 2 : 7 // as the contract begins them
  const amounts = [String(amount), String(low), String(high)]
  const values = [Number(id), day, limit, level, state, ...amounts, versions.inForce(day)?.index ?? 0, at.block, at.tx]
  sql('INSERT INTO exception VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)').run(...values)
}

export function applyMoved({ sql }: Target, { args }: Named<'ExceptionMoved'>, at: At): void {
  const id = Number(args.id)
  const count = sql('SELECT count(*) AS n FROM move WHERE exception = ?').get(id)
  const number = count === undefined ? 0 : integerOf(count, 'n')
  const values = [id, number, args.from, args.to, args.signer, args.content, at.block, at.tx]
  sql('INSERT INTO move VALUES (?, ?, ?, ?, ?, ?, ?, ?)').run(...values)
  sql('UPDATE exception SET state = ? WHERE id = ?').run(args.to, id)
}

function firstDayOfYear(day: number): number {
  return Date.UTC(new Date(day * DAY_S * 1000).getUTCFullYear(), 0, 1) / (DAY_S * 1000)
}
