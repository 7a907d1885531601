import { RECORD_STATUS } from '@tcctv/contracts'
import type { LocalDay } from '@tcctv/units'
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
 * in force on the day has a later end); with `close` also those up to the last day that has readings. Stops before a day whose exception waits,
 * and after a day that the contract withholds. The result is determined by the chain; this only says when.
 */
export async function* quantifyDue(
  project: Project,
  options: { readonly close?: boolean; readonly signal: AbortSignal },
): AsyncGenerator<QuantifiedDay, void> {
  for (;;) {
    const quantified = await project.exclusive(() => quantifyNext(project, options.close === true, options.signal))
    if (quantified === undefined) return
    yield quantified
    if (quantified.status === RECORD_STATUS.withheld) return
  }
}

/** The day in hand is asked for anew each time: a stream beside this one may have moved it on. */
async function quantifyNext(project: Project, close: boolean, signal: AbortSignal): Promise<QuantifiedDay | undefined> {
  const { nextDay, closing, lastBatchDay } = await project.ledger.state()
  const day = nextDay === 0 ? firstDayOf(project) : nextDay
  const isHeld = closing > 0 || (await project.ledger.day(day)).unresolved > 0
  const isDue = (close && day <= lastBatchDay) || isComplete(project, day)
  if (signal.aborted || !isDue || isHeld) return undefined
  const receipt = await project.ledger.quantifyDay(day, { signal })
  await project.project()
  return { day, ...recordOf(receipt.events), block: receipt.block, tx: receipt.tx }
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
