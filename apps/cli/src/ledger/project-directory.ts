import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectGenesis } from '@tcctv/contracts'
import { openEmbedded, type EmbeddedChain, type Hex } from '@tcctv/ledger'
import { privateKeyToAccount } from 'viem/accounts'
import { z } from 'zod'
import { readInput } from '../arguments.ts'
import { cliError } from '../errors.ts'

const projectSchema = z.looseObject({ chainId: z.number().int() })

/** Directory of a project with a chain of its own. */
export type ProjectDirectory = {
  readonly directory: string
  readonly chainId: number
  readonly relayer: Hex
  readonly relayerKey: Hex
  /** Opens the embedded chain; refused while the project runs. */
  readonly openChain: () => Promise<EmbeddedChain>
}

/** The beginning of every embedded chain, in unix seconds. */
const GENESIS_S = 1_700_000_000

/** @throws {TcctvError} FILE_UNREADABLE when there is no such project or it has no keys yet */
export function openProjectDirectory(data: string, slug: string): ProjectDirectory {
  const directory = join(data, 'projects', slug)
  if (!existsSync(directory)) throw cliError('FILE_UNREADABLE', { path: directory, reason: 'there is no such project' })
  const { chainId } = projectSchema.parse(JSON.parse(readInput(join(directory, 'project.json')).toString('utf8')))
  const [relayerKey, sealerKey] = [keyOf(directory, 'relayer'), keyOf(directory, 'sealer')]
  const [relayer, sealer] = [addressOf(relayerKey), addressOf(sealerKey)]
  const openChain = async (): Promise<EmbeddedChain> => {
    const chain = join(directory, 'chain')
    if (!existsSync(join(chain, 'chain.mdb')))
      throw cliError('FILE_UNREADABLE', { path: chain, reason: 'the project has no embedded chain' })
    const genesis = projectGenesis({ chainId, sealer, relayer, timestampS: GENESIS_S })
    const clock = (): number => Math.floor(Date.now() / 1000)
    return openEmbedded({ directory: chain, genesis, sealerKey, relayerKey, clock })
  }
  return { directory, chainId, relayer, relayerKey, openChain }
}

function keyOf(directory: string, name: 'relayer' | 'sealer'): Hex {
  const path = join(directory, 'keys', `${name}.key`)
  const text = existsSync(path) ? readFileSync(path, 'utf8').trim() : ''
  if (/^0x[0-9a-f]{64}$/.test(text)) return `0x${text.slice(2)}`
  throw cliError('FILE_UNREADABLE', { path, reason: 'no key; set the project up first' })
}

function addressOf(key: Hex): Hex {
  return `0x${privateKeyToAccount(key).address.slice(2).toLowerCase()}`
}
