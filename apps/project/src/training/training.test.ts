import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inPieces } from '../routes/body.ts'
import { loadModel } from '../scorer.ts'
import { beginTrial, csvOfDays, openTestProject, projectDirectory } from '../testing/test-project.ts'
import type { Project } from '../project.ts'
import { followed } from './follow-training.ts'
import { readTraining } from './kept-training.ts'
import { train, type TrainingStep } from './train.ts'
import { TrainingJobs } from './training-jobs.ts'

const signal = new AbortController().signal
const options = { format: 'csv', source: undefined, signal } as const
let project: Project
beforeAll(async () => {
  project = await openTestProject(projectDirectory())
  await beginTrial(project)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  rmSync(project.directory, { recursive: true })
})

const jobsWith = (code?: string): TrainingJobs =>
  new TrainingJobs({
    nowS: () => 1_800_000_000,
    ...(code === undefined ? {} : { start: (workerData) => new Worker(code, { eval: true, workerData }) }),
  })

function trainingOf(jobs: TrainingJobs, days = 20) {
  jobs.begin('read history')
  return followed(jobs, train(project, jobs, inPieces(new TextEncoder().encode(csvOfDays(days))), options))
}

describe('training in a thread', { timeout: 120_000 }, () => {
  it('keeps the event loop free, says how far it is, and stores what it gives', async () => {
    const jobs = jobsWith()
    const steps: TrainingStep[] = []
    let ticks = 0
    const ticker = setInterval(() => (ticks += 1), 5)
    const running = trainingOf(jobs)
    let next = await running.next()
    for (; next.done !== true; next = await running.next()) {
      steps.push(next.value)
      expect(jobs.state()).toMatchObject({ state: 'running', share: next.value.share })
    }
    clearInterval(ticker)
    expect(ticks).toBeGreaterThan(10)
    const shares = steps.map(({ share }) => share)
    expect(shares).toEqual(shares.toSorted((left, right) => left - right))
    expect(steps.filter(({ detail }) => detail.includes('threshold'))).toHaveLength(1)
    expect(jobs.state()).toMatchObject({ state: 'done', share: 1, problem: null })
    const { modelHash } = next.value
    expect(loadModel(project.directory, modelHash).cardHash).toBe(next.value.cardHash)
    expect(readTraining(project.directory, modelHash)?.history).toHaveLength(20 * 96)
  })

  it('runs one at a time', async () => {
    const jobs = jobsWith('setInterval(() => undefined, 1000)')
    const running = trainingOf(jobs, 1)
    await running.next()
    expect(() => jobs.begin('another')).toThrow(expect.objectContaining({ code: 'TRAINING_BUSY', status: 409 }))
    await running.return(Promise.reject(new Error('left'))).catch(() => undefined)
    expect(jobs.state().state).toBe('failed')
    expect(() => jobs.begin('another')).not.toThrow()
  })

  it('fails by itself when its thread ends without an answer', async () => {
    const jobs = jobsWith('process.exit(3)')
    const running = trainingOf(jobs, 1)
    const all = async () => {
      for (let next = await running.next(); next.done !== true; next = await running.next()) continue
    }
    await expect(all()).rejects.toMatchObject({ code: 'TRAINING_FAILED' })
    expect(jobs.state()).toMatchObject({ state: 'failed', problem: { code: 'TRAINING_FAILED' } })
  })
})
