import { compactChain } from '@tcctv/ledger'
import { parseOptions } from '../arguments.ts'
import { CHAIN_OPTIONS, chainDirectory } from './chain-directory.ts'

/** `tcctv ledger compact` */
export async function compact(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { data: CHAIN_OPTIONS.data })
  const { bytesBefore, bytesAfter } = await compactChain(chainDirectory(positionals, values.data))
  process.stdout.write(`${bytesBefore} -> ${bytesAfter} bytes; no block and no state was left out\n`)
  return 0
}
