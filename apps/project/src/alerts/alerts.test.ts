import { readFileSync, rmSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decisionDocument } from '../decisions.ts'
import { commitImport } from '../imports.ts'
import { inPieces } from '../routes/body.ts'
import { quantifyDue } from '../quantify.ts'
import { beginTrial, csvOfDays, openTestProject, prepared, projectDirectory, take } from '../testing/test-project.ts'
import type { Project } from '../project.ts'
import { followed } from '../training/follow-training.ts'
import { modelVersions } from '../training/model-versions.ts'
import { retrain } from '../training/retrain.ts'
import { train } from '../training/train.ts'
import { TrainingJobs } from '../training/training-jobs.ts'
import { alertsOf, waitingAlerts } from './alerts.ts'

const ROOT = new URL('../../../../', import.meta.url)
const signal = new AbortController().signal
const HISTORY = 28
const FIRST = 15_079 + HISTORY
let project: Project

async function last<Result>(steps: AsyncGenerator<unknown, Result>): Promise<Result> {
  for (;;) {
    const next = await steps.next()
    if (next.done === true) return next.value
  }
}
async function bring(csv: string): Promise<void> {
  const { rows, signatures } = await prepared(project, csv)
  for await (const _line of commitImport(project, rows, { signatures, signal })) continue
}
/** One reading from morning to evening. */
const stuck = (csv: string) => csv.replaceAll(/,1\d\d\.000/g, ',103.000')
const judge = (
  by: 'proponent' | 'registry',
  action: 'confirm-alert' | 'explain-alert' | 'dismiss-alert' | 'reopen-alert',
) =>
  take(project, by, {
    action,
    alert: alertsOf(project.readModel)[0]?.id ?? '',
    document: decisionDocument('seen on site'),
  })
const first = () => alertsOf(project.readModel)[0]
const quantified = async () => {
  const days: number[] = []
  for await (const { day } of quantifyDue(project, { signal })) days.push(day)
  return days
}

beforeAll(async () => {
  const pddYaml = readFileSync(new URL('examples/nrel50/pdd.yaml', ROOT), 'utf8')
  project = await openTestProject(
    projectDirectory(
      {},
      {
        methodologyYaml: readFileSync(new URL('methodologies/acm0002-solar.yaml', ROOT), 'utf8'),
        pddYaml: `${pddYaml}\nanomaly: {policy: hold}\n`,
      },
    ),
  )
  await beginTrial(project, FIRST)
  const jobs = new TrainingJobs({ nowS: () => 1 })
  jobs.begin('test')
  const body = inPieces(new TextEncoder().encode(csvOfDays(HISTORY)))
  const { modelHash, cardHash } = await last(
    followed(jobs, train(project, jobs, body, { format: 'csv', source: undefined, signal })),
  )
  await take(project, 'operator', { action: 'record-model', modelHash, cardHash })
  await bring(stuck(csvOfDays(1, HISTORY)))
  await bring(csvOfDays(2, HISTORY + 1))
}, 120_000)
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  rmSync(project.directory, { recursive: true })
})

describe('alerts of a project that holds them', { timeout: 120_000 }, () => {
  it('keep the reduction of their day, and with it those after, until registry or verifier has judged', async () => {
    expect(first()).toMatchObject({ day: FIRST, state: 'open', isJudged: false })
    expect(waitingAlerts(project, FIRST)).toHaveLength(1)
    expect((await project.ledger.state()).nextDay).toBe(0)
    await judge('proponent', 'explain-alert')
    expect(first()).toMatchObject({ state: 'explained', isJudged: false })
    expect(await quantified()).toEqual([])
    await expect(judge('proponent', 'dismiss-alert')).rejects.toMatchObject({ code: 'SIGNER_NOT_AUTHORISED' })
    await judge('registry', 'confirm-alert')
    expect(first()).toMatchObject({ state: 'confirmed', isJudged: true })
    expect((await quantified())[0]).toBe(FIRST)
  })

  it('keep their history: an entry is taken back by another one', async () => {
    await judge('registry', 'reopen-alert')
    expect(first()).toMatchObject({ state: 'open' })
    await judge('registry', 'confirm-alert')
    expect(first()?.entries.map(({ state, role }) => [state, role])).toEqual([
      ['explained', 'proponent'],
      ['confirmed', 'registry'],
      ['open', 'registry'],
      ['confirmed', 'registry'],
    ])
  })

  it('are left out of the next version when confirmed, and judged by both versions', async () => {
    const jobs = new TrainingJobs({ nowS: () => 2 })
    jobs.begin('test')
    const flagged = alertsOf(project.readModel).flatMap(({ readings }) => readings).length
    expect(flagged).toBeGreaterThan(0)
    const inUse = project.model()?.modelHash
    const next = await last(followed(jobs, retrain(project, jobs, { signal })))
    expect(next.card.data.rows - next.card.data.missing).toBe((HISTORY + 3) * 96 - flagged)
    expect(project.model()?.modelHash).toBe(inUse)
    const versions = modelVersions(project)
    expect(versions).toMatchObject([
      { state: 'in-use', modelHash: inUse, comparison: null },
      { state: 'waiting', modelHash: next.modelHash, comparison: { readings: 3 * 96, confirmedDays: 1 } },
    ])
    expect(versions[1]).toMatchObject({ comparison: { before: { alertedReadings: flagged, confirmedDaysFound: 1 } } })
    const { modelHash, cardHash } = next
    await take(project, 'operator', { action: 'record-model', modelHash, cardHash })
    expect(modelVersions(project)).toMatchObject([{ state: 'replaced' }, { state: 'in-use', modelHash }])
  })
})
