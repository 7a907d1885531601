import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectGenesis } from '../../../packages/contracts/src/index.ts'
import { openEmbedded, type EmbeddedChain } from '../../../packages/ledger/src/index.ts'
import { SEALER_KEY, addressOf } from '../../../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, batchOf, countsOf, trialLedger } from '../../../packages/ledger/src/test-kit/test-project.ts'
import { CHAIN_ID } from './geth-network.ts'

type Hex = `0x${string}`
const RELAYER_KEY: Hex = `0x${'5c'.repeat(32)}`
export const DAYS = 10

/** A data directory with one stopped project whose chain has some days of records. */
export async function dataDirectory(): Promise<string> {
  const data = mkdtempSync(join(tmpdir(), 'tcctv-data-'))
  const project = join(data, 'projects', 'pv')
  mkdirSync(join(project, 'keys'), { recursive: true })
  mkdirSync(join(project, 'chain'))
  writeFileSync(join(project, 'project.json'), JSON.stringify({ slug: 'pv', chainId: CHAIN_ID }))
  writeFileSync(join(project, 'keys', 'sealer.key'), SEALER_KEY)
  writeFileSync(join(project, 'keys', 'relayer.key'), RELAYER_KEY)
  await using chain = await openChain(data)
  const ledger = await trialLedger(chain)
  for (let day = 0; day < DAYS; day += 1) await ledger.commitBatch(await batchOf(ledger.domain, day, countsOf(96)))
  for (let day = 0; day < DAYS; day += 5)
    await ledger.quantifyDays([0, 1, 2, 3, 4].map((more) => FIRST_DAY + day + more))
  return data
}

export function openChain(data: string): Promise<EmbeddedChain> {
  const keys = { sealerKey: SEALER_KEY, relayerKey: RELAYER_KEY }
  return openEmbedded({ directory: join(data, 'projects', 'pv', 'chain'), genesis: genesisOf(), ...keys, clock })
}

export const genesisOf = (): ReturnType<typeof projectGenesis> => {
  const [sealer, relayer] = [addressOf(SEALER_KEY), addressOf(RELAYER_KEY)]
  return projectGenesis({ chainId: CHAIN_ID, sealer, relayer, timestampS: 1_700_000_000 })
}
const clock = (): number => 1_700_000_000
