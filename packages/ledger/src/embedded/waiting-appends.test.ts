import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Hex } from '../chain.ts'
import { KEEPER, testOptions, word } from '../test-kit/test-chain.ts'
import { VERSION, batchOf, countsOf, trialLedger } from '../test-kit/test-project.ts'
import { BlockStore } from './block-store.ts'
import type { EmbeddedChain } from './embedded-chain.ts'
import { openEmbedded } from './open-embedded.ts'

async function keeperOn(chain: EmbeddedChain): Promise<Hex> {
  return (await chain.append([{ to: null, data: KEEPER }])).receipts[0]?.contractAddress ?? '0x'
}

/** Numbers from 1 on are kept; 0 is a call without data, which reverts. */
function appendAll(chain: EmbeddedChain, to: Hex, numbers: readonly number[]) {
  return Promise.allSettled(numbers.map((kept) => chain.append([{ to, data: kept === 0 ? '0x' : word(kept) }])))
}

async function replayOf(chain: EmbeddedChain): Promise<void> {
  await using copy = await openEmbedded(testOptions())
  const { number } = await chain.head()
  for (let next = 1; next <= number; next++) await copy.importBlocks([await chain.rawBlock(next)])
  expect(await copy.head()).toEqual(await chain.head())
}

afterEach(() => vi.restoreAllMocks())

describe('appends that wait together', () => {
  it('share a block and one write, each with its own results', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await keeperOn(chain)
    const commit = vi.spyOn(BlockStore.prototype, 'commit')
    const appended = await Promise.all([5, 6, 7].map((kept) => chain.append([{ to, data: word(kept) }])))
    expect(appended.map(({ number }) => number)).toEqual([2, 2, 2])
    expect(appended.map(({ receipts }) => receipts.map(({ logs }) => logs[0]?.data))).toEqual([
      [word(5)],
      [word(6)],
      [word(7)],
    ])
    expect(new Set(appended.flatMap(({ transactions }) => transactions)).size).toBe(3)
    expect(commit).toHaveBeenCalledTimes(1)
    await replayOf(chain)
  })

  it('do not hinder each other when one reverts, and leave no trace of it', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await keeperOn(chain)
    const outcomes = await appendAll(chain, to, [0, 5, 0, 0, 6, 0])
    expect(
      outcomes.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.number : outcome.reason.code)),
    ).toEqual(['LEDGER_REVERTED', 2, 'LEDGER_REVERTED', 'LEDGER_REVERTED', 2, 'LEDGER_REVERTED'])
    expect((await chain.receipts(2)).map(({ succeeded }) => succeeded)).toEqual([true, true])
    expect(await chain.state().storage(await chain.block(2), to, word(0))).toBe(word(6))
    expect(await chain.relayerNonce()).toBe(3)
    await replayOf(chain)
  })

  it('make no block when all are refused', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await keeperOn(chain)
    const before = await chain.head()
    expect((await appendAll(chain, to, [0, 0])).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(await chain.head()).toEqual(before)
    expect((await chain.append([{ to, data: word(1) }])).number).toBe(2)
  })

  it('are all told when the disk refuses their block, and none is on the chain', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await keeperOn(chain)
    vi.spyOn(BlockStore.prototype, 'commit').mockImplementationOnce(() => {
      throw new Error('no space left on device')
    })
    const outcomes = await appendAll(chain, to, [5, 0, 6])
    expect(outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.message : 'kept'))).toEqual(
      outcomes.map(() => 'no space left on device'),
    )
    expect((await chain.head()).number).toBe(1)
    expect((await chain.append([{ to, data: word(7) }])).number).toBe(2)
    await replayOf(chain)
  })

  it('are answered only when their block is stored', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await keeperOn(chain)
    const order: string[] = []
    const store = vi.spyOn(BlockStore.prototype, 'commit')
    const real = store.getMockImplementation()
    expect(real).toBeUndefined()
    const answered = [5, 0, 6].map((kept) =>
      chain.append([{ to, data: kept === 0 ? '0x' : word(kept) }]).then(
        () => order.push(`kept, ${store.mock.results.length} written`),
        () => order.push(`refused, ${store.mock.results.length} written`),
      ),
    )
    await Promise.all(answered)
    expect(order.toSorted()).toEqual(['kept, 1 written', 'kept, 1 written', 'refused, 1 written'])
  })

  it('go into a next block when one is full', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await keeperOn(chain)
    const long: Hex = `0x${'01'.repeat(200_000)}`
    const blocks = await Promise.all([1, 2, 3].map(() => chain.append([{ to, data: long }])))
    expect(blocks.map(({ number }) => number)).toEqual([2, 2, 3])
    await replayOf(chain)
  })

  it('are finished when the chain is closed after them', async () => {
    const options = testOptions()
    const chain = await openEmbedded(options)
    const waiting = chain.append([{ to: null, data: KEEPER }])
    await chain.close()
    expect((await waiting).number).toBe(1)
    await using again = await openEmbedded(options)
    expect((await again.head()).number).toBe(1)
  })

  it('commit the batches of several clients, the same one once', async () => {
    await using chain = await openEmbedded(testOptions())
    const ledger = await trialLedger(chain, VERSION)
    const { number } = await chain.head()
    const batches = await Promise.all([0, 1, 2, 3].map((day) => batchOf(ledger.domain, day, countsOf(96))))
    const [first, second, third, last] = batches
    if (first === undefined || second === undefined || third === undefined || last === undefined)
      throw new TypeError('no batch')
    const broken = { ...last, signature: last.serviceSignature }
    const outcomes = await Promise.allSettled(
      [first, broken, second, first, third].map((batch) => ledger.commitBatch(batch)),
    )
    const told = outcomes.map((outcome) =>
      outcome.status === 'fulfilled' ? [outcome.value.block, outcome.value.repeated] : outcome.reason.code,
    )
    const at = number + 1
    expect(told).toEqual([[at, false], 'SIGNER_NOT_AUTHORISED', [at, false], [at, true], [at, false]])
    expect((await chain.head()).number).toBe(at)
    await replayOf(chain)
  })
})
