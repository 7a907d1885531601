import { createLogger, serviceClient } from '@tcctv/service'
import { insertProject, listProjectRisks, listRiskEvents, openPlatformStore, type PlatformDb } from '@tcctv/store'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { describeProject } from './describe-project.ts'
import { RiskWatch } from './risk-watch.ts'

const AT_S = 1_770_000_000
const AT = '2026-02-02T02:40:00.000Z'

/** Stands in for the directory process: it keeps what it is asked to watch and says the level it is set to. */
class FakeDirectory {
  readonly watched = new Map<string, string>()
  level = 'none'
  puts = 0
  readonly #server: Server

  constructor() {
    this.#server = createServer((request, response) => {
      const answer = this.#answer(request.method ?? '', request.url ?? '')
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer))
    })
  }

  listen(socketPath: string): Promise<void> {
    return new Promise((resolve) => this.#server.listen(socketPath, resolve))
  }

  close(): Promise<void> {
    this.#server.closeAllConnections()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #answer(method: string, url: string): unknown {
    if (url.startsWith('/level-changes')) return { items: [{ to: 'likely', cause: 'import of verra' }] }
    if (method === 'GET') return { items: [...this.watched].map(([id, level]) => ({ id, level })) }
    this.puts += 1
    this.watched.set(url.slice('/watched/'.length), this.level)
    return { level: this.level, summary: `${this.level} found in 2 sources as of their dates` }
  }
}

describe("risk of the platform's projects", () => {
  let folder: string
  let db: PlatformDb
  let watch: RiskWatch
  let directory: FakeDirectory
  const socketPath = () => join(folder, 'directory.sock')
  const turn = () => {
    watch.soon()
    return watch.settled()
  }
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tw-'))
    db = await openPlatformStore(join(folder, 'platform.sqlite'))
    directory = new FakeDirectory()
    watch = new RiskWatch({
      db,
      directory: serviceClient({ socketPath: socketPath() }, 'directory'),
      assertionKey: new Uint8Array(32),
      intervalS: 3600,
      logger: createLogger({ name: 'test', level: 'silent' }),
      nowS: () => AT_S,
    })
    await insertProject(db, row, () => 1_000_000_007)
  })
  afterEach(async () => {
    await watch.close()
    await directory.close()
    await db.destroy()
    rmSync(folder, { recursive: true })
  })

  it('stays not assessed while the directory does not answer, and is asked again', async () => {
    await turn()
    expect(await listProjectRisks(db)).toEqual([])
    await directory.listen(socketPath())
    await turn()
    expect(await listProjectRisks(db)).toMatchObject([{ slug: 'pv-1', level: 'none', assessedAt: AT }])
    expect(await listRiskEvents(db)).toEqual([])
  })

  it('keeps a raised level as an event with its cause, once', async () => {
    await directory.listen(socketPath())
    await turn()
    directory.level = 'likely'
    directory.watched.set('pv-1', 'likely')
    await turn()
    await turn()
    const event = { slug: 'pv-1', fromLevel: 'none', toLevel: 'likely', cause: 'import of verra', at: AT }
    expect(await listRiskEvents(db, 'pv-1')).toEqual([event])
    expect(await listProjectRisks(db)).toMatchObject([{ level: 'likely' }])
  })

  it('asks once, and again when the directory has forgotten the project', async () => {
    await directory.listen(socketPath())
    await turn()
    await turn()
    expect(directory.puts).toBe(1)
    directory.watched.clear()
    await turn()
    expect(directory.puts).toBe(2)
  })
})

it('describes a project by its title alone when its documents can not be read', () => {
  expect(describeProject({ title: 'PV', pdd: 'p: 1', methodology: 'm: 1' })).toEqual({ name: 'PV' })
})

const row = {
  slug: 'pv-1',
  title: 'PV',
  parties: '{}',
  documents: JSON.stringify({ methodology: 'm: 1', pdd: 'p: 1' }),
  state: 'ready',
  step: 'done',
  problem: null,
  visibility: 'parties',
  createdAt: AT,
} as const
