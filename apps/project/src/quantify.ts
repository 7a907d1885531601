import { RECORD_STATUS } from '@tcctv/contracts'
import type { LedgerReceipt } from '@tcctv/ledger'
import { TcctvError, localDayOf, type LocalDay } from '@tcctv/units'
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
 * reading of every lane), and those that the proponent closed. Stops before a day whose exception or announced batch
 * waits, and after a day that the contract withholds. The result is determined by the chain; this only says when.
 */
export async function* quantifyDue(
  project: Project,
  options: { readonly signal: AbortSignal },
): AsyncGenerator<QuantifiedDay, void> {
  const throughDay = await lastDueDay(project)
  for (;;) {
    const quantified = await project.exclusive(() => quantifyNext(project, throughDay, options.signal))
    if (quantified === undefined) return
    yield quantified
    if (quantified.status === RECORD_STATUS.withheld) return
  }
}

/** The day in hand is asked for anew each time: a stream beside this one may have moved it on. */
async function quantifyNext(
  project: Project,
  throughDay: LocalDay,
  signal: AbortSignal,
): Promise<QuantifiedDay | undefined> {
  const { nextDay, closing } = await project.ledger.state()
  const day = nextDay === 0 ? firstDayOf(project) : nextDay
  const isHeld = closing > 0 || (await project.ledger.day(day)).unresolved > 0
  if (signal.aborted || day > throughDay || isHeld) return undefined
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
    return await project.ledger.quantifyDay(day, { signal })
  } catch (cause) {
    if (cause instanceof TcctvError && (cause.code === 'DAY_INCOMPLETE' || cause.code === 'WITHHELD_FIRST')) return
    throw cause
  }
}

async function lastDueDay(project: Project): Promise<LocalDay> {
  const { offsets } = project.documents.version
  const { closedThrough } = await project.ledger.state()
  const watermarkS = project.readModel.watermark()
  const closedDay = watermarkS === undefined ? -1 : localDayOf(offsets, watermarkS) - 1
  return Math.max(closedDay, closedThrough)
}

/** As the contract begins: the first day of crediting, or the first one that a version is approved for. */
function firstDayOf({ documents, readModel }: Project): LocalDay {
  const first = localDayOf(documents.version.offsets, documents.version.crediting.fromS)
  return Math.max(first, readModel.versions.all().find(({ approvedFrom }) => approvedFrom !== null)?.approvedFrom ?? 0)
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
