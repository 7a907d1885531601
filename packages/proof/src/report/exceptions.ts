import { FIXED_PLACES, formatDecimal, formatLocalDay, parseDecimal } from '@tcctv/units'
import type { MethodologyDocument, PddDocument } from './documents.ts'
import type { Hex } from '../bytes.ts'
import type { ChainRecord } from '../records.ts'
import { EXCEPTION_STATES, wordOf } from '../vocabulary.ts'
import { eventsOf } from './events.ts'
import { roleOf } from './parties.ts'
import { documentOn, type PddHistory, type PddOnChain } from './pdd-history.ts'

export type ReportExceptionMove = {
  readonly from: string
  readonly to: string
  readonly by: string
  readonly signer: Hex
  readonly content: Hex
  readonly block: number
  readonly tx: Hex
}
/** An exception with everything that was decided about it; amount and limits in the limit's unit. */
export type ReportException = {
  readonly id: string
  readonly day: string
  readonly limit: string
  readonly subject: string
  readonly level: number
  readonly state: string
  readonly amount: string
  readonly low: string
  readonly high: string
  readonly unit: string
  readonly block: number
  readonly tx: Hex
  readonly moves: readonly ReportExceptionMove[]
}

const FIRST_STATE: Record<number, string> = { 2: 'noted', 3: 'held3', 4: 'held4' }

/** Exceptions in the order they were opened. */
export function exceptionsOf(
  records: readonly ChainRecord[],
  { pdds, methodology }: { readonly pdds: readonly PddOnChain[]; readonly methodology: MethodologyDocument },
  history: readonly PddHistory[],
): ReportException[] {
  const moved = eventsOf(records, 'ExceptionMoved')
  return eventsOf(records, 'ExceptionOpened').map(({ args, place }) => {
    const day = formatLocalDay(args.day)
    const limit = limitOf(documentOn(day, history, pdds)?.pdd, args.limit, methodology)
    const moves = moved
      .filter((move) => move.args.id === args.id)
      .map((move) => ({
        from: wordOf(EXCEPTION_STATES, move.args.from),
        to: wordOf(EXCEPTION_STATES, move.args.to),
        by: roleOf(records, move.args.signer),
        signer: move.args.signer,
        content: move.args.content,
        ...move.place,
      }))
    return {
      id: args.id.toString(),
      day,
      limit: limit.id,
      subject: limit.subject,
      level: args.level,
      state: moves.at(-1)?.to ?? FIRST_STATE[args.level] ?? wordOf(EXCEPTION_STATES, args.level),
      amount: limit.text(args.amount),
      low: limit.text(args.low),
      high: limit.text(args.high),
      unit: limit.unit,
      ...place,
      moves,
    }
  })
}

type LimitWords = {
  readonly id: string
  readonly subject: string
  readonly unit: string
  readonly text: (amount: bigint) => string
}

/** Words of a limit by its index, which is its place among the tolerances of the document. */
function limitOf(
  pdd: PddDocument | undefined,
  index: number,
  { monitored, equations }: Pick<MethodologyDocument, 'monitored' | 'equations'>,
): LimitWords {
  const tolerance = pdd?.tolerances[index]
  if (pdd === undefined || tolerance === undefined)
    return { id: `limit ${index}`, subject: 'unknown', unit: 'count', text: (amount) => amount.toString() }
  const { id, parameter, basis } = tolerance
  const words = { id, subject: basis.to === undefined ? parameter : `${parameter}/${basis.to}` }
  const fixed = (amount: bigint): string => formatDecimal(amount, FIXED_PLACES)
  const unitOf = (name: string): string => monitored[name]?.unit ?? 'unknown'
  if (basis.to !== undefined) return { ...words, unit: `${unitOf(parameter)}/${unitOf(basis.to)}`, text: fixed }
  const quantum = Object.values(pdd.sources)
    .flatMap(({ columns }) => Object.values(columns))
    .find((column) => column.parameter === parameter)?.quantum
  if (quantum === undefined) return { ...words, unit: equations[parameter]?.unit ?? 'unknown', text: fixed }
  const quantumCount = parseDecimal(quantum.value, FIXED_PLACES)
  return { ...words, unit: quantum.unit, text: (amount) => formatDecimal(amount * quantumCount, FIXED_PLACES) }
}
