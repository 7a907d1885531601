import { openEmbedded } from '../../packages/ledger/src/embedded/open-embedded.ts'
import { testOptions } from '../../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, VERSION, batchOf, countsOf, trialLedger } from '../../packages/ledger/src/test-kit/test-project.ts'
import { ms, print, timed, whole } from './measure.ts'

const READINGS = 8_192
const DAYS = 611
const LANES = 2

/** Opens a chain of ten million readings after it was made and closed. */
export async function longChain(): Promise<void> {
  const options = testOptions({ clock: () => (FIRST_DAY + 800) * 86_400 })
  const chain = await openEmbedded(options)
  const lanes = Array.from({ length: LANES }, () => VERSION.lanes.map((lane) => ({ ...lane, stepS: 10 }))).flat()
  const ledger = await trialLedger(chain, { ...VERSION, lanes })
  let sequence = 0n
  for (let day = 0; day < DAYS; day++)
    for (let lane = 0; lane < LANES; lane++)
      await ledger.commitBatch(
        await batchOf(ledger.domain, day, countsOf(READINGS), { lane, stepS: 10, sequence: ++sequence }),
      )
  const { number } = await chain.head()
  await chain.close()
  const { wallMs, cpuMs } = await timed(1, async () => (await openEmbedded(options)).close())
  const detail = `${whole(READINGS * LANES * DAYS)} readings in ${whole(number)} blocks, CPU ${ms(cpuMs)}`
  print('opening a chain of ten million readings, s', wallMs / 1_000, '<= 1', detail)
}
