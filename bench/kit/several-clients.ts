import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createBlock, createBlockFromRLP, createSealedCliqueBlock } from '@ethereumjs/block'
import { hexToBytes } from 'viem'
import { bytesToHex } from 'viem'
import { createProjectCommon } from '../../packages/contracts/src/index.ts'
import { openArchive } from '../../packages/ledger/src/archive/open-archive.ts'
import { verifyArchive } from '../../packages/ledger/src/archive/verify-archive.ts'
import { BlockStore } from '../../packages/ledger/src/embedded/block-store.ts'
import type { EmbeddedChain } from '../../packages/ledger/src/embedded/embedded-chain.ts'
import { openEmbedded } from '../../packages/ledger/src/embedded/open-embedded.ts'
import { unsealedExtraData } from '../../packages/ledger/src/embedded/seal-room.ts'
import { GENESIS, SEALER_KEY, testOptions } from '../../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, VERSION, batchOf, countsOf, trialLedger } from '../../packages/ledger/src/test-kit/test-project.ts'
import { ms, print, timed, whole, type Times } from './measure.ts'
import { createWordWriter } from './word-writer.ts'

const READINGS = 1_000
const CLIENTS = 8
const BATCHES = 400
const WARM_UP = 80
const ALONE = 80

/** Batches of 1,000 readings from clients that each wait for their block: readings/s, seal, verification, gas. */
export async function severalClients(): Promise<void> {
  const options = testOptions({ clock: () => (FIRST_DAY + 800) * 86_400 })
  const chain = await openEmbedded(options)
  const ledger = await trialLedger(chain, { ...VERSION, lanes: VERSION.lanes.map((lane) => ({ ...lane, stepS: 60 })) })
  const batches: Awaited<ReturnType<typeof batchOf>>[] = []
  for (let day = 0; day < BATCHES; day++)
    batches.push(await batchOf(ledger.domain, day, countsOf(READINGS), { stepS: 60 }))
  const send = async (from: number, to: number): Promise<void> => {
    const waiting = batches.slice(from, to).values()
    const client = async (): Promise<void> => {
      for (const batch of waiting) await ledger.commitBatch(batch)
    }
    await Promise.all(Array.from({ length: CLIENTS }, client))
  }
  await send(0, WARM_UP)
  const alone = await timed(ALONE, async () => {
    for (const batch of batches.slice(WARM_UP, WARM_UP + ALONE)) await ledger.commitBatch(batch)
  })
  const { number: before } = await chain.head()
  const first = WARM_UP + ALONE
  const measured = BATCHES - first
  const times = await timed(measured, () => send(first, BATCHES))
  const { number: after } = await chain.head()
  const raw = await rawCommits(batches.map(({ columns }) => columns))
  const perSecond = (READINGS * 1_000) / times.wallMs
  const perBlock = (measured / (after - before)).toFixed(1)
  const of = `${CLIENTS} clients, ${perBlock} batches a block; ${whole((READINGS * 1_000) / times.cpuMs)} per CPU second`
  print('1,000 readings: thousand readings/s, batch to block', perSecond / 1_000, '>= 40', of)
  const lmdb = (READINGS * 1_000) / raw.wallMs
  print('  as a share of raw sequential LMDB commits', perSecond / lmdb, '', `${whole(lmdb)} readings/s raw`)
  const shared = `${ms(times.cpuMs)} / ${ms(alone.cpuMs)} a batch`
  print('  batches that share a block ÷ alone, CPU', times.cpuMs / alone.cpuMs, '', shared)
  await sealing(chain, before + 1, after, alone.cpuMs)
  const { columns } = batches[0] ?? { columns: new Uint8Array() }
  const small = await ledger.commitBatch(await batchOf(ledger.domain, BATCHES, countsOf(1), { stepS: 60 }))
  await gas(chain, { block: before, small: small.block, columns: bytesToHex(columns) })
  await chain.close()
  await verification(options.directory, before, after, times.cpuMs * measured)
}

/** The columns alone, one durable LMDB transaction each. */
async function rawCommits(values: readonly Uint8Array[]): Promise<Times> {
  const folder = mkdtempSync(join(tmpdir(), 'tcctv-bench-'))
  const store = new BlockStore(join(folder, 'raw.mdb'))
  const none = { receipts: new Uint8Array(), transactionHashes: [], nodes: new Map<string, Uint8Array>() }
  const times = await timed(values.length, async () => {
    for (const [number, raw] of values.entries())
      store.commit({ number, raw, hash: new Uint8Array(32).fill(number), ...none })
  })
  await store.close()
  rmSync(folder, { recursive: true })
  return times
}

/** The same blocks made with and without a seal; what an append without it would have taken follows from the difference. */
async function sealing(chain: EmbeddedChain, from: number, to: number, appendCpuMs: number): Promise<void> {
  const common = createProjectCommon(GENESIS)
  const blocks: ReturnType<typeof createBlockFromRLP>[] = []
  for (let number = from; number <= to; number++)
    blocks.push(createBlockFromRLP(await chain.rawBlock(number), { common, skipConsensusFormatValidation: true }))
  const key = hexToBytes(SEALER_KEY)
  const made = (isSealed: boolean): Promise<Times> =>
    timed(1, async () => {
      for (const { header, transactions } of blocks) {
        const extraData = unsealedExtraData(Number(header.number), hexToBytes(GENESIS.sealer))
        const { parentHash, number, timestamp, difficulty, gasLimit, gasUsed, baseFeePerGas, logsBloom } = header
        const { stateRoot, transactionsTrie, receiptTrie } = header
        const roots = { stateRoot, transactionsTrie, receiptTrie, logsBloom, extraData }
        const data = {
          header: {
            parentHash,
            number,
            timestamp,
            difficulty,
            gasLimit,
            gasUsed,
            ...roots,
            baseFeePerGas: baseFeePerGas ?? 0n,
          },
          transactions,
        }
        const options = { common, freeze: true, skipConsensusFormatValidation: true }
        const block = isSealed ? createSealedCliqueBlock(data, key, options) : createBlock(data, options)
        block.hash()
      }
    })
  await made(true)
  const [sealed, unsealed] = [await made(true), await made(false)]
  const seal = (sealed.cpuMs - unsealed.cpuMs) / blocks.length
  print('  sealed ÷ unsealed append, CPU', appendCpuMs / (appendCpuMs - seal), '<= 1.15', `${ms(seal)} a seal`)
}

type GasBlocks = { readonly block: number; readonly small: number; readonly columns: `0x${string}` }

/**
 * A batch as committed, with its signatures and its records, beside its readings in storage words of four with the same calldata;
 * then both without what a batch of one reading costs.
 */
async function gas(chain: EmbeddedChain, { block, small, columns }: GasBlocks): Promise<void> {
  const gasOf = async (number: number): Promise<bigint> => (await chain.receipts(number))[0]?.gasUsed ?? 0n
  const writer = await createWordWriter(chain)
  const [batch, one] = [await gasOf(block), await gasOf(small)]
  const [words, oneWord] = [await writer.fill(READINGS / 4, columns), await writer.fill(1)]
  print('  gas: every word stored ÷ batch', Number(words) / Number(batch), '', `${words} / ${batch}`)
  const more = `${words - oneWord} / ${batch - one}, readings alone`
  print('  gas: the same without what one reading costs', Number(words - oneWord) / Number(batch - one), '>= 35', more)
}

async function verification(directory: string, before: number, after: number, appendsCpuMs: number): Promise<void> {
  await using archive = await openArchive(directory)
  let [start, cpuMs] = [process.cpuUsage(), 0]
  await verifyArchive(archive, {
    onBlock: (number) => {
      if (number === before) start = process.cpuUsage()
      const { user, system } = process.cpuUsage(start)
      if (number === after) cpuMs = (user + system) / 1_000
    },
  })
  const detail = `${ms(cpuMs / (after - before))} / ${ms(appendsCpuMs / (after - before))} a block`
  print('  verification from genesis ÷ building, CPU', cpuMs / appendsCpuMs, '<= 1.0', detail)
}
