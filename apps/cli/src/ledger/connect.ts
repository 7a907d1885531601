import { join } from 'node:path'
import {
  confirmationsOf,
  connectNetwork,
  readNetworkGenesis,
  type NetworkChain,
  type NetworkFacts,
} from '@tcctv/ledger'
import { DATA_DIRECTORY, readInput } from '../arguments.ts'
import { cliError } from '../errors.ts'
import type { ProjectDirectory } from './project-directory.ts'

/** Options of every action on a network. */
export const NETWORK_OPTIONS = {
  data: { type: 'string', default: DATA_DIRECTORY },
  genesis: { type: 'string', default: 'genesis.json' },
  endpoint: { type: 'string', multiple: true, default: [] as string[] },
  confirmations: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const

type NetworkValues = {
  readonly genesis: string
  readonly endpoint: readonly string[]
  readonly confirmations?: string | undefined
}

/** Connects as the project's relayer to the network of a genesis file. */
export async function connectAs(
  project: ProjectDirectory,
  { genesis, endpoint, confirmations }: NetworkValues,
): Promise<{ readonly network: NetworkChain; readonly facts: NetworkFacts }> {
  if (endpoint.length === 0) throw cliError('USAGE', { what: '--endpoint is missing: the JSON-RPC address of a node' })
  for (const url of endpoint)
    if (!URL.canParse(url))
      throw cliError('USAGE', { what: `--endpoint ${url} is not an address like http://host:8545` })
  const facts = await readNetworkGenesis(JSON.parse(readInput(genesis).toString('utf8')))
  if (facts.chainId !== project.chainId)
    throw cliError('USAGE', { what: `${genesis} has chain id ${facts.chainId}, the project ${project.chainId}` })
  if (confirmations !== undefined && !/^[1-9]\d{0,3}$/.test(confirmations))
    throw cliError('USAGE', { what: `--confirmations is ${confirmations}, expected a whole number above 0` })
  const network = await connectNetwork({
    endpoints: endpoint,
    chainId: facts.chainId,
    genesisHash: facts.hash,
    relayerKey: project.relayerKey,
    outbox: join(project.directory, 'outbox'),
    consensus: facts.consensus,
    confirmations:
      confirmations === undefined ? confirmationsOf(facts.consensus, facts.sealers.length) : Number(confirmations),
  })
  return { network, facts }
}
