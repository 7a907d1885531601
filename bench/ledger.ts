/**
 * The goals of the ledger as ratios, each beside its reference of the same run.
 *
 * node --conditions=source --import tsx bench/ledger.ts [appends per size]
 *
 * CPU is that of the process, user and system. The reference is EDR (test/edr), which keeps everything in memory, checks no seal
 * and makes none; signatures of parties, seal, state and fsync are on our side only. Not here: the comparison with a Fabric
 * network, which no part of this repository runs; and the reading of files, which is the project process's work.
 */
import { spawnSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { createBlockFromRLP } from '@ethereumjs/block'
import { bytesToHex } from 'viem'
import { createProjectCommon } from '../packages/contracts/src/index.ts'
import type { EmbeddedChain } from '../packages/ledger/src/embedded/embedded-chain.ts'
import { openEmbedded, type EmbeddedOptions } from '../packages/ledger/src/embedded/open-embedded.ts'
import { GENESIS, KEEPER, testOptions } from '../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, VERSION, batchOf, countsOf, trialLedger } from '../packages/ledger/src/test-kit/test-project.ts'
import { longChain } from './kit/long-chain.ts'
import { ms, print, timed, type Times } from './kit/measure.ts'
import { severalClients } from './kit/several-clients.ts'
import { createWordWriter } from './kit/word-writer.ts'
import { loadSecondEvm, whyNoSecondEvm } from '../test/edr/second-evm.ts'

const APPENDS = Number(process.argv[2] ?? 60)
const WARM_UP = 20
const AFTER_ALL_DAYS_S = (FIRST_DAY + 800) * 86_400
const SIZES = [
  { readings: 24, lane: 0, stepS: 900, goal: 10 },
  { readings: 1_000, lane: 1, stepS: 60, goal: 7 },
  { readings: 8_192, lane: 2, stepS: 10, goal: 5 },
] as const

/** A chain of batches, and what the measured ones took. */
async function appended({ readings, lane, stepS }: (typeof SIZES)[number]): Promise<{
  readonly chain: EmbeddedChain
  readonly options: EmbeddedOptions
  readonly times: Times
  readonly bytesPerReading: number
}> {
  const options = testOptions({ clock: () => AFTER_ALL_DAYS_S })
  const chain = await openEmbedded(options)
  const lanes = VERSION.lanes.flatMap((first) => SIZES.map((size) => ({ ...first, stepS: size.stepS })))
  const ledger = await trialLedger(chain, { ...VERSION, lanes })
  const batches: Awaited<ReturnType<typeof batchOf>>[] = []
  for (let day = 0; day < WARM_UP + APPENDS; day++)
    batches.push(await batchOf(ledger.domain, day, countsOf(readings), { lane, stepS }))
  for (const batch of batches.slice(0, WARM_UP)) await ledger.commitBatch(batch)
  const path = join(options.directory, 'chain.mdb')
  const before = statSync(path).size
  const times = await timed(APPENDS, async () => {
    for (const batch of batches.slice(WARM_UP)) await ledger.commitBatch(batch)
  })
  return { chain, options, times, bytesPerReading: (statSync(path).size - before) / APPENDS / readings }
}

/** The same blocks in the second EVM; times of the measured ones. */
async function inSecondEvm(chain: EmbeddedChain, open: Awaited<ReturnType<typeof loadSecondEvm>>): Promise<Times> {
  const common = createProjectCommon(GENESIS)
  const second = await open(GENESIS)
  const { number } = await chain.head()
  const run = async (from: number, to: number): Promise<void> => {
    for (let next = from; next <= to; next++) {
      const { header, transactions } = createBlockFromRLP(await chain.rawBlock(next), {
        common,
        skipConsensusFormatValidation: true,
      })
      const { stateRoot } = await second.run(
        Number(header.timestamp),
        transactions.map((transaction) => bytesToHex(transaction.serialize())),
      )
      if (stateRoot !== bytesToHex(header.stateRoot)) throw new Error(`the second EVM disagrees on block ${next}`)
    }
  }
  await run(1, number - APPENDS)
  return timed(APPENDS, () => run(number - APPENDS + 1, number))
}

async function replayed(chain: EmbeddedChain): Promise<Times> {
  await using copy = await openEmbedded(testOptions())
  const { number } = await chain.head()
  for (let next = 1; next <= number - APPENDS; next++) await copy.importBlocks([await chain.rawBlock(next)])
  return await timed(APPENDS, async () => {
    for (let next = number - APPENDS + 1; next <= number; next++) await copy.importBlocks([await chain.rawBlock(next)])
  })
}

async function sizes(): Promise<void> {
  const missing = whyNoSecondEvm()
  if (missing !== undefined) console.log(`without EDR: ${missing}`)
  const open = missing === undefined ? await loadSecondEvm() : undefined
  for (const size of SIZES) {
    const { chain, options, times, bytesPerReading } = await appended(size)
    const name = `${size.readings} readings:`
    if (open !== undefined) {
      const memory = await inSecondEvm(chain, open)
      const detail = `${ms(times.cpuMs)} / ${ms(memory.cpuMs)}`
      print(`${name} append CPU ÷ EDR in memory`, times.cpuMs / memory.cpuMs, `<= ${size.goal}`, detail)
    }
    const again = await replayed(chain)
    print(`${name} replay CPU ÷ append CPU`, again.cpuMs / times.cpuMs, '<= 1.0', ms(again.cpuMs))
    print(`${name} disk ÷ raw values`, bytesPerReading / 8, '<= 1.3', `${bytesPerReading.toFixed(1)} bytes a reading`)
    const perSecond = (size.readings * 1_000) / times.wallMs
    console.log(`${name.padEnd(46)} ${Math.round(perSecond).toLocaleString('en')} readings/s, wall ${ms(times.wallMs)}`)
    await chain.close()
    const opening = await timed(1, async () => (await openEmbedded(options)).close())
    console.log(`${name.padEnd(46)} opened in ${ms(opening.wallMs)}`)
  }
}

const SLOTS = 100_000

/** One call that writes a new storage slot, on an empty contract and above many slots. */
async function growth(): Promise<void> {
  await using chain = await openEmbedded(testOptions())
  const { write, fill } = await createWordWriter(chain)
  await write(WARM_UP)
  const empty = await timed(APPENDS, () => write(APPENDS))
  for (let done = 0; done < SLOTS; done += 500) await fill(500)
  await write(WARM_UP)
  const full = await timed(APPENDS, () => write(APPENDS))
  const detail = `${ms(full.cpuMs)} / ${ms(empty.cpuMs)}`
  print('append CPU at 100,000 slots ÷ at none', full.cpuMs / empty.cpuMs, '<= 1.5', detail)
}

/** System calls that flush, while a chain is opened and takes blocks. */
function fsyncs(): void {
  const blocks = 50
  const code = `
    const { openEmbedded } = await import(${JSON.stringify(join(import.meta.dirname, '../packages/ledger/src/embedded/open-embedded.ts'))})
    const { testOptions } = await import(${JSON.stringify(join(import.meta.dirname, '../packages/ledger/src/test-kit/test-chain.ts'))})
    const chain = await openEmbedded(testOptions())
    for (let block = 0; block < Number(process.argv.at(-1)); block++) await chain.append([{ to: null, data: '${KEEPER}' }])
    await chain.close()`
  const node = [process.execPath, '--conditions=source', '--import', 'tsx', '--input-type=module', '-e', code]
  const counted = (count: number): number | undefined => {
    const { stderr, status } = spawnSync(
      'strace',
      ['-f', '-e', 'trace=fsync,fdatasync,msync', ...node, String(count)],
      { encoding: 'utf8', maxBuffer: 1e8 },
    )
    return status === 0 ? (stderr.match(/(fsync|fdatasync|msync)\(/g)?.length ?? 0) : undefined
  }
  const [none, some] = [counted(0), counted(blocks)]
  if (none === undefined || some === undefined) console.log('fsyncs: not counted, strace is not here')
  else print('fsyncs ÷ blocks', (some - none) / blocks, '1.0', `and ${none} at opening and closing`)
}

await severalClients()
await sizes()
await growth()
fsyncs()
await longChain()
