import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { open } from 'lmdb'
import { describe, expect, it } from 'vitest'
import { projectGenesis } from '@tcctv/contracts'
import { openCopy, openEmbedded, type EmbeddedOptions } from '../embedded/open-embedded.ts'
import { GENESIS, KEEPER, START_S, testOptions, word } from '../test-kit/test-chain.ts'
import { readBlocksFile, writeBlocksFile } from './blocks-file.ts'
import { compactChain } from './compact.ts'
import { openArchive } from './open-archive.ts'
import { verifyArchive } from './verify-archive.ts'

/** A closed chain of 8 blocks; gives its options. */
async function stored(): Promise<EmbeddedOptions> {
  const options = testOptions()
  await using chain = await openEmbedded(options)
  const { receipts } = await chain.append([{ to: null, data: KEEPER }])
  const to = receipts[0]?.contractAddress ?? null
  for (let number = 2; number <= 8; number++) await chain.append([{ to, data: word(number) }])
  return options
}

async function exported(directory: string): Promise<string> {
  await using archive = await openArchive(directory)
  const path = join(directory, 'blocks.rlp')
  writeBlocksFile(
    path,
    Array.from({ length: archive.head.number + 1 }, (_, number) => archive.rawBlock(number)),
  )
  return path
}

describe('archive of a chain', () => {
  it('knows the genesis from the blocks alone, also while the chain is open', async () => {
    const options = await stored()
    await using chain = await openEmbedded(options)
    await using archive = await openArchive(options.directory)
    expect(archive.genesis).toEqual(projectGenesis(GENESIS))
    expect(archive.head).toEqual(await chain.head())
    expect(archive.sizes.blocks.entries).toBe(9)
  })

  it('verifies every block with what is stored beside it', async () => {
    const { directory } = await stored()
    await using archive = await openArchive(directory)
    const seen: number[] = []
    const verified = await verifyArchive(archive, { onBlock: (number) => seen.push(number) })
    expect(verified).toMatchObject({ blocks: 9, transactions: 8 })
    expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
  })

  it.each(['blocks', 'receipts', 'nodes'])('names the block where one of the %s was changed', async (table) => {
    const { directory } = await stored()
    const root = open<Buffer, Buffer>({ path: join(directory, 'chain.mdb'), encoding: 'binary', keyEncoding: 'binary' })
    const changed = root.openDB<Buffer, Buffer>({ name: table, encoding: 'binary', keyEncoding: 'binary' })
    for (const { key, value } of await changed.getRange({ limit: 6 }).asArray) {
      const other = Buffer.from(value)
      other[other.length - 1] = (other[other.length - 1] ?? 0) ^ 1
      if (table === 'nodes' || key.readUInt32BE() === 5) await changed.put(key, other)
    }
    await root.close()
    await using archive = await openArchive(directory)
    const fault = { code: 'LEDGER_CORRUPT', details: table === 'nodes' ? {} : { block: 5 } }
    await expect(verifyArchive(archive)).rejects.toMatchObject(fault)
  })

  it('refuses an empty directory', async () => {
    await expect(openArchive(testOptions().directory)).rejects.toMatchObject({ code: 'LEDGER_EMPTY' })
  })
})

describe('file of blocks', () => {
  it('makes a copy with the same head that makes no blocks itself', async () => {
    const { directory } = await stored()
    const copied = testOptions().directory
    await using copy = await openCopy({ directory: copied, genesis: GENESIS })
    await copy.importBlocks(readBlocksFile(await exported(directory)).blocks)
    await using archive = await openArchive(directory)
    expect(await copy.head()).toEqual(archive.head)
    expect(() => copy.append([{ to: null, data: KEEPER }])).toThrow(expect.objectContaining({ code: 'LEDGER_COPY' }))
    await using again = await openArchive(copied)
    expect((await verifyArchive(again)).blocks).toBe(9)
  })

  it('is refused by a chain of another genesis', async () => {
    const path = await exported((await stored()).directory)
    const genesis = projectGenesis({ ...GENESIS, timestampS: START_S - 1 })
    await using copy = await openCopy({ directory: testOptions().directory, genesis })
    await expect(copy.importBlocks(readBlocksFile(path).blocks)).rejects.toMatchObject({ code: 'LEDGER_BLOCK_REFUSED' })
    expect((await copy.head()).number).toBe(0)
  })

  it('is refused as a whole where it was cut, or where something else begins', async () => {
    const path = await exported((await stored()).directory)
    const whole = readFileSync(path)
    expect(readBlocksFile(path).count).toBe(9)
    const damaged = `${path}.damaged`
    const ends = new Set<number>()
    for (const block of readBlocksFile(path).blocks) ends.add(([...ends].at(-1) ?? 0) + block.length)
    for (let cut = 1; cut < whole.length; cut += 97) {
      if (ends.has(cut)) continue // whole blocks: a shorter chain
      writeFileSync(damaged, whole.subarray(0, cut))
      expect(() => readBlocksFile(damaged), `cut at ${cut}`).toThrow(expect.objectContaining({ code: 'LEDGER_FILE' }))
    }
    writeFileSync(damaged, Buffer.concat([whole, Buffer.from('rest')]))
    expect(() => readBlocksFile(damaged)).toThrow(expect.objectContaining({ code: 'LEDGER_FILE' }))
  })
})

describe('compacting', () => {
  it('keeps every block and state, and needs the chain for itself', async () => {
    const options = await stored()
    const { bytesBefore, bytesAfter } = await compactChain(options.directory)
    expect(bytesAfter).toBeLessThanOrEqual(bytesBefore)
    await using chain = await openEmbedded(options)
    expect((await chain.append([{ to: null, data: KEEPER }])).number).toBe(9)
    await using archive = await openArchive(options.directory)
    expect((await verifyArchive(archive)).blocks).toBe(10)
    await expect(compactChain(options.directory)).rejects.toMatchObject({ code: 'LEDGER_LOCKED' })
  })
})
