import { readdirSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { formatLocalDay, formatTime } from '@tcctv/units'
import { alertsOf } from '../alerts/alerts.ts'
import type { Project } from '../project.ts'
import { loadModel } from '../scorer.ts'
import { readTraining } from './kept-training.ts'
import type { Comparison, Judgement } from './training-order.ts'

/**
 * Every version of the model that was recorded on the chain, oldest first, and then those that were trained since and
 * wait. With each the figures of its card and, where it replaces another, what both find in the same readings.
 */
export function modelVersions(project: Project): object[] {
  const recorded = project.readModel.acts('ModelRecorded')
  const known = new Set(recorded.map(({ subject }) => subject))
  const chain = recorded.map(({ subject, block, atS }, index) => ({
    ...versionOf(project, subject),
    state: index === recorded.length - 1 ? 'in-use' : 'replaced',
    block,
    recordedAt: formatTime(atS),
  }))
  const waiting = storedHashes(project.directory).filter((hash) => !known.has(hash))
  return [
    ...chain,
    ...waiting.map((hash) => ({ ...versionOf(project, hash), state: 'waiting', block: null, recordedAt: null })),
  ]
}

function versionOf(project: Project, modelHash: string) {
  const { card, cardHash, trainedToS } = loadModel(project.directory, modelHash)
  const kept = readTraining(project.directory, modelHash)
  return {
    modelHash,
    cardHash,
    trainedTo: formatTime(trainedToS),
    trainedAt: kept === undefined ? null : formatTime(kept.trainedAtS),
    rows: card.data.rows - card.data.missing,
    days: card.profile.days,
    explained: card.profile.explained,
    threshold: card.threshold,
    outOfFoldEpisodes: card.outOfFoldEpisodes,
    deployed: card.deployed,
    comparison: kept?.comparison == null ? null : comparisonView(project, kept.comparison),
  }
}

/** Confirmed days that a version still finds tell whether it has learned a fault as normal. */
function comparisonView({ readModel }: Project, { rows, before, after }: Comparison) {
  const confirmed = new Set(alertsOf(readModel).flatMap(({ state, day }) => (state === 'confirmed' ? [day] : [])))
  const view = ({ rows: alerted, days }: Judgement) => ({
    alertedReadings: alerted,
    alertedDays: days.length,
    confirmedDaysFound: days.filter((day) => confirmed.has(day)).length,
  })
  const daysOf = (own: Judgement, other: Judgement) =>
    own.days.filter((day) => !other.days.includes(day)).map((day) => formatLocalDay(day))
  return {
    readings: rows,
    confirmedDays: confirmed.size,
    before: view(before),
    after: view(after),
    onlyBefore: daysOf(before, after),
    onlyAfter: daysOf(after, before),
  }
}

function storedHashes(directory: string): string[] {
  const folder = join(directory, 'model')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .flatMap((name) => /^(0x[0-9a-f]{64})\.model\.json$/.exec(name)?.[1] ?? [])
    .toSorted()
}
