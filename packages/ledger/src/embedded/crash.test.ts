import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, vi } from 'vitest'
import type { Hex } from '../chain.ts'
import { KEEPER, testOptions, word } from '../test-kit/test-chain.ts'
import { BlockStore } from './block-store.ts'
import type { EmbeddedChain } from './embedded-chain.ts'
import { openEmbedded } from './open-embedded.ts'

const ROUNDS = Number(process.env['TCCTV_KILLS'] ?? 5)
/** Starts in a fifth of the time; the long form compiles before it runs. */
const COMPILED = process.env['TCCTV_COMPILED'] === '1'
const AT_ONCE = 4

const moduleOf = (name: string): string =>
  JSON.stringify(join(import.meta.dirname, COMPILED ? `../../dist/${name}.js` : `../${name}.ts`))

/** Appends numbers without end, some at a time, in a process of its own and says each once its append has returned. */
const CHILD = `
const { openEmbedded } = await import(${moduleOf('embedded/open-embedded')})
const { testOptions, word } = await import(${moduleOf('test-kit/test-chain')})
const [directory, to, first] = process.argv.slice(-3)
const chain = await openEmbedded(testOptions({ directory }))
const append = async (number) => {
  await chain.append([{ to, data: word(number) }])
  process.stdout.write(number + '\\n')
}
for (let next = Number(first); ; next += ${AT_ONCE})
  await Promise.all(Array.from({ length: ${AT_ONCE} }, (_, index) => append(next + index)))
`
const LOADER = COMPILED ? [] : ['--conditions=source', '--import', 'tsx']

type Round = { readonly to: Hex; readonly first: number; readonly afterLines: number; readonly waitMs: number }

/** Kills the child some time after a number of its lines; gives the numbers that it acknowledged. */
async function appendUntilKilled(directory: string, { to, first, afterLines, waitMs }: Round): Promise<number[]> {
  const code = [...LOADER, '--input-type=module', '-e', CHILD]
  const child = spawn(process.execPath, [...code, directory, to, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const acknowledged: number[] = []
  for await (const line of createInterface(child.stdout)) {
    acknowledged.push(Number(line))
    if (acknowledged.length === afterLines) setTimeout(() => child.kill('SIGKILL'), waitMs)
  }
  expect(await exited).toEqual([null, 'SIGKILL'])
  return acknowledged
}

/** The numbers that the chain's blocks have from one on, in their order. */
async function numbersFrom(chain: EmbeddedChain, fromBlock: number): Promise<number[]> {
  const { number: toBlock } = await chain.head()
  return (await chain.logs({ fromBlock, toBlock })).map(({ data }) => Number(data))
}

describe('kill -9 during appends', () => {
  it(`loses and doubles nothing that was acknowledged (${ROUNDS} rounds on one chain)`, async () => {
    const options = testOptions()
    const first = await openEmbedded(options)
    const { receipts } = await first.append([{ to: null, data: KEEPER }])
    await first.close()
    const to = receipts[0]?.contractAddress ?? '0x'
    let begun = 2
    let acknowledgedInAll = 0
    for (let round = 0; round < ROUNDS; round++) {
      const from = (round + 1) * 1_000_000
      const times = { afterLines: 2 + (round % 7), waitMs: (round * 1.7) % 40 }
      const acknowledged = await appendUntilKilled(options.directory, { to, first: from, ...times })
      await using chain = await openEmbedded(options)
      const kept = await numbersFrom(chain, begun)
      // In order from the first on: none twice, none left out; and at most the block that was under way more.
      expect(kept).toEqual(kept.map((_, index) => from + index))
      expect(kept).toEqual(expect.arrayContaining(acknowledged))
      expect(kept.length - acknowledged.length).toBeLessThanOrEqual(AT_ONCE)
      acknowledgedInAll += acknowledged.length
      begun = (await chain.append([{ to, data: word(round) }])).number + 1
    }
    expect(acknowledgedInAll).toBeGreaterThanOrEqual(2 * ROUNDS)
    await using chain = await openEmbedded({ ...options, verify: 'all' })
    await using copy = await openEmbedded(testOptions())
    const { number } = await chain.head()
    for (let next = 1; next <= number; next++) await copy.importBlocks([await chain.rawBlock(next)])
    expect(await copy.head()).toEqual(await chain.head())
  })
})

describe('a disk that refuses', () => {
  it('does not acknowledge, and goes on from the stored head', async () => {
    await using chain = await openEmbedded(testOptions())
    await chain.append([{ to: null, data: KEEPER }])
    const before = await chain.head()
    vi.spyOn(BlockStore.prototype, 'commit').mockImplementationOnce(() => {
      throw new Error('no space left on device')
    })
    await expect(chain.append([{ to: null, data: KEEPER }])).rejects.toThrow('no space left')
    expect(await chain.head()).toEqual(before)
    expect((await chain.append([{ to: null, data: KEEPER }])).number).toBe(before.number + 1)
  })
})
