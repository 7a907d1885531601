import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { deploymentOf } from './deployment.ts'
import { encodeBounds } from './bounds.ts'
import { textId } from './pdd-version.ts'
import {
  DAY_S,
  ER_LIMIT,
  FIRST_DAY,
  FROM_S,
  PROGRAM,
  READING_LIMIT,
  hourly,
  trialWorld,
  versionWith,
} from './project.test-support.ts'
import { checkpointTypedData } from './typed-data.ts'
import { ZERO32, accountOf, createWorld, hashOf, word, type Outcome } from './world.test-support.ts'

const FILE = join(import.meta.dirname, '../../../docs/contract-gas.md')
const UPDATE = process.env['UPDATE_DOCS'] === '1'

/** Gas of operations, in the order in which they were done. */
class Snapshot {
  readonly rows: [operation: string, gas: bigint][] = []

  /** Keeps what a call took. A call that is refused is no figure. */
  keep(operation: string, outcome: Outcome): void {
    if (outcome.error !== undefined)
      throw new Error(`${operation}: ${outcome.error.name} ${outcome.error.args.join(' ')}`)
    this.rows.push([operation, outcome.gas])
  }

  toMarkdown(): string {
    const lines = this.rows.map(([operation, gas]) => `| ${operation} | ${gas.toLocaleString('en')} |`)
    return `# Gas of the contracts

Exact figures of single calls, from the compiled artefacts of this revision (test \`packages/contracts/src/gas.test.ts\`;
\`UPDATE_DOCS=1 npx vitest run packages/contracts/src/gas.test.ts\` writes them anew). Two lanes; one limit, or two where
readings are counted; keys and readings are those of the test.

| operation | gas |
|---|---:|
${lines.join('\n')}
`
  }
}

const day = (hours = 24, count = 400n): bigint[] => Array.from({ length: hours }, () => count)

async function setUp(snapshot: Snapshot): Promise<void> {
  const world = await createWorld()
  const parties = [{ key: accountOf('registry').address, role: 4 }]
  for (const [name, code] of Object.entries(deploymentOf(accountOf('stranger').address, parties)))
    snapshot.keep(`deploy ${name}`, await world.transact(code))
  snapshot.keep(
    'registerProgram',
    await world.send('registerProgram', [PROGRAM.code, PROGRAM.constants, PROGRAM.tables]),
  )
  snapshot.keep('proposePdd', await world.propose(versionWith()))
  snapshot.keep('approvePdd, first', await world.approve(0n, FIRST_DAY))
  snapshot.keep('setStage, trial', await world.stage(2, 'proponent'))
  snapshot.keep('setKey, a new key', await world.setKey('registry', accountOf('stranger').address, 5, true))
  snapshot.keep('setKey, revoked', await world.setKey('registry', accountOf('stranger').address, 5, false))
  const model = { action: 'record-model', subject: word(1), content: word(2) }
  snapshot.keep('recordModel', await world.decide('operator', model, 'recordModel', [word(1), word(2)]))
  const report = { action: 'record-report', subject: word(1), content: word(7) }
  snapshot.keep('recordReport', await world.decide('report', report, 'recordReport', [word(1), 7n]))
  world.blockNumber = 300n
  const message = { number: 1n, blockHash: word(9), stateRoot: ZERO32 }
  const signature = await accountOf('verifier').signTypedData(checkpointTypedData(world.domain, message))
  snapshot.keep('checkpoint', await world.send('checkpoint', [1n, word(9), ZERO32, signature]))
  await world.propose({ ...versionWith(), documentHash: word(9) }, 1n)
  snapshot.keep('opinePdd', await world.opine('verifier', 1n))
  snapshot.keep('approvePdd, permanent change', await world.approve(1n, FIRST_DAY + 9, 3))
  const calibration = hashOf(['uint32', 'uint64', 'bytes32'], [FIRST_DAY, 10n ** 15n, ZERO32])
  const decided = { action: 'calibrate', subject: textId('M1'), content: calibration }
  const args = [textId('M1'), FIRST_DAY, 10n ** 15n, ZERO32]
  snapshot.keep('calibrate', await world.decide('proponent', decided, 'calibrate', args))
}

/** Counts have 31 bits: half of the bytes of a value are zero. */
async function commits(snapshot: Snapshot, readings: number): Promise<void> {
  const stepS = Math.floor(43_200 / readings)
  const lanes = versionWith().lanes.map((lane) => ({ ...lane, stepS, low: -(2n ** 40n), high: 2n ** 40n }))
  const limit = { ...READING_LIMIT, bounds: encodeBounds([{ low: 0n, high: 2n ** 40n, first: 0n, second: 0n }]) }
  const world = await trialWorld({ lanes, limits: [limit, ER_LIMIT] })
  const counts = Array.from({ length: readings }, (_, i) => BigInt((i * 2_654_435_761) % 2 ** 31))
  for (const [startS, where] of [
    [FROM_S, 'into a new day'],
    [FROM_S + 43_200, 'into a begun day'],
  ] as const)
    snapshot.keep(
      `commitBatch, ${readings} readings ${where}`,
      await world.commit({ columns: [{ lane: 0, startS, stepS, counts }] }),
    )
}

async function exceptions(snapshot: Snapshot): Promise<void> {
  const world = await trialWorld({ limits: [READING_LIMIT] })
  const flagged = (code: 3 | 4) => [{ column: 0, position: 0, code, detail: 0, scoreMillionths: 0 }] as const
  snapshot.keep('commitBatch, a case 3', await world.commit({ columns: [hourly(0, [1400n])], flags: flagged(3) }))
  const batch = { columns: [hourly(0, [1n], 0, 1)], sequence: 50n }
  const given = { columns: [hourly(0, [1n], 0, 2)], sequence: 51n }
  snapshot.keep('commitWithheld', await world.announce(batch, FIRST_DAY))
  await world.announce(given, FIRST_DAY)
  for (const action of ['justify', 'release', 'resubmit'])
    snapshot.keep(`decide, ${action}`, await world.move('proponent', 1n, action))
  snapshot.keep('commitBatch, announced before', await world.commit(batch))
  const subject = world.digestOf(given)
  const abandoned = { action: 'abandon-withheld', subject, content: ZERO32 }
  snapshot.keep('abandonWithheld', await world.decide('registry', abandoned, 'abandonWithheld', [subject, ZERO32]))
  await world.commit({ columns: [hourly(0, [2000n], 0, 3)], flags: flagged(4), sequence: 60n })
  snapshot.keep('decide, file-report', await world.move('proponent', 2n, 'file-report'))
  const corrected = { columns: [hourly(0, day(4))], sequence: 61n }
  const digest = world.digestOf(corrected)
  snapshot.keep('decideCorrected', await world.correct('registry', 2n, 'release-corrected', digest))
  snapshot.keep('commitBatch, corrected', await world.commit(corrected))
  snapshot.keep('closeDay', await world.close(FIRST_DAY))
}

async function records(snapshot: Snapshot): Promise<void> {
  const world = await trialWorld({ limits: [ER_LIMIT], creditingToS: FROM_S + 3 * DAY_S, lastDay: FIRST_DAY + 2 })
  for (const [at, which] of ['first day of a vintage', 'next day', 'last day of a vintage'].entries()) {
    await world.commit({ columns: [hourly(at, day(24, 80n))] })
    snapshot.keep(`quantifyDay, ${which}`, await world.send('quantifyDay', [FIRST_DAY + at]))
  }
  snapshot.keep('raiseFinding', await world.raiseFinding('verifier', 1, 2011))
  snapshot.keep('moveFinding, answered', await world.moveFinding('proponent', 1n, 2))
  snapshot.keep('moveFinding, closed', await world.moveFinding('verifier', 1n, 3))
  for (const [to, role, name] of [
    [1, 'proponent', 'frozen'],
    [2, 'proponent', 'reported'],
    [3, 'verifier', 'under-verification'],
    [4, 'verifier', 'verified'],
    [5, 'proponent', 'issuance-requested'],
    [7, 'registry', 'returned'],
  ] as const)
    snapshot.keep(`movePeriod, ${name}`, await world.movePeriod(role, 2011, to))
}

it('operations take the gas that is on file', { timeout: 120_000 }, async () => {
  const snapshot = new Snapshot()
  await setUp(snapshot)
  for (const readings of [24, 96, 1000, 8192]) await commits(snapshot, readings)
  await exceptions(snapshot)
  await records(snapshot)
  const found = snapshot.toMarkdown()
  if (UPDATE) writeFileSync(FILE, found)
  expect(existsSync(FILE) ? readFileSync(FILE, 'utf8') : '').toBe(found)
})
