import { serviceClient, socketAnswers, type Logger } from '@tcctv/service'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import { recentCrashes, restartDelayMs } from './backoff.ts'
import type { LaunchStatus, Launcher, Probe } from './launcher.ts'
import { projectPaths } from './project-paths.ts'
import { adoptSupervised, endSupervised, spawnSupervised, type Supervised } from './supervised.ts'

export type ProcessLauncherOptions = {
  readonly dataDirectory: string
  readonly command: readonly string[]
  readonly oldSpaceMb: number
  readonly logLevel: string
  readonly logger: Logger
  readonly readyTimeoutMs?: number
  readonly graceMs?: number
}

type Slot = {
  state: LaunchStatus['state']
  process: Supervised | null
  crashedAtMs: readonly number[]
  /** Set while a stop is wanted: the end of the process is no crash then. */
  isStopping: boolean
  restart: NodeJS.Timeout | null
}

const PROBE_POLL_MS = 25

/** Launches project processes as children of this one; see {@link Launcher}. */
export class ProcessLauncher implements Launcher {
  readonly #options: ProcessLauncherOptions
  readonly #slots = new Map<string, Slot>()
  readonly #spawning = new Map<string, Promise<void>>()

  constructor(options: ProcessLauncherOptions) {
    this.#options = options
  }

  readonly start: Launcher['start'] = async (slug, probe) => {
    const slot = this.#slot(slug)
    if (slot.state === 'failed') throw platformError('PROJECT_FAILED', { slug, crashes: slot.crashedAtMs.length })
    if (slot.state === 'stopped') await this.#launchOnce(slug)
    const socketPath = projectPaths(this.#options.dataDirectory, slug).socket
    await this.#answers(slug, socketPath, probe)
    return { socketPath }
  }

  readonly adopt: Launcher['adopt'] = async (slug) => {
    const paths = projectPaths(this.#options.dataDirectory, slug)
    const process = (await socketAnswers(paths.socket)) ? adoptSupervised(paths.pidFile) : null
    if (process === null) return false
    if (this.#slot(slug).process === null) this.#watch(slug, process, 'adopted')
    return true
  }

  readonly stop: Launcher['stop'] = async (slug) => {
    const slot = this.#slot(slug)
    if (slot.restart !== null) clearTimeout(slot.restart)
    Object.assign(slot, { isStopping: true, restart: null, crashedAtMs: [] })
    if (slot.process !== null) await endSupervised(slot.process, this.#options.graceMs ?? 30_000)
    Object.assign(slot, { state: 'stopped', process: null, isStopping: false })
  }

  readonly status: Launcher['status'] = (slug) => {
    const slot = this.#slots.get(slug)
    if (slot === undefined) return { state: 'stopped', pid: null, crashes: 0 }
    const crashes = recentCrashes(slot.crashedAtMs, Date.now()).length
    return { state: slot.state, pid: slot.process?.pid ?? null, crashes }
  }

  readonly logs: Launcher['logs'] = (slug, lines) => {
    try {
      const text = readFileSync(projectPaths(this.#options.dataDirectory, slug).log, 'utf8')
      return text.trimEnd().split('\n').slice(-lines)
    } catch {
      return [] // it has not written yet
    }
  }

  readonly close: Launcher['close'] = async () => {
    await Promise.all([...this.#slots.keys()].map((slug) => this.stop(slug)))
  }

  #slot(slug: string): Slot {
    const found = this.#slots.get(slug)
    if (found !== undefined) return found
    const slot: Slot = { state: 'stopped', process: null, crashedAtMs: [], isStopping: false, restart: null }
    this.#slots.set(slug, slot)
    return slot
  }

  /** One launch for concurrent callers; no await between test and assignment. */
  #launchOnce(slug: string): Promise<void> {
    const running = this.#spawning.get(slug)
    if (running !== undefined) return running
    const launch = this.#launch(slug).finally(() => this.#spawning.delete(slug))
    this.#spawning.set(slug, launch)
    return launch
  }

  async #launch(slug: string): Promise<void> {
    if (await this.adopt(slug)) return
    const paths = projectPaths(this.#options.dataDirectory, slug)
    const command = { parts: this.#options.command, env: this.#environment(slug), ...paths }
    this.#watch(slug, spawnSupervised(command), 'started')
  }

  #watch(slug: string, process: Supervised, how: 'started' | 'adopted'): void {
    const slot = this.#slot(slug)
    Object.assign(slot, { state: 'starting', process, isStopping: false, restart: null })
    this.#options.logger.info({ slug, pid: process.pid, how }, 'project process is watched')
    void process.gone.then(() => this.#ended(slug, slot))
  }

  #ended(slug: string, slot: Slot): void {
    slot.process = null
    if (slot.isStopping) return
    slot.crashedAtMs = [...recentCrashes(slot.crashedAtMs, Date.now()), Date.now()]
    const crashes = slot.crashedAtMs.length
    const delayMs = restartDelayMs(crashes, Math.random())
    slot.state = delayMs === null ? 'failed' : 'restarting'
    this.#options.logger.error({ slug, crashes, restartInMs: delayMs }, 'project process crashed')
    if (delayMs !== null) slot.restart = setTimeout(() => void this.#launchOnce(slug), delayMs)
  }

  async #answers(slug: string, socketPath: string, probe: Probe): Promise<void> {
    const timeoutMs = this.#options.readyTimeoutMs ?? 60_000
    const untilMs = Date.now() + timeoutMs
    const client = serviceClient({ socketPath }, `project ${slug}`)
    try {
      while (Date.now() < untilMs) {
        const slot = this.#slot(slug)
        if (slot.state === 'failed') throw platformError('PROJECT_FAILED', { slug, crashes: slot.crashedAtMs.length })
        if (slot.state === 'stopped') break
        const isUp = await client.json(z.unknown(), { path: probe, timeoutMs: 2000 }).then(
          () => true,
          () => false,
        )
        if (isUp) {
          slot.state = 'running'
          return
        }
        await wait(PROBE_POLL_MS)
      }
      throw platformError('PROJECT_NOT_READY', { slug, timeoutMs })
    } finally {
      await client.close()
    }
  }

  #environment(slug: string): Record<string, string> {
    const paths = projectPaths(this.#options.dataDirectory, slug)
    return {
      NODE_OPTIONS: `--max-old-space-size=${this.#options.oldSpaceMb}`,
      TCCTV_PROJECT_DIR: paths.directory,
      TCCTV_PROJECT_SOCKET: paths.socket,
      TCCTV_ASSERTION_KEY_FILE: paths.assertionKey,
      TCCTV_LOG_LEVEL: this.#options.logLevel,
    }
  }
}
