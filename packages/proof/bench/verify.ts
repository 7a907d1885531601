// Speed and memory of a bundle's verification: `node --conditions=source --import tsx packages/proof/bench/verify.ts`.
// The reference is the execution of the same blocks by the EVM alone.
import { blocksOf } from '../src/chain/blocks.ts'
import { chainCommon } from '../src/chain/genesis.ts'
import { TEST_DAYS, compileTestDocuments } from '../src/test-chain/documents.ts'
import { bundleOf, commitDay, createTestProject, quantify, reportFiles } from '../src/test-chain/project.ts'
import { BUNDLE_PATHS } from '../src/bundle.ts'
import { createReplay } from '../src/verify/replay.ts'
import { verifyBundleWith } from '../src/verify-bundle.ts'

const days = Number(process.argv[2] ?? 365)
const READINGS_PER_DAY = 96
const pdd = JSON.stringify({ id: 'bench', factor: '0.1', readingHigh: 500, days, stepS: 86_400 / READINGS_PER_DAY })

const project = await createTestProject(undefined, pdd)
for (let index = 0; index < days; index += 1) {
  const day = (TEST_DAYS[0] ?? 0) + index
  await commitDay(
    project,
    day,
    Array.from({ length: READINGS_PER_DAY }, (_, slot) => BigInt((index * 31 + slot * 7) % 500)),
    BigInt(index + 1),
  )
  await quantify(project, day)
}
const files = await reportFiles(project)
const bundle = bundleOf(project, files)
const blocks = project.engine.built.length

const replayS = await seconds(async () => {
  const { genesis, genesisHash } = project.engine
  const replay = await createReplay(chainCommon(genesis), genesisHash, genesis.sealer)
  for (const block of blocksOf(files.get(BUNDLE_PATHS.blocks) ?? new Uint8Array(), 'blocks')) await replay.run(block)
})
const verifyS = await seconds(async () => {
  const { passed, checks } = await verifyBundleWith(compileTestDocuments, bundle)
  if (!passed) throw new Error(JSON.stringify(checks.find(({ state }) => state === 'failed')))
})
const readings = days * READINGS_PER_DAY
console.log(`bundle ${bundle.length} bytes, ${blocks} blocks, ${readings} readings`)
console.log(
  `verification ${verifyS.toFixed(2)} s: ${(blocks / verifyS).toFixed(0)} blocks/s, ${(readings / verifyS).toFixed(0)} readings/s`,
)
console.log(`verification ÷ EVM replay alone (${replayS.toFixed(2)} s): ${(verifyS / replayS).toFixed(2)}`)
console.log(`resident memory ${(process.memoryUsage().rss / 2 ** 20).toFixed(0)} MB (chain of the bench included)`)

async function seconds(act: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await act()
  return (performance.now() - from) / 1000
}
