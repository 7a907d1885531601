import { createLogger, serviceClient } from '@tcctv/service'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { ProcessLauncher } from './process.ts'

const FAKE = join(import.meta.dirname, '..', '..', 'test', 'fake-project.mjs')

describe('process launcher', () => {
  let dataDirectory: string
  let launcher: ProcessLauncher
  const open = () =>
    new ProcessLauncher({
      dataDirectory,
      command: ['node', FAKE],
      oldSpaceMb: 64,
      logLevel: 'info',
      logger: createLogger({ name: 'launcher', level: 'silent' }),
      readyTimeoutMs: 20_000,
      graceMs: 5000,
    })
  const pidOf = async (socketPath: string) => {
    const client = serviceClient({ socketPath })
    const { pid } = await client.json(z.object({ pid: z.number() }), { path: '/readyz' })
    await client.close()
    return pid
  }
  const crash = async (socketPath: string) => {
    const client = serviceClient({ socketPath })
    await expect(client.json(z.unknown(), { path: '/crash' })).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' })
    await client.close()
  }

  beforeEach(() => {
    dataDirectory = mkdtempSync(join(tmpdir(), 'tl-'))
    for (const slug of ['a1', 'b1']) mkdirSync(join(dataDirectory, 'projects', slug), { recursive: true })
    mkdirSync(join(dataDirectory, 'run'))
    launcher = open()
  })
  afterEach(async () => {
    await launcher.close()
    rmSync(dataDirectory, { recursive: true })
  })

  it('starts one process for many callers, and stops it', async () => {
    const started = await Promise.all(Array.from({ length: 20 }, () => launcher.start('a1', '/readyz')))
    const { socketPath } = started[0] ?? { socketPath: '' }
    expect(await pidOf(socketPath)).toBe(launcher.status('a1').pid)
    expect(launcher.status('a1')).toMatchObject({ state: 'running', crashes: 0 })
    await vi.waitFor(() => expect(launcher.logs('a1', 5)).toEqual(['fake project listens']))
    await launcher.stop('a1')
    expect(launcher.status('a1')).toEqual({ state: 'stopped', pid: null, crashes: 0 })
    await expect(pidOf(socketPath)).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' })
  })

  it('restarts what crashed and leaves the others alone', async () => {
    const [a, b] = await Promise.all([launcher.start('a1', '/readyz'), launcher.start('b1', '/readyz')])
    const before = [await pidOf(a.socketPath), await pidOf(b.socketPath)]
    await crash(a.socketPath)
    await vi.waitFor(() => expect(launcher.status('a1').crashes).toBe(1))
    await launcher.start('a1', '/readyz')
    expect(await pidOf(a.socketPath)).not.toBe(before[0])
    expect(await pidOf(b.socketPath)).toBe(before[1])
    expect(launcher.status('a1')).toMatchObject({ state: 'running', crashes: 1 })
  })

  it('adopts a process that outlived the platform', async () => {
    const { socketPath } = await launcher.start('a1', '/readyz')
    const pid = await pidOf(socketPath)
    const second = open()
    expect([await second.adopt('a1'), await second.adopt('b1')]).toEqual([true, false])
    expect(second.status('a1').pid).toBe(pid)
    const pidFile = join(dataDirectory, 'projects', 'a1', 'process.json')
    expect(JSON.parse(readFileSync(pidFile, 'utf8'))).toEqual({ pid })
    await second.stop('a1')
    await expect(pidOf(socketPath)).rejects.toMatchObject({ code: 'UPSTREAM_UNREACHABLE' })
  })

  it('says so when a process never becomes ready', async () => {
    writeFileSync(join(dataDirectory, 'projects', 'a1', 'crash-at-start'), '')
    const impatient = new ProcessLauncher({
      dataDirectory,
      command: ['node', FAKE],
      oldSpaceMb: 64,
      logLevel: 'info',
      logger: createLogger({ name: 'launcher', level: 'silent' }),
      readyTimeoutMs: 100,
    })
    await expect(impatient.start('a1', '/readyz')).rejects.toMatchObject({ code: 'PROJECT_NOT_READY', status: 503 })
    await impatient.close()
  })
})
