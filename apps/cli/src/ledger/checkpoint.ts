import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { openArchive } from '@tcctv/ledger'
import { checkpointBytes, checkpointDigest, newestCheckpoint } from '../anchor/checkpoint-file.ts'
import { timestampRequest } from '../anchor/timestamp.ts'
import { parseOptions, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { CHAIN_OPTIONS, chainDirectory } from './chain-directory.ts'

/** `tcctv ledger checkpoint` */
export async function checkpoint(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { data: CHAIN_OPTIONS.data, request: { type: 'string' } })
  const path = required(positionals, 1, '<checkpoint.json>')
  await using archive = await openArchive(chainDirectory(positionals, values.data))
  const newest = await newestCheckpoint(archive)
  if (newest === undefined)
    throw cliError('STEP_FAILED', { step: 'checkpoint', detail: 'no block of this chain is co-signed yet' })
  writeFileSync(path, checkpointBytes(newest), { flag: 'wx' })
  if (values.request !== undefined)
    writeFileSync(values.request, timestampRequest(checkpointDigest(newest), positive(randomBytes(8))), { flag: 'wx' })
  process.stdout.write(
    `${path}  block ${newest.number} ${newest.blockHash}, co-signed by ${newest.signer}\nSHA-256 ${checkpointDigest(newest).toString('hex')}\n`,
  )
  return 0
}

/** An ASN.1 integer with its first bit set is negative. */
function positive(bytes: Buffer): Buffer {
  bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x01
  return bytes
}
