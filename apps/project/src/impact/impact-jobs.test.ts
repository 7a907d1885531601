import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Project } from '../project.ts'
import { beginTrial, openTestProject, projectDirectory } from '../testing/test-project.ts'
import { ImpactJobs } from './impact-jobs.ts'
import type { ImpactLine } from './impact-job.ts'

const FIRST_DAY = 15_079
/** A thread that goes on when it is told to: what the replay itself does is tested in impact.test.ts. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
parentPort.postMessage({ kind: 'progress', done: 1, total: 2 })
parentPort.on('message', (last) => {
  parentPort.postMessage(last)
  parentPort.close()
})
`
let project: Project
let jobs: ImpactJobs
let threads: Worker[] = []

beforeAll(async () => {
  project = await openTestProject(projectDirectory())
  await beginTrial(project)
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  rmSync(project.directory, { recursive: true })
})
beforeEach(() => {
  threads = []
  jobs = new ImpactJobs((workerData) => {
    const thread = new Worker(THREAD, { eval: true, workerData })
    threads.push(thread)
    return thread
  })
})
afterEach(() => Promise.all(threads.map((thread) => thread.terminate())))

/** Lines of the impact of the example with another factor. */
function measure(factor: string): AsyncGenerator<ImpactLine, void> {
  const draft = project.versions.draft(project.documents.pddYaml.replace('value: "0.8907"', `value: "${factor}"`))
  return jobs.measure(project, draft, FIRST_DAY)
}

/** Reads until the thread has said how far it is. */
async function begun(lines: AsyncGenerator<ImpactLine, void>): Promise<void> {
  for (let next = await lines.next(); next.done !== true; next = await lines.next())
    if ('blocks' in next.value && next.value.blocks === 2) return
}

async function rest(lines: AsyncGenerator<ImpactLine, void>): Promise<ImpactLine[]> {
  const found: ImpactLine[] = []
  for await (const line of lines) found.push(line)
  return found
}

const impact = { documentHash: '0x01' }
// eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origin
const finish = (thread: Worker | undefined): void => thread?.postMessage({ kind: 'done', impact })

describe('a replay in its thread', { timeout: 60_000 }, () => {
  it('runs alone: another one is refused while it does, and begins when it is done', async () => {
    const first = measure('0.7')
    await begun(first)
    await expect(measure('0.6').next()).rejects.toMatchObject({ code: 'IMPACT_BUSY', status: 409 })
    finish(threads[0])
    expect(await rest(first)).toEqual([{ impact, isCached: false }])
    const second = measure('0.6')
    await begun(second)
    finish(threads[1])
    expect(await rest(second)).toEqual([{ impact, isCached: false }])
  })

  it('is shared by all who ask for the same, and kept for those who come later', async () => {
    const [one, other] = [measure('0.7'), measure('0.7')]
    await begun(one)
    await begun(other)
    finish(threads[0])
    expect(await Promise.all([rest(one), rest(other)])).toEqual([
      [{ impact, isCached: false }],
      [{ impact, isCached: false }],
    ])
    expect(await rest(measure('0.7'))).toEqual([{ impact, isCached: true }])
    expect(threads).toHaveLength(1)
  })

  it('is ended by its last reader, and begins anew for the next', async () => {
    const [one, other] = [measure('0.7'), measure('0.7')]
    await begun(one)
    await begun(other)
    await one.return()
    await expect(measure('0.6').next()).rejects.toMatchObject({ code: 'IMPACT_BUSY' })
    const [ended] = [...threads]
    const exit = ended === undefined ? undefined : once(ended, 'exit')
    await other.return()
    expect(await exit).toEqual([1])
    const again = measure('0.7')
    await begun(again)
    expect(threads).toHaveLength(2)
    finish(threads[1])
    expect(await rest(again)).toEqual([{ impact, isCached: false }])
  })

  it('fails with the code that the thread tells, or when the thread ends without one', async () => {
    const refused = measure('0.7')
    await begun(refused)
    const error = { code: 'IMPACT_LANES', status: 422, message: 'other series', advice: '', details: {} }
    threads[0]?.postMessage({ kind: 'failed', error })
    await expect(rest(refused)).rejects.toMatchObject({ code: 'IMPACT_LANES', status: 422 })
    const lost = measure('0.7')
    await begun(lost)
    const failure = expect(rest(lost)).rejects.toMatchObject({ code: 'IMPACT_FAILED', status: 500 })
    await threads[1]?.terminate()
    await failure
  })
})
