import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { serviceError } from './errors.ts'

/** Writes a 32-byte key as hex, mode 0600. Replaces what was there. */
export function writeKeyFile(path: string, key: Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  writeFileSync(path, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600 })
}

/**
 * The key of a file.
 *
 * @throws {TcctvError} KEY_FILE_INVALID
 */
export function readKeyFile(path: string): Uint8Array {
  const text = readFileSync(path, 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(text)) throw serviceError('KEY_FILE_INVALID', { path })
  return Buffer.from(text, 'hex')
}

/** The key of a file; a new random one is written when the file is missing. Two processes may call it at once. */
export function ensureKeyFile(path: string): Uint8Array {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  }
  return readKeyFile(path)
}
