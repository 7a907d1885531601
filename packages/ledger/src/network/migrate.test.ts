import { checkpointTypedData } from '@tcctv/contracts'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../embedded/open-embedded.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { startOneNode } from '../test-kit/one-node.ts'
import { KEEPER, START_S, testOptions } from '../test-kit/test-chain.ts'
import { FIRST_DAY, accountOf, batchOf, countsOf, trialLedger } from '../test-kit/test-project.ts'
import { openProjectLedger } from '../project/embedded-ledger.ts'
import { compareWithReference } from './compare.ts'
import { migrateLedger } from './migrate.ts'

/** A chain with three days, a record of two of them, and a checkpoint. */
async function oldChain(): Promise<EmbeddedChain> {
  const chain = await openEmbedded(testOptions())
  const ledger = await trialLedger(chain)
  for (const day of [0, 1, 2]) await ledger.commitBatch(await batchOf(ledger.domain, day, countsOf(96)))
  await ledger.quantifyDays([FIRST_DAY, FIRST_DAY + 1])
  const { number, hash: blockHash, stateRoot } = await chain.head()
  const message = { number: BigInt(number), blockHash, stateRoot }
  const signature = await accountOf('verifier').signTypedData(checkpointTypedData(ledger.domain, message))
  await ledger.checkpoint({ number, blockHash, stateRoot }, signature)
  await ledger.quantifyDay(FIRST_DAY + 2)
  return chain
}

describe('moving a chain to a network', () => {
  it('repeats every transaction but checkpoints, and goes on where it stopped', async () => {
    await using source = await oldChain()
    await using target = await startOneNode({ clock: () => START_S + 86_400 })
    const none = await migrateLedger(source, target.network, { isComparison: true })
    expect(none).toMatchObject({ transactions: 0, missing: 15 })
    const steps: number[] = []
    const migrated = await migrateLedger(source, target.network, { onProgress: (done) => steps.push(done) })
    expect(migrated).toMatchObject({ transactions: 15, missing: 0, further: 0, checkpoints: 1, failed: 0 })
    expect(steps.at(-1)).toBe(15)
    const ledgers = [await openProjectLedger(source), await openProjectLedger(target.network)]
    const [before, after] = await Promise.all(ledgers.map(async (ledger) => ledger.vintage(2022)))
    expect(after).toEqual(before)
    const head = await target.network.head()
    expect(await migrateLedger(source, target.network)).toEqual(migrated)
    expect(await target.network.head()).toEqual(head)
    expect(await compareWithReference(target.network)).toMatchObject({ transactions: 15, records: migrated.records })
  })

  it('refuses a network that already holds something else', async () => {
    await using source = await oldChain()
    await using target = await startOneNode()
    await target.network.append([{ to: null, data: KEEPER }])
    const { number } = await target.network.head()
    await expect(migrateLedger(source, target.network)).rejects.toMatchObject({ code: 'NETWORK_DIFFERS' })
    expect((await target.network.head()).number).toBe(number)
  })

  it('refuses a network with another relayer', async () => {
    await using source = await oldChain()
    const { sealerKey } = testOptions()
    await using target = await startOneNode({
      relayerKey: sealerKey,
      genesis: { ...testOptions().genesis, relayer: testOptions().genesis.sealer },
    })
    await expect(migrateLedger(source, target.network)).rejects.toMatchObject({ code: 'NETWORK_FOREIGN' })
  })
})
