import { RECORD_STATUS } from '@tcctv/contracts'
import { localDayOf, type LocalDay } from '@tcctv/units'
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
 * Lets the contract compute every day that is due: all days before the watermark (the end of the last committed
 * reading of every lane); with `close` also the last day that has readings. Stops before a day whose exception waits,
 * and after a day that the contract withholds. The result is determined by the chain; this only says when.
 */
export async function* quantifyDue(
  project: Project,
  options: { readonly close?: boolean; readonly signal: AbortSignal },
): AsyncGenerator<QuantifiedDay, void> {
  const { firstDay, throughDay } = await dueDays(project, options.close === true)
  for (let day = firstDay; day <= throughDay; day += 1) {
    if (options.signal.aborted || (await isHeld(project, day))) return
    const receipt = await project.ledger.quantifyDay(day, { signal: options.signal })
    await project.project()
    const record = recordOf(receipt.events)
    yield { day, ...record, block: receipt.block, tx: receipt.tx }
    if (record.status === RECORD_STATUS.withheld) return
  }
}

async function dueDays(project: Project, close: boolean): Promise<{ firstDay: LocalDay; throughDay: LocalDay }> {
  const { offsets, crediting } = project.documents.version
  const { nextDay, lastBatchDay } = await project.ledger.state()
  const firstDay = nextDay === 0 ? localDayOf(offsets, crediting.fromS) : nextDay
  const watermarkS = project.readModel.watermark()
  const closedDay = watermarkS === undefined ? -1 : localDayOf(offsets, watermarkS) - 1
  return { firstDay, throughDay: close ? Math.max(closedDay, lastBatchDay) : closedDay }
}

async function isHeld(project: Project, day: LocalDay): Promise<boolean> {
  const state = await project.ledger.state()
  return state.closing > 0 || (await project.ledger.day(day)).unresolved > 0
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
