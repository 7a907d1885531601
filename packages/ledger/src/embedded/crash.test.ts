import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { describe, expect, it, vi } from 'vitest'
import { KEEPER, testOptions } from '../test-kit/test-chain.ts'
import { BlockStore } from './block-store.ts'
import { openEmbedded } from './open-embedded.ts'

const ROUNDS = Number(process.env['TCCTV_KILLS'] ?? 5)

/** Appends without end in a process of its own and says the number of each block once append has returned. */
const CHILD = `
const { openEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, 'open-embedded.ts'))})
const { testOptions } = await import(${JSON.stringify(join(import.meta.dirname, '../test-kit/test-chain.ts'))})
const chain = await openEmbedded(testOptions({ directory: process.argv.at(-1) }))
for (;;) process.stdout.write((await chain.append([{ to: null, data: '${KEEPER}' }])).number + '\\n')
`

/** Kills the child during its nth append after it began; gives the last number it acknowledged. */
async function appendUntilKilled(directory: string, appends: number, waitMs: number): Promise<number> {
  const loader = ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', CHILD]
  const child = spawn(process.execPath, [...loader, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  let acknowledged = 0
  let seen = 0
  for await (const line of createInterface(child.stdout)) {
    acknowledged = Number(line)
    seen++
    if (seen === appends) setTimeout(() => child.kill('SIGKILL'), waitMs)
  }
  await exited
  return acknowledged
}

describe('kill -9 during appends', () => {
  it(`leaves the last acknowledged block as head, or the next one (${ROUNDS} rounds on one chain)`, async () => {
    const options = testOptions()
    for (let round = 0; round < ROUNDS; round++) {
      const acknowledged = await appendUntilKilled(options.directory, 2 + (round % 4), (round * 1.7) % 40)
      await using chain = await openEmbedded(options)
      const { number } = await chain.head()
      expect([acknowledged, acknowledged + 1]).toContain(number)
      expect((await chain.append([{ to: null, data: KEEPER }])).number).toBe(number + 1)
    }
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
