import { createBlockFromRLP } from '@ethereumjs/block'
import { bytesToHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { beforeAll, describe, expect, it } from 'vitest'
import { createProjectCommon } from '../../packages/contracts/src/index.ts'
import { openEmbedded } from '../../packages/ledger/src/embedded/open-embedded.ts'
import type { EmbeddedChain } from '../../packages/ledger/src/embedded/embedded-chain.ts'
import { GENESIS, testOptions } from '../../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, batchOf, countsOf, trialLedger } from '../../packages/ledger/src/test-kit/test-project.ts'
import { randomOf, randomProgram } from './random-program.ts'
import { loadSecondEvm, whyNoSecondEvm, type SecondEvm } from './second-evm.ts'

const TRANSACTIONS = Number(process.env['TCCTV_RANDOM_TRANSACTIONS'] ?? 300)
const SEED = Number(process.env['TCCTV_SEED'] ?? 20_261_130)
const AFTER_ALL_DAYS_S = (FIRST_DAY + 800) * 86_400

const missing = whyNoSecondEvm()
const suite = missing === undefined ? describe : describe.skip

async function compareBlock(chain: EmbeddedChain, second: SecondEvm, number: number): Promise<void> {
  const common = createProjectCommon(GENESIS)
  const { header, transactions } = createBlockFromRLP(await chain.rawBlock(number), {
    common,
    skipConsensusFormatValidation: true,
  })
  const raw = transactions.map((transaction) => bytesToHex(transaction.serialize()))
  const ran = await second.run(Number(header.timestamp), raw)
  const own = { stateRoot: bytesToHex(header.stateRoot), gasUsed: header.gasUsed }
  expect(ran, `block ${number}, seed ${SEED}`).toEqual(own)
}

suite(`a second EVM${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let open: Awaited<ReturnType<typeof loadSecondEvm>>
  beforeAll(async () => {
    open = await loadSecondEvm()
  })

  it('has the same state after every block of a project', async () => {
    await using chain = await openEmbedded(testOptions({ clock: () => AFTER_ALL_DAYS_S }))
    const ledger = await trialLedger(chain)
    for (let day = 0; day < 12; day++) {
      await ledger.commitBatch(await batchOf(ledger.domain, day, countsOf(96)))
      await ledger.quantifyDay(FIRST_DAY + day)
    }
    const { number } = await chain.head()
    const second = await open(GENESIS)
    for (let next = 1; next <= number; next++) await compareBlock(chain, second, next)
  })

  it(`has the same state and gas after each of ${TRANSACTIONS} random transactions, seed ${SEED}`, async () => {
    await using chain = await openEmbedded(testOptions())
    const second = await open(GENESIS)
    const account = privateKeyToAccount(`0x${'55'.repeat(32)}`)
    const random = randomOf(SEED)
    let succeeded = 0
    for (let nonce = 0; nonce < TRANSACTIONS; nonce++) {
      const raw = await account.signTransaction({
        chainId: GENESIS.chainId,
        nonce,
        gas: 2_000_000n,
        maxFeePerGas: 0n,
        maxPriorityFeePerGas: 0n,
        data: randomProgram(random),
      })
      const { number, receipts } = await chain.appendRaw(raw)
      if (receipts[0]?.succeeded === true) succeeded += 1
      await compareBlock(chain, second, number)
    }
    expect(succeeded).toBeGreaterThan(TRANSACTIONS / 2)
    expect(succeeded).toBeLessThan(TRANSACTIONS)
  })
})
