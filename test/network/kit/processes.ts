import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { openSync, closeSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'

/** No process of a test lives longer. */
const LONGEST_MS = 30 * 60_000

/** Runs a program to its end, at most two minutes; its output. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(command, [...args], { timeout: 120_000, maxBuffer: 2 ** 26 })
  return stdout + stderr
}

/** A program that goes on until it is ended, by its own id. */
export type Running = { readonly pid: number; readonly end: (signal: 'SIGINT' | 'SIGKILL') => Promise<void> }

/** Starts a program that writes to a log; it is ended when this process ends or after half an hour. */
export function start(command: string, args: readonly string[], log: string): Running {
  const file = openSync(log, 'a')
  const child = spawn(command, [...args], { stdio: ['ignore', file, file] })
  closeSync(file)
  const kill = (): void => void child.kill('SIGKILL')
  process.once('exit', kill)
  const limit = setTimeout(kill, LONGEST_MS).unref()
  child.once('exit', () => {
    clearTimeout(limit)
    process.removeListener('exit', kill)
  })
  return { pid: child.pid ?? 0, end: (signal) => endOf(child, signal) }
}

async function endOf(child: ChildProcess, signal: 'SIGINT' | 'SIGKILL'): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill(signal)
  await Promise.race([ended, wait(20_000).then(() => child.kill('SIGKILL'))])
  await ended
}

/** Looks until the work gives something; fails with what it said last. */
export async function until<T>(what: string, seconds: number, look: () => Promise<T | undefined>): Promise<T> {
  const endMs = performance.now() + seconds * 1000
  let last: unknown = 'nothing'
  while (performance.now() < endMs) {
    try {
      const found = await look()
      if (found !== undefined) return found
    } catch (cause) {
      last = cause
    }
    await wait(200)
  }
  throw new Error(`${what}: not after ${seconds} s; last ${last instanceof Error ? last.message : String(last)}`)
}

export function tail(log: string): string {
  return readFileSync(log, 'utf8').split('\n').slice(-15).join('\n')
}
