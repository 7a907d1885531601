import { createHash } from 'node:crypto'
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { projectError } from './errors.ts'

/** Files of a project addressed by their SHA-256; their hash is on the chain, their text is not. */
export type EvidenceStore = {
  readonly put: (bytes: Uint8Array) => string
  readonly get: (sha256: string) => Uint8Array | undefined
}

/** Opens the folder. A file is written under a temporary name, synced and renamed; its hash is checked on reading. */
export function openEvidence(directory: string): EvidenceStore {
  const folder = join(directory, 'evidence')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  return { put: (bytes) => put(folder, bytes), get: (sha256) => get(folder, sha256) }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}

function put(folder: string, bytes: Uint8Array): string {
  const sha256 = sha256Of(bytes)
  const path = join(folder, sha256)
  if (!existsSync(path)) writeDurably(path, bytes)
  return sha256
}

/** Writes a file under a temporary name, syncs and renames it: it is there as a whole or not at all. */
export function writeDurably(path: string, bytes: Uint8Array): void {
  const temporary = `${path}.${process.pid}.new`
  const file = openSync(temporary, 'w', 0o600)
  try {
    // A full disk may take a part only and say so by the number alone.
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
  renameSync(temporary, path)
}

function get(folder: string, sha256: string): Uint8Array | undefined {
  const path = join(folder, sha256)
  if (!/^[0-9a-f]{64}$/.test(sha256) || !existsSync(path)) return undefined
  const bytes = readFileSync(path)
  if (sha256Of(bytes) !== sha256) throw projectError('EVIDENCE_CORRUPT', { hash: sha256 })
  return bytes
}
