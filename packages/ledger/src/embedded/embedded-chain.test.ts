import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createFeeMarket1559Tx } from '@ethereumjs/tx'
import { bytesToHex, hexToBytes } from '@ethereumjs/util'
import { createProjectCommon, projectGenesis } from '@tcctv/contracts'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../chain.ts'
import { GENESIS, KEEPER, SEALER_KEY, START_S, addressOf, testOptions, word } from '../test-kit/test-chain.ts'
import type { EmbeddedChain } from './embedded-chain.ts'
import { openEmbedded } from './open-embedded.ts'

const OTHER_KEY: Hex = `0x${'33'.repeat(32)}`

async function deployKeeper(chain: EmbeddedChain): Promise<Hex> {
  const { receipts } = await chain.append([{ to: null, data: KEEPER }])
  const address = receipts[0]?.contractAddress
  if (address === undefined || address === null) throw new Error('no contract')
  return address
}

async function rawBlocks(chain: EmbeddedChain): Promise<Uint8Array[]> {
  const { number } = await chain.head()
  return Promise.all(Array.from({ length: number }, (_, index) => chain.rawBlock(index + 1)))
}

describe('embedded chain', () => {
  it('puts all calls of an append into one block, with their results', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await deployKeeper(chain)
    const block = await chain.append([
      { to, data: word(5) },
      { to, data: word(7) },
    ])
    expect(block.number).toBe(2)
    expect(block.receipts.map((receipt) => receipt.logs.map((log) => log.data))).toEqual([[word(5)], [word(7)]])
    expect(await chain.state().storage(await chain.block(2), to, word(0))).toBe(word(7))
  })

  it('answers at any older block', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await deployKeeper(chain)
    for (const kept of [11, 12, 13]) await chain.append([{ to, data: word(kept) }])
    const stored = async (number: number): Promise<Hex> => chain.state().storage(await chain.block(number), to, word(0))
    expect([await stored(4), await stored(2), await stored(3)]).toEqual([word(13), word(11), word(12)])
  })

  it('drops the whole block when one call reverts, and goes on', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await deployKeeper(chain)
    const before = await chain.head()
    const refused = chain.append([
      { to, data: word(5) },
      { to, data: '0x' },
    ])
    await expect(refused).rejects.toMatchObject({ code: 'LEDGER_REVERTED', details: { index: 1, data: '0xdeadbeef' } })
    expect(await chain.head()).toEqual(before)
    const next = await chain.append([{ to, data: word(6) }])
    expect([next.number, next.receipts[0]?.logs[0]?.data]).toEqual([2, word(6)])
  })

  it('shows readers complete blocks only, also while one is made', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await deployKeeper(chain)
    await chain.append([{ to, data: word(1) }])
    const appending = chain.append([{ to, data: word(2) }])
    for (let read = 0; read < 20; read++) {
      const { number } = await chain.head()
      const stored = await chain.state().storage(await chain.block(number), to, word(0))
      expect(stored).toBe(word(number - 1))
    }
    expect((await appending).number).toBe(3)
  })

  it('keeps the order of appends that were started together', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await deployKeeper(chain)
    const blocks = await Promise.all([1, 2, 3].map((kept) => chain.append([{ to, data: word(kept) }])))
    expect(blocks.map((block) => block.receipts[0]?.logs[0]?.data)).toEqual([word(1), word(2), word(3)])
  })

  it('does not append after its signal was aborted', async () => {
    await using chain = await openEmbedded(testOptions())
    const aborted = chain.append([{ to: null, data: KEEPER }], { signal: AbortSignal.abort() })
    await expect(aborted).rejects.toThrow()
    expect((await chain.head()).number).toBe(0)
  })

  it('moves time forward when the clock stands still or is set back', async () => {
    let nowS = START_S + 100
    await using chain = await openEmbedded(testOptions({ clock: () => nowS }))
    const first = await chain.append([{ to: null, data: KEEPER }])
    nowS = START_S
    const second = await chain.append([{ to: null, data: KEEPER }])
    expect([first.timestampS, second.timestampS]).toEqual([START_S + 100, START_S + 101])
  })

  it('refuses a block that would end the freedom from fees', async () => {
    await using chain = await openEmbedded(testOptions())
    const burnAllGas: Hex = '0xfe'
    const looping = Array.from({ length: 7 }, () => ({ to: null, data: burnAllGas }))
    await expect(chain.append(looping)).rejects.toMatchObject({ code: 'LEDGER_BLOCK_FULL' })
    expect((await chain.append([{ to: null, data: KEEPER }])).number).toBe(1)
  })

  it('takes a transaction that another account signed, and refuses one of another chain', async () => {
    await using chain = await openEmbedded(testOptions())
    const to = await deployKeeper(chain)
    const rawFor = (chainId: number): Hex => {
      const common = createProjectCommon({ ...GENESIS, chainId })
      const fields = {
        chainId,
        nonce: 0,
        gasLimit: 100_000,
        maxFeePerGas: 0,
        maxPriorityFeePerGas: 0,
        to,
        data: word(3),
      }
      return bytesToHex(createFeeMarket1559Tx(fields, { common }).sign(hexToBytes(OTHER_KEY)).serialize())
    }
    const block = await chain.appendRaw(rawFor(GENESIS.chainId))
    expect(block.receipts[0]).toMatchObject({ from: addressOf(OTHER_KEY), succeeded: true })
    const refused = { code: 'LEDGER_TRANSACTION_REFUSED' }
    await expect(chain.appendRaw(rawFor(GENESIS.chainId))).rejects.toMatchObject(refused)
    await expect(chain.appendRaw(rawFor(GENESIS.chainId + 1))).rejects.toMatchObject(refused)
  })

  it('is what it was after closing and opening again', async () => {
    const options = testOptions()
    const first = await openEmbedded(options)
    const to = await deployKeeper(first)
    await first.append([{ to, data: word(9) }])
    const head = await first.head()
    await first.close()
    await using again = await openEmbedded({ ...options, verify: 'all' })
    expect(await again.head()).toEqual(head)
    expect((await again.append([{ to, data: word(10) }])).number).toBe(head.number + 1)
  })

  it('refuses work after closing', async () => {
    const chain = await openEmbedded(testOptions())
    await chain.close()
    expect(() => chain.append([])).toThrow(expect.objectContaining({ code: 'LEDGER_CLOSED' }))
  })
})

describe('opening', () => {
  it('refuses a directory that a living process holds, also this one', async () => {
    const options = testOptions()
    await using chain = await openEmbedded(options)
    await expect(openEmbedded(options)).rejects.toMatchObject({ code: 'LEDGER_LOCKED' })
    expect((await chain.head()).number).toBe(0)
  })

  it('takes over the lock of a process that is gone', async () => {
    const options = testOptions()
    writeFileSync(join(options.directory, 'ledger.lock'), '4194999 17 elsewhere\n')
    await using chain = await openEmbedded(options)
    expect(readFileSync(join(options.directory, 'ledger.lock'), 'utf8')).toContain(`${process.pid} `)
    expect((await chain.head()).number).toBe(0)
  })

  it('refuses another genesis', async () => {
    const options = testOptions()
    await (await openEmbedded(options)).close()
    const other = { ...options, genesis: { ...GENESIS, timestampS: START_S + 1 } }
    await expect(openEmbedded(other)).rejects.toMatchObject({ code: 'LEDGER_FOREIGN' })
  })

  it('names a damaged file', async () => {
    const options = testOptions()
    writeFileSync(join(options.directory, 'chain.mdb'), Buffer.alloc(65_536, 7))
    await expect(openEmbedded(options)).rejects.toMatchObject({ code: 'LEDGER_CORRUPT' })
  })
})

describe('import of blocks', () => {
  it('gives the same roots in a second engine, and passes over what it has', async () => {
    await using source = await openEmbedded(testOptions())
    const to = await deployKeeper(source)
    for (const kept of [1, 2, 3]) await source.append([{ to, data: word(kept) }])
    await using copy = await openEmbedded(testOptions())
    expect(await copy.importBlocks(await rawBlocks(source))).toEqual(await source.head())
    expect(await copy.importBlocks(await rawBlocks(source))).toEqual(await source.head())
  })

  it('refuses the block of a foreign sealer', async () => {
    const genesis = projectGenesis({ ...GENESIS, sealer: addressOf(OTHER_KEY) })
    await using foreign = await openEmbedded(testOptions({ genesis, sealerKey: OTHER_KEY }))
    await deployKeeper(foreign)
    await using chain = await openEmbedded(testOptions())
    await expect(chain.importBlocks(await rawBlocks(foreign))).rejects.toMatchObject({ code: 'LEDGER_BLOCK_REFUSED' })
  })

  it('refuses every block with a changed byte', async () => {
    await using source = await openEmbedded(testOptions())
    await deployKeeper(source)
    const [raw = new Uint8Array()] = await rawBlocks(source)
    await using copy = await openEmbedded(testOptions())
    for (let position = 1; position < raw.length; position += 23) {
      const changed = Uint8Array.from(raw, (byte, at) => (at === position ? byte ^ 1 : byte))
      await expect(copy.importBlocks([changed])).rejects.toMatchObject({ code: 'LEDGER_BLOCK_REFUSED' })
    }
    expect((await copy.importBlocks([raw])).number).toBe(1)
  })

  it('refuses another key at opening', async () => {
    const sealerKey = OTHER_KEY
    expect(SEALER_KEY).not.toBe(sealerKey)
    await expect(openEmbedded(testOptions({ sealerKey }))).rejects.toMatchObject({ code: 'LEDGER_FOREIGN' })
  })
})
