import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DATA_DIRECTORY, required } from '../arguments.ts'

/** Options of every action that works on a stored chain. */
export const CHAIN_OPTIONS = {
  data: { type: 'string', default: DATA_DIRECTORY },
  json: { type: 'boolean', default: false },
} as const

/** The directory of a chain: the one named, or that of a project of the data directory. */
export function chainDirectory(positionals: readonly string[], data: string): string {
  const named = required(positionals, 0, '<chain>')
  return existsSync(join(named, 'chain.mdb')) ? named : join(data, 'projects', named, 'chain')
}
