import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'

export const root = join(import.meta.dirname, '..', '..')
const BIN = join(root, 'apps', 'cli', 'bin', 'tcctv.mjs')

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string }

/** A folder of its own for one test file, removed when the file is done. */
export function temporaryFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), 'tcctv-test-'))
  return {
    path,
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }),
  }
}

/** Runs the built command line to its end. */
export function tcctv(...args: readonly string[]): Promise<Ended> {
  const child = spawn(process.execPath, [BIN, ...args], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  let [stdout, stderr] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  })
}

/** A platform that was started with `tcctv up`; disposing it ends it as Ctrl+C does, with all its processes. */
export type RunningPlatform = AsyncDisposable & { readonly origin: string; readonly dataDirectory: string }

/** Starts all processes on a data directory, at a free port. */
export async function tcctvUp(dataDirectory: string): Promise<RunningPlatform> {
  const args = [BIN, 'up', '--data', dataDirectory, '--port', '0']
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  const lines = createInterface(child.stdout)
  const origin = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      const found = /^TCCTV at (\S+);/.exec(line)?.[1]
      if (found !== undefined) resolve(found)
    })
    void ended.then(() => reject(new Error(`tcctv up ended before it was ready: ${stderr}`)))
  })
  return {
    origin,
    dataDirectory,
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}
