import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  compareWithReference,
  openProjectLedger,
  type NetworkChain,
  type NetworkOptions,
  type ProjectLedger,
} from '../../packages/ledger/src/index.ts'
import { FIRST_DAY, batchOf, countsOf, trialLedger } from '../../packages/ledger/src/test-kit/test-project.ts'
import { GethNetwork } from './kit/geth-network.ts'
import { until } from './kit/processes.ts'
import type { Signer } from './kit/signer.ts'

/** Batches of the long campaign. */
const LONG = process.env['TCCTV_TEST_LONG'] === undefined ? undefined : 600

describe('a network of three signers, each of another organisation', () => {
  let network: GethNetwork
  let options: NetworkOptions
  let chain: NetworkChain
  let ledger: ProjectLedger
  let day = 0
  /** Days whose batch was acknowledged: at the end all of them are on every node. */
  const acknowledged: number[] = []
  const commit = async (count = 1): Promise<void> => {
    const days = Array.from({ length: count }, () => day++)
    const batches = await Promise.all(days.map((own) => batchOf(ledger.domain, own, countsOf(96))))
    await Promise.all(batches.map((batch) => ledger.commitBatch(batch)))
    acknowledged.push(...days)
  }

  beforeAll(async () => {
    network = await GethNetwork.start({ others: 1 })
    options = network.options()
    chain = await network.connect(options)
    ledger = await trialLedger(chain)
  })
  afterAll(async () => {
    await chain?.close()
    await network?.[Symbol.asyncDispose]()
  })

  it('goes on with two of three signers, and with another node when the one in use dies', async () => {
    const [first] = signersOf(network)
    await commit()
    await first.end('SIGKILL')
    await commit()
    await commit()
    await network.restart(first)
    await sameHead(network)
  })

  it('acknowledges nothing with one of three signers, and loses nothing when they come back', async () => {
    const [first, second, third] = signersOf(network)
    await Promise.all([second.end('SIGKILL'), third.end('SIGKILL')])
    const waiting = await network.connect({ ...options, finalWithinMs: 8_000, outbox: `${options.outbox}-other` })
    const stalled = day++
    const batch = await batchOf(ledger.domain, stalled, countsOf(96))
    const other = await openProjectLedger(waiting)
    await expect(other.commitBatch(batch)).rejects.toMatchObject({ code: 'NETWORK_STALLED', status: 504 })
    await waiting.close()
    await network.restart(second, third)
    await until('all signers meet again', 60, async () => ((await first.peers()) >= 2 ? true : undefined))
    // The first form is in the pool of the one signer that lived; the repeated batch finds it, or goes by itself. Where
    // both have one nonce and the first form is sealed, the repeated one is refused by name and may be repeated.
    await ledger.commitBatch(batch).catch(async (cause: unknown) => {
      expect(cause).toMatchObject({ code: 'LEDGER_TRANSACTION_REFUSED' })
      expect(String(cause)).toMatch(/nonce \d+ was used by another transaction/)
      await ledger.commitBatch(batch)
    })
    acknowledged.push(stalled)
    expect((await ledger.slot(FIRST_DAY + stalled, 0)).count).toBe(96)
    await commit()
  })

  it('heals a fork, and never acknowledges what is on its losing side', async () => {
    const [first, second, third] = signersOf(network)
    await sameHead(network)
    await network.cutOff(third)
    const before = await first.height()
    await until('the two go on', 60, async () => ((await first.height()) > before + 4 ? true : undefined))
    if (!GethNetwork.isInNamespaces) await onlyIsolated(network, options, third, day)
    await commit()
    await network.reconnect(third)
    await sameHead(network)
    // The newest block of a node has one sealer's word and may differ for a moment; what is final may not.
    const height = Math.min(await second.height(), await third.height()) - 1
    for (let number = before; number <= height; number += 1)
      expect(await third.hashAt(number)).toBe(await second.hashAt(number))
    await commit()
  })

  it('takes a fourth sealer in and votes it out again', async () => {
    const [first, second, third] = signersOf(network)
    const fourth = network.signers[3]
    if (fourth === undefined) throw new Error('the network has a fourth node')
    await fourth.startSealing()
    const sealers = async (): Promise<string[]> => (await first.ask('clique_getSigners')) as string[]
    const vote = async (by: readonly Signer[], isIn: boolean): Promise<void> => {
      for (const signer of by) await signer.ask('clique_propose', [fourth.address, isIn])
      await until(`sealers with the fourth: ${isIn}`, 90, async () =>
        (await sealers()).includes(fourth.address) === isIn ? true : undefined,
      )
      for (const signer of by) await signer.ask('clique_discard', [fourth.address])
    }
    await vote([first, second], true)
    expect(await sealers()).toHaveLength(4)
    const from = await first.height()
    await until('the fourth seals', 60, async () => {
      const { number } = await chain.head()
      const blocks = await Promise.all(range(from, number).map((at) => chain.blockAt(at)))
      return blocks.some(({ sealer }) => sealer === fourth.address) ? true : undefined
    })
    await commit()
    await vote([first, second, third], false)
    expect(await sealers()).toHaveLength(3)
    await commit()
  })

  it('finishes after a kill what the adapter had in flight', async () => {
    await chain.close()
    const from = day
    const seen = await killedCommitter(options, from, from + 400, 6)
    chain = await network.connect(options)
    ledger = await openProjectLedger(chain)
    for (const own of seen) expect((await ledger.slot(FIRST_DAY + own, 0)).count).toBe(96)
    // The days of the round that was cut short: none twice, none lost.
    const last = Math.max(...seen) + 5
    for (let own = from; own < last; own += 1) {
      await ledger.commitBatch(await batchOf(ledger.domain, own, countsOf(96))).catch((cause: unknown) => {
        throw new Error(`day ${own}: ${String(cause)}`)
      })
      expect((await ledger.slot(FIRST_DAY + own, 0)).count).toBe(96)
      acknowledged.push(own)
    }
    day = last
  })

  it.runIf(LONG !== undefined)(
    'takes hundreds of batches while signers come and go',
    async () => {
      for (let round = 0; round < (LONG ?? 0) / 32; round += 1) {
        const signer = network.signers[round % 3]
        await signer?.end('SIGKILL')
        await commit(8)
        if (signer !== undefined) await network.restart(signer)
        await commit(24)
      }
    },
    3_000_000,
  )

  it('has every acknowledged batch once on every node, as the embedded engine computes it', async () => {
    await sameHead(network)
    for (const { url } of network.signers.slice(0, 3)) {
      const one = await network.connect({ ...options, endpoints: [url], outbox: `${options.outbox}-reader` })
      const reader = await openProjectLedger(one)
      for (const own of acknowledged) expect((await reader.slot(FIRST_DAY + own, 0)).count).toBe(96)
      const { number } = await one.head()
      const logs = await one.logs({ fromBlock: 1, toBlock: number, address: [reader.domain.ledger] })
      expect(new Set(logs.map(({ topics, data }) => `${topics.join()}${data}`)).size).toBe(logs.length)
      await one.close()
    }
    const compared = await compareWithReference(chain)
    console.log(`${acknowledged.length} acknowledged batches on every node; equal to the embedded run:`, compared)
  })
})

/** A client that reaches the isolated signer only gets no answer: its block has no second one on top. */
async function onlyIsolated(network: GethNetwork, options: NetworkOptions, signer: Signer, day: number): Promise<void> {
  const changes = { endpoints: [signer.url], finalWithinMs: 6_000, outbox: `${options.outbox}-isolated` }
  const isolated = await network.connect({ ...options, ...changes })
  const ledger = await openProjectLedger(isolated)
  const batch = await batchOf(ledger.domain, day, countsOf(96))
  await expect(ledger.commitBatch(batch)).rejects.toMatchObject({ code: 'NETWORK_STALLED' })
  await isolated.close()
}

/** Runs a process that commits, ends it by SIGKILL after some acknowledgements; the days it had acknowledged. */
async function killedCommitter(options: NetworkOptions, from: number, to: number, after: number): Promise<number[]> {
  const args = ['--conditions=source', '--import', 'tsx', 'test/network/kit/committer.ts']
  const child = spawn(process.execPath, [...args, JSON.stringify(options), String(from), String(to)], {
    stdio: ['ignore', 'pipe', 'inherit'],
    timeout: 120_000,
  })
  const seen: number[] = []
  let rest = ''
  for await (const chunk of child.stdout) {
    const lines = (rest + String(chunk)).split('\n')
    rest = lines.pop() ?? ''
    seen.push(...lines.map(Number))
    if (seen.length >= after) {
      await wait(700) // into the next round: four batches are on their way
      child.kill('SIGKILL')
    }
  }
  expect(seen.length).toBeGreaterThanOrEqual(after)
  return seen
}

function signersOf(network: GethNetwork): [Signer, Signer, Signer] {
  const [first, second, third] = network.signers
  if (first === undefined || second === undefined || third === undefined)
    throw new Error('the network has three signers')
  return [first, second, third]
}

/** All nodes have one chain: the same block a little below the lowest head. */
async function sameHead(network: GethNetwork): Promise<void> {
  await until('all nodes agree', 90, async () => {
    const heights = await Promise.all(network.signers.map((signer) => signer.height()))
    if (Math.max(...heights) - Math.min(...heights) > 2) return undefined
    const at = Math.min(...heights) - 1
    const hashes = new Set(await Promise.all(network.signers.map((signer) => signer.hashAt(at))))
    return hashes.size === 1 ? true : undefined
  })
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)
}
