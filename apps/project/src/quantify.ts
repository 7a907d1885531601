import { encodeColumns, RECORD_STATUS, decisionTypedData } from '@tcctv/contracts'
import type { LedgerReceipt } from '@tcctv/ledger'
import { createFillCoefficients, fixedOf, needsReadings } from '@tcctv/methodology'
import { TcctvError, formatLocalDay, type LocalDay } from '@tcctv/units'
import { bytesToHex, encodeAbiParameters, keccak256, numberToHex } from 'viem'
import { firstDayOf, isComplete } from './due-days.ts'
import type { Project } from './project.ts'
import type { Hex } from './read-model/projected.ts'

/** The record of one day, as far as its maker needs it. Reduction in tCO2e at 1e18, the day's own. */
export type QuantifiedDay = {
  readonly day: LocalDay
  readonly reduction: bigint
  readonly level: number
  readonly status: number
  readonly block: number
  readonly tx: Hex
}

/**
 * Lets the contract compute every day that is due: all days for which nothing more is awaited (every lane of the version
 * in force on the day has a later end), and those that the proponent closed. Stops before a day whose exception or
 * announced batch waits, and after a day that the contract withholds. The result is determined by the chain; this only
 * says when.
 */
export async function* quantifyDue(
  project: Project,
  options: { readonly signal: AbortSignal },
): AsyncGenerator<QuantifiedDay, void> {
  for (;;) {
    const quantified = await project.exclusive(() => quantifyNext(project, options.signal))
    if (quantified === undefined) return
    yield quantified
    if (quantified.status === RECORD_STATUS.withheld) return
  }
}

/** The day in hand is asked for anew each time: a stream beside this one may have moved it on. */
async function quantifyNext(project: Project, signal: AbortSignal): Promise<QuantifiedDay | undefined> {
  const { nextDay, closing, closedThrough } = await project.ledger.state()
  const day = nextDay === 0 ? firstDayOf(project) : nextDay
  const isHeld = closing > 0 || (await project.ledger.day(day)).unresolved > 0
  const isDue = day <= closedThrough || isComplete(project, day)
  if (signal.aborted || !isDue || isHeld) return undefined
  const receipt = await quantifyUnlessWaiting(project, day, signal)
  if (receipt === undefined) return undefined
  await project.project()
  return { day, ...recordOf(receipt.events), block: receipt.block, tx: receipt.tx }
}

/**
 * Equations of intervals, and the last, least and greatest reading, need the readings again: the contract takes only those
 * that were committed. Period coefficients (exp, ln, pow of inputs of the period) are the one step off the chain: computed here from the very
 * inputs that the contract will use, and signed by the service over all of them. Every verifier computes them again.
 */
async function evaluate(project: Project, day: LocalDay, signal: AbortSignal): Promise<LedgerReceipt> {
  const { ledger, serviceAccount } = project
  const { version, methodology, pdd } = project.inForce.at(day)
  const places = version.variables.flatMap(({ kind }, index) => (kind === 'coefficient' ? [index] : []))
  const needed = version.lanes.flatMap((_, lane) => (needsReadings(version, lane) ? [lane] : []))
  if (needed.length > 0) {
    const columns = project.readModel.columnsOf(day, needed)
    return ledger.quantifyDayOver(day, columns.length === 0 ? '0x' : bytesToHex(encodeColumns(columns)), { signal })
  }
  if (places.length === 0) return ledger.quantifyDay(day, { signal })
  const fill = createFillCoefficients(methodology, fixedOf(pdd, Number(formatLocalDay(day).slice(0, 4))))
  const inputs = await ledger.dayInputs(day)
  const measured = fill(inputs.measured)
  const withdrawn = inputs.withdrawn.length === 0 ? [] : fill(inputs.withdrawn)
  const list = { type: 'int256[]' } as const
  const content = keccak256(encodeAbiParameters([list, list], [measured, withdrawn]))
  const nonce = await ledger.nonceOf(serviceAccount.address)
  const message = { action: 'coefficients', subject: numberToHex(day, { size: 32 }), content, nonce }
  const signature = await serviceAccount.signTypedData(decisionTypedData(ledger.domain, message))
  const taken = (of: readonly bigint[]): bigint[] => (of.length === 0 ? [] : places.map((place) => of[place] ?? 0n))
  return ledger.quantifyDayWith(day, taken(measured), taken(withdrawn), { nonce, signature }, { signal })
}

/** The contract knows best whether readings of the day may still come. */
async function quantifyUnlessWaiting(
  project: Project,
  day: LocalDay,
  signal: AbortSignal,
): Promise<LedgerReceipt | undefined> {
  try {
    return await evaluate(project, day, signal)
  } catch (cause) {
    if (cause instanceof TcctvError && (cause.code === 'DAY_INCOMPLETE' || cause.code === 'WITHHELD_FIRST')) return
    throw cause
  }
}

function recordOf(events: Awaited<ReturnType<Project['ledger']['quantifyDay']>>['events']): {
  reduction: bigint
  level: number
  status: number
} {
  let [reduction, level, status] = [0n, 0, 0]
  for (const event of events) {
    if (event.eventName === 'DayEvaluated') level = event.args.level
    if (event.eventName === 'Reduction') [reduction, status] = [event.args.reduction, event.args.status]
  }
  return { reduction, level, status }
}
