import { encodeColumns, type Column } from '@tcctv/contracts'
import type { LedgerReceipt, ProjectLedger, Signed } from '@tcctv/ledger'
import { createFillCoefficients, fixedOf, needsReadings } from '@tcctv/methodology'
import { formatLocalDay, type LocalDay } from '@tcctv/units'
import { bytesToHex, encodeAbiParameters, keccak256, numberToHex } from 'viem'
import type { Documents } from './documents.ts'
import type { Hex } from './read-model/projected.ts'

/** What the service signs over the coefficients of a day, but for its nonce. */
export type DecisionMessage = { readonly action: string; readonly subject: Hex; readonly content: Hex }
type Ledger = Pick<ProjectLedger, 'quantifyDay' | 'quantifyDayOver' | 'quantifyDayWith' | 'dayInputs'>
type Evaluation = {
  readonly day: LocalDay
  /** The day's committed columns of these lanes, by lane and start. */
  readonly columnsOf: (lanes: readonly number[]) => readonly Column[]
  readonly sign: (message: DecisionMessage) => Promise<Signed>
  readonly signal?: AbortSignal
}

/**
 * Lets the contract evaluate the day in hand by the documents in force on it. Equations of intervals, and the last,
 * least and greatest reading, need the readings again: the contract takes only those that were committed. Period coefficients (exp, ln, pow of inputs
 * of the period) are the one step off the chain: computed here from the very inputs that the contract will use, and signed
 * by the service over all of them. Every verifier computes them again.
 *
 * @throws {TcctvError} DAY_NOT_NEXT, DAY_UNRESOLVED, DAY_INCOMPLETE and the ledger's other refusals
 */
export async function evaluateDay(
  ledger: Ledger,
  { version, methodology, pdd }: Pick<Documents, 'version' | 'methodology' | 'pdd'>,
  { day, columnsOf, sign, signal }: Evaluation,
): Promise<LedgerReceipt> {
  const options = signal === undefined ? {} : { signal }
  const needed = version.lanes.flatMap((_, lane) => (needsReadings(version, lane) ? [lane] : []))
  if (needed.length > 0) {
    const columns = columnsOf(needed)
    return ledger.quantifyDayOver(day, columns.length === 0 ? '0x' : bytesToHex(encodeColumns(columns)), options)
  }
  const places = version.variables.flatMap(({ kind }, index) => (kind === 'coefficient' ? [index] : []))
  if (places.length === 0) return ledger.quantifyDay(day, options)
  const fill = createFillCoefficients(methodology, fixedOf(pdd, Number(formatLocalDay(day).slice(0, 4))))
  const inputs = await ledger.dayInputs(day)
  const measured = fill(inputs.measured)
  const withdrawn = inputs.withdrawn.length === 0 ? [] : fill(inputs.withdrawn)
  const list = { type: 'int256[]' } as const
  const content = keccak256(encodeAbiParameters([list, list], [measured, withdrawn]))
  const signed = await sign({ action: 'coefficients', subject: numberToHex(day, { size: 32 }), content })
  const taken = (of: readonly bigint[]): bigint[] => (of.length === 0 ? [] : places.map((place) => of[place] ?? 0n))
  return ledger.quantifyDayWith(day, taken(measured), taken(withdrawn), signed, options)
}
