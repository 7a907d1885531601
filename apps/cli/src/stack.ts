import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ensureKeyFile } from '@tcctv/service'
import { cliError } from './errors.ts'

/** The checkout or installation that this command belongs to. */
export const root = join(import.meta.dirname, '..', '..', '..')

export type StackOptions = { readonly dataDirectory: string; readonly port?: number; readonly logLevel?: string }

/** The platform's processes on this machine. */
export type Stack = AsyncDisposable & {
  readonly origin: string
  /** Process ids, for measuring. */
  readonly pids: () => readonly number[]
  /** Resolves when one of the processes ends by itself. */
  readonly failed: Promise<string>
}

type Started = { readonly name: string; readonly child: ChildProcess; readonly listening: string }

const STOP_MS = 35_000

/**
 * Starts platform, directory, report generator and gateway, each a process of its own with its log file in the data
 * directory. The platform starts the project processes.
 *
 * @throws {TcctvError} PROCESS_ENDED
 */
export async function startStack({ dataDirectory, port, logLevel = 'info' }: StackOptions): Promise<Stack> {
  const run = join(dataDirectory, 'run')
  mkdirSync(run, { recursive: true, mode: 0o700 })
  mkdirSync(join(dataDirectory, 'log'), { recursive: true, mode: 0o700 })
  ensureKeyFile(join(run, 'assertion.key'))
  const common = { TCCTV_DATA_DIR: dataDirectory, TCCTV_LOG_LEVEL: logLevel }
  const start = (name: string, settings: Readonly<Record<string, string>>): Promise<Started> =>
    startProcess(name, dataDirectory, { ...common, ...settings })
  const started: Started[] = []
  try {
    const projectMain = JSON.stringify(['node', mainOf('project')])
    started.push(await start('platform', { TCCTV_PROJECT_MAIN: projectMain }))
    started.push(...(await Promise.all([start('directory', {}), start('report', {})])))
    const portal = join(root, 'apps', 'portal', 'dist')
    const gateway = await start('gateway', {
      ...(port === undefined ? {} : { TCCTV_PORT: String(port) }),
      ...(existsSync(join(portal, 'index.html')) ? { TCCTV_PORTAL_DIR: portal } : {}),
    })
    started.push(gateway)
    return stackOf(started, gateway.listening)
  } catch (cause) {
    await stopAll(started)
    throw cause
  }
}

function stackOf(started: readonly Started[], origin: string): Stack {
  const failed = Promise.race(
    started.map(
      ({ name, child }) =>
        new Promise<string>((resolve) =>
          child.once('exit', (code) => resolve(`process ${name} ended with exit code ${code}`)),
        ),
    ),
  )
  return {
    origin,
    failed,
    pids: () => started.flatMap(({ child }) => (child.pid === undefined ? [] : [child.pid])),
    [Symbol.asyncDispose]: () => stopAll(started),
  }
}

function mainOf(app: string): string {
  return join(root, 'apps', app, 'dist', 'main.js')
}

async function startProcess(
  name: string,
  dataDirectory: string,
  settings: Readonly<Record<string, string>>,
): Promise<Started> {
  const { PATH = '', HOME = '', TMPDIR } = process.env
  const env = { PATH, HOME, ...(TMPDIR === undefined ? {} : { TMPDIR }), NODE_ENV: 'production', ...settings }
  const child = spawn(process.execPath, [mainOf(name)], { env, stdio: ['ignore', 'pipe', 'pipe'], detached: false })
  const log = createWriteStream(join(dataDirectory, 'log', `${name}.log`), { flags: 'a', mode: 0o600 })
  let output = ''
  child.stderr.on('data', (chunk: Buffer) => {
    output = (output + chunk.toString()).slice(-2000)
    log.write(chunk)
  })
  const listening = await firstLine(child)
  if (listening === undefined)
    throw cliError('PROCESS_ENDED', { name, exitCode: child.exitCode ?? -1, output: output.trim() })
  return { name, child, listening }
}

async function firstLine(child: ChildProcess): Promise<string | undefined> {
  if (child.stdout === null) return undefined
  for await (const line of createInterface(child.stdout)) {
    const parsed: unknown = JSON.parse(line)
    if (typeof parsed === 'object' && parsed !== null && 'listening' in parsed) return String(parsed.listening)
  }
  await new Promise((resolve) => (child.exitCode === null ? child.once('exit', resolve) : resolve(undefined)))
  return undefined
}

async function stopAll(started: readonly Started[]): Promise<void> {
  for (const { child } of started.toReversed()) await stop(child)
}

function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.kill('SIGTERM')
  })
}
