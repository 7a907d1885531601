import { RECORD_STATUS, decisionTypedData, type Column } from '@tcctv/contracts'
import type { LedgerReceipt, Signed } from '@tcctv/ledger'
import { TcctvError, type LocalDay } from '@tcctv/units'
import { waitingAlerts } from './alerts/alerts.ts'
import { firstDayOf, isComplete } from './due-days.ts'
import { evaluateDay, type DecisionMessage } from './evaluate-day.ts'
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
 * in force on the day has a later end), and those that the proponent closed. Stops before a day whose exception, held alert
 * or announced batch waits, and after a day that the contract withholds. The result is determined by the chain; this only
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
  if (waitingAlerts(project, day).length > 0) return undefined
  const isHeld = closing > 0 || (await project.ledger.day(day)).unresolved > 0
  const isDue = day <= closedThrough || isComplete(project, day)
  if (signal.aborted || !isDue || isHeld) return undefined
  const receipt = await quantifyUnlessWaiting(project, day, signal)
  if (receipt === undefined) return undefined
  await project.project()
  return { day, ...recordOf(receipt.events), block: receipt.block, tx: receipt.tx }
}

/** The contract knows best whether readings of the day may still come. */
async function quantifyUnlessWaiting(
  project: Project,
  day: LocalDay,
  signal: AbortSignal,
): Promise<LedgerReceipt | undefined> {
  try {
    const { ledger, serviceAccount } = project
    const sign = async (message: DecisionMessage): Promise<Signed> => {
      const nonce = await ledger.nonceOf(serviceAccount.address)
      const signature = await serviceAccount.signTypedData(decisionTypedData(ledger.domain, { ...message, nonce }))
      return { nonce, signature }
    }
    const columnsOf = (lanes: readonly number[]): readonly Column[] => project.readModel.columnsOf(day, lanes)
    return await evaluateDay(ledger, project.inForce.at(day), { day, columnsOf, sign, signal })
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
