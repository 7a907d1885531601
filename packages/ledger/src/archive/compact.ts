import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToHex } from '@ethereumjs/util'
import { lockDirectory } from '../embedded/directory-lock.ts'
import { openStore } from '../embedded/open-embedded.ts'
import { ledgerError } from '../errors.ts'

/**
 * Writes the file of a chain anew without the pages that it no longer uses, and puts it in the place of the old one.
 * Nothing of the history goes. Takes the directory for this process alone.
 *
 * @throws {TcctvError} LEDGER_EMPTY, LEDGER_LOCKED, LEDGER_CORRUPT
 */
export async function compactChain(
  directory: string,
): Promise<{ readonly bytesBefore: number; readonly bytesAfter: number }> {
  const path = join(directory, 'chain.mdb')
  if (!existsSync(path)) throw ledgerError('LEDGER_EMPTY', { directory })
  const lock = lockDirectory(directory)
  try {
    const bytesBefore = statSync(path).size
    const made = join(directory, 'compact', 'chain.mdb')
    rmSync(join(directory, 'compact'), { recursive: true, force: true })
    const head = await copyTo(directory, made)
    const copied = await headOf(join(directory, 'compact'))
    if (copied !== head) throw ledgerError('LEDGER_CORRUPT', { block: head, what: `its copy ends at ${copied}` })
    flush(made)
    renameSync(made, path)
    flush(directory)
    rmSync(join(directory, 'compact'), { recursive: true, force: true })
    rmSync(`${path}-lock`, { force: true })
    return { bytesBefore, bytesAfter: statSync(path).size }
  } finally {
    lock.release()
  }
}

async function copyTo(directory: string, path: string): Promise<string> {
  const store = openStore(directory, { readOnly: true })
  try {
    await store.copyTo(path)
    return textOf(store.head())
  } finally {
    await store.close()
  }
}

async function headOf(directory: string): Promise<string> {
  const store = openStore(directory, { readOnly: true })
  try {
    return textOf(store.head())
  } finally {
    await store.close()
  }
}

function textOf(head: { readonly number: number; readonly hash: Uint8Array } | undefined): string {
  return head === undefined ? 'none' : `${head.number} ${bytesToHex(head.hash)}`
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  fsyncSync(file)
  closeSync(file)
}
