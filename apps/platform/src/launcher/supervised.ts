import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'

/** A process we watch: our child, or one adopted from before a restart of the platform. */
export type Supervised = {
  readonly pid: number
  /** Resolves when the process is gone. */
  readonly gone: Promise<void>
}

export type Command = {
  readonly parts: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly log: string
  readonly pidFile: string
}

const ADOPTED_POLL_MS = 500
const pidSchema = z.object({ pid: z.number().int().positive() })

/** Starts a process of its own group (it outlives a crash of the platform) with its output in the log file. */
export function spawnSupervised({ parts, env, log, pidFile }: Command): Supervised {
  mkdirSync(dirname(log), { recursive: true, mode: 0o700 })
  const [name = 'node', ...args] = parts
  const output = openSync(log, 'a', 0o600)
  const child = spawn(name === 'node' ? process.execPath : name, args, {
    env,
    detached: true,
    stdio: ['ignore', output, output],
  })
  closeSync(output)
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const pid = child.pid ?? 0
  if (pid > 0) writeFileSync(pidFile, JSON.stringify({ pid }), { mode: 0o600 })
  return { pid, gone: gone.then(() => rmSync(pidFile, { force: true })) }
}

/** The process named by a pid file, if it lives. The caller has checked that the project's socket answers. */
export function adoptSupervised(pidFile: string): Supervised | null {
  const pid = readPid(pidFile)
  if (pid === null || !isAlive(pid)) return null
  const gone = new Promise<void>((resolve) => {
    const poll = setInterval(() => {
      if (isAlive(pid)) return
      clearInterval(poll)
      resolve()
    }, ADOPTED_POLL_MS)
    poll.unref()
  })
  return { pid, gone }
}

/** SIGTERM, and SIGKILL when it is still there after the grace time. */
export async function endSupervised({ pid, gone }: Supervised, graceMs: number): Promise<void> {
  send(pid, 'SIGTERM')
  const kill = setTimeout(() => send(pid, 'SIGKILL'), graceMs)
  await gone
  clearTimeout(kill)
}

function readPid(pidFile: string): number | null {
  try {
    const parsed = pidSchema.safeParse(JSON.parse(readFileSync(pidFile, 'utf8')))
    return parsed.success ? parsed.data.pid : null
  } catch {
    return null // no file, or a torn one: nothing to adopt
  }
}

function isAlive(pid: number): boolean {
  return send(pid, 0)
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return pid > 0 && process.kill(pid, signal)
  } catch {
    return false // no such process
  }
}
