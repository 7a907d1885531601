import { createProjectCommon } from '@tcctv/contracts'
/**
 * CPU and wall time of one durable, sealed append of a batch, beside the same transactions in an EVM in memory, and
 * the time to replay the chain into a second engine.
 *
 * node --conditions=source --import tsx packages/ledger/bench/ledger-append.ts [appends per size]
 * strace -f -c -e trace=fsync,fdatasync,msync node … counts the fsyncs: one per block and a few at opening.
 */
import { createBlockFromRLP } from '@ethereumjs/block'
import { MapDB, createAddressFromString } from '@ethereumjs/util'
import type { EmbeddedChain } from '../src/embedded/embedded-chain.ts'
import { createExecutor, executeBlock } from '../src/embedded/executor.ts'
import { openEmbedded } from '../src/embedded/open-embedded.ts'
import { unsealedExtraData } from '../src/embedded/seal-room.ts'
import { GENESIS, testOptions } from '../src/test-kit/test-chain.ts'
import { FIRST_DAY, VERSION, batchOf, countsOf, trialLedger } from '../src/test-kit/test-project.ts'

const APPENDS = Number(process.argv[2] ?? 60)
const WARM_UP = 20
const AFTER_ALL_DAYS_S = (FIRST_DAY + 800) * 86_400
/** Lane and step of each batch size, so that a batch fits into one day. */
const SIZES = [
  { readings: 24, lane: 0, stepS: 900 },
  { readings: 96, lane: 0, stepS: 900 },
  { readings: 1_000, lane: 1, stepS: 60 },
  { readings: 8_192, lane: 2, stepS: 10 },
] as const

type Times = { readonly cpuMs: number; readonly wallMs: number }

async function timed(work: () => Promise<void>, units: number): Promise<Times> {
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const { user, system } = process.cpuUsage(cpu)
  return { cpuMs: (user + system) / 1_000 / units, wallMs: (performance.now() - start) / units }
}

async function benchSize({ readings, lane, stepS }: (typeof SIZES)[number]): Promise<void> {
  const options = { clock: () => AFTER_ALL_DAYS_S, genesis: GENESIS }
  const chain = await openEmbedded(testOptions(options))
  const [first] = VERSION.lanes
  const lanes = SIZES.slice(1).map((size) => ({ ...first, stepS: size.stepS }))
  const ledger = await trialLedger(chain, { ...VERSION, lanes })
  const batches = []
  for (let day = 0; day < WARM_UP + APPENDS; day++)
    batches.push(await batchOf(ledger.domain, day, countsOf(readings), { lane, stepS }))
  for (const batch of batches.slice(0, WARM_UP)) await ledger.commitBatch(batch)
  const append = await timed(async () => {
    for (const batch of batches.slice(WARM_UP)) await ledger.commitBatch(batch)
  }, APPENDS)
  const memory = await inMemory(chain)
  const replay = await replayed(chain, testOptions(options))
  report(readings, append, memory, replay)
  await chain.close()
}

/** The measured blocks again, executed only: senders known, nothing sealed, stored or flushed. */
async function inMemory(chain: EmbeddedChain): Promise<Times> {
  const common = createProjectCommon(GENESIS)
  const sealer = createAddressFromString(GENESIS.sealer)
  const nodes = new MapDB<string, string | Uint8Array>()
  const executor = await createExecutor({ common, nodes, blocks: executorBlocks(chain), sealer })
  const { number } = await chain.head()
  const blocks = []
  for (let next = 1; next <= number; next++) {
    const block = createBlockFromRLP(await chain.rawBlock(next), { common, skipConsensusFormatValidation: true })
    for (const transaction of block.transactions) transaction.getSenderAddress()
    blocks.push(block)
  }
  const run = async (from: number, to: number): Promise<void> => {
    for (const { header, transactions } of blocks.slice(from, to)) {
      const { number: at, timestamp, difficulty, gasLimit, baseFeePerGas } = header
      const extraData = unsealedExtraData(Number(at), sealer.bytes)
      const draft = { number: at, timestamp, difficulty, gasLimit, extraData, baseFeePerGas: baseFeePerGas ?? 0n }
      await executeBlock(executor, draft, transactions)
    }
  }
  await run(0, number - APPENDS)
  return timed(() => run(number - APPENDS, number), APPENDS)
}

function executorBlocks(chain: EmbeddedChain): Parameters<typeof createExecutor>[0]['blocks'] {
  const blocks = {
    getBlock: (number: number) => chain.block(number),
    putBlock: async (): Promise<void> => {},
    shallowCopy: () => blocks,
  }
  return blocks
}

async function replayed(chain: EmbeddedChain, options: Parameters<typeof openEmbedded>[0]): Promise<Times> {
  const copy = await openEmbedded(options)
  const { number, hash } = await chain.head()
  const times = await timed(async () => {
    for (let next = 1; next <= number; next++) await copy.importBlocks([await chain.rawBlock(next)])
  }, number)
  if ((await copy.head()).hash !== hash) throw new Error('the replay ends at another head')
  await copy.close()
  return times
}

function report(readings: number, append: Times, memory: Times, replay: Times): void {
  const ms = (milliseconds: number): string => milliseconds.toFixed(1).padStart(7)
  const ratio = (append.cpuMs / memory.cpuMs).toFixed(2)
  console.log(
    `${String(readings).padStart(5)} readings | append CPU ${ms(append.cpuMs)} ms, wall ${ms(append.wallMs)} ms | ` +
      `memory CPU ${ms(memory.cpuMs)} ms | ratio ${ratio} | replay CPU ${ms(replay.cpuMs)} ms per block | ` +
      `${Math.round((readings * 1_000) / append.wallMs)} readings/s`,
  )
}

for (const size of SIZES) await benchSize(size)
