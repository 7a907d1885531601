// Commits one batch a day, four at a time, and prints the day of each that is acknowledged. Ended by SIGKILL in the test.
import { connectNetwork, openProjectLedger, type NetworkOptions } from '../../../packages/ledger/src/index.ts'
import { batchOf, countsOf } from '../../../packages/ledger/src/test-kit/test-project.ts'

const [options = '{}', from = '0', to = '0'] = process.argv.slice(2)
const chain = await connectNetwork(JSON.parse(options) as NetworkOptions) // written by the test
const ledger = await openProjectLedger(chain)
for (let day = Number(from); day < Number(to); day += 4) {
  const batches = await Promise.all([0, 1, 2, 3].map((more) => batchOf(ledger.domain, day + more, countsOf(96))))
  await Promise.all(
    batches.map(async (batch, more) => {
      await ledger.commitBatch(batch)
      process.stdout.write(`${day + more}\n`)
    }),
  )
}
await chain.close()
