import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { ledgerError } from '../errors.ts'

/**
 * Takes the directory for this process until `release`. The lock of a dead process (also after a kill -9) is taken
 * over; a process counts as alive when its id runs and was started when the lock says. Does not guard against
 * another machine that mounts the same disk.
 *
 * @throws {TcctvError} LEDGER_LOCKED when a living process holds it (this one included)
 */
export function lockDirectory(directory: string): { readonly release: () => void } {
  mkdirSync(directory, { recursive: true })
  const path = join(directory, 'ledger.lock')
  const mine = join(directory, `ledger.lock.${randomBytes(6).toString('hex')}`)
  writeFileSync(mine, `${process.pid} ${startOf(process.pid)} ${hostname()}\n`)
  try {
    takeLock({ directory, path, mine })
  } finally {
    rmSync(mine, { force: true })
  }
  return { release: () => rmSync(path, { force: true }) }
}

type Lock = { readonly directory: string; readonly path: string; readonly mine: string }

function takeLock({ directory, path, mine }: Lock): void {
  for (;;) {
    if (link(mine, path)) return
    const holder = read(path)
    if (holder === undefined) continue
    if (isAlive(holder)) throw ledgerError('LEDGER_LOCKED', { directory, holder: holder.split(' ')[0] ?? '' })
    discard(path, holder, `${mine}.old`)
  }
}

/** Two processes may find the same dead lock: who moved a living one puts it back. */
function discard(path: string, expected: string, aside: string): void {
  try {
    renameSync(path, aside)
  } catch (cause) {
    if (isMissing(cause)) return
    throw cause
  }
  if (read(aside) !== expected) link(aside, path)
  rmSync(aside, { force: true })
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to)
    return true
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return false
    throw cause
  }
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    if (isMissing(cause)) return undefined
    throw cause
  }
}

function isAlive(holder: string): boolean {
  const [id = '', start = ''] = holder.trim().split(' ')
  try {
    process.kill(Number(id), 0)
  } catch (cause) {
    return hasCode(cause, 'EPERM')
  }
  return startOf(Number(id)) === start
}

/** Start time of a process in clock ticks after boot (field 22 of its stat file), '-' where the system has none. */
function startOf(id: number): string {
  const stat = read(`/proc/${id}/stat`)
  return (
    stat
      ?.slice(stat.lastIndexOf(')') + 2)
      .split(' ')
      .at(19) ?? '-'
  )
}

function isMissing(cause: unknown): boolean {
  return hasCode(cause, 'ENOENT')
}

function hasCode(cause: unknown, code: string): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === code
}
