import { decodeColumns, signedContent } from '@tcctv/contracts'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../embedded/open-embedded.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { testOptions, word } from '../test-kit/test-chain.ts'
import { FIRST_DAY, VERSION, accountOf, batchOf, countsOf, signed, trialLedger } from '../test-kit/test-project.ts'
import { deployProjectLedger, openProjectLedger } from './embedded-ledger.ts'
import type { LedgerReceipt, ProjectLedger } from './project-ledger.ts'

type Fixture = AsyncDisposable & { readonly chain: EmbeddedChain; readonly ledger: ProjectLedger }

async function fixture(): Promise<Fixture> {
  const chain = await openEmbedded(testOptions())
  const ledger = await trialLedger(chain)
  return { chain, ledger, [Symbol.asyncDispose]: () => chain.close() }
}

const namesOf = ({ events }: LedgerReceipt): string[] => events.map((event) => event.eventName)

/** One reading of case 3: 250,000 counts against a limit of 100,000 + 100,000. */
const CASE_3 = { column: 0, position: 0, code: 3, detail: 0, scoreMillionths: 0 } as const

describe('project ledger', () => {
  it('creates both contracts in block 1 and refuses a second time', async () => {
    await using chain = await openEmbedded(testOptions())
    await expect(openProjectLedger(chain)).rejects.toMatchObject({ code: 'LEDGER_NOT_FOUND' })
    const ledger = await deployProjectLedger(chain, [{ key: accountOf('registry').address, role: 'registry' }])
    expect((await chain.head()).number).toBe(1)
    expect(await ledger.state()).toMatchObject({ stage: 1, closing: 0 })
    expect(await ledger.party(accountOf('registry').address)).toMatchObject({ role: 4, validToS: 0 })
    await expect(deployProjectLedger(chain, [])).rejects.toMatchObject({ code: 'LEDGER_EXISTS' })
  })

  it('takes a batch and evaluates its day', async () => {
    await using made = await fixture()
    const { ledger } = made
    const receipt = await ledger.commitBatch(await batchOf(ledger.domain, 0, countsOf(96)))
    expect(namesOf(receipt)).toEqual(['BatchCommitted', 'ColumnCommitted'])
    expect(receipt.repeated).toBe(false)
    const sum = countsOf(96).reduce((total, count) => total + count, 0n)
    expect(await ledger.slot(FIRST_DAY, 0)).toMatchObject({ sum, count: 96, flagged: 0 })
    const day = await ledger.quantifyDay(FIRST_DAY)
    expect(namesOf(day)).toEqual(['DayEvaluated', 'Footprint', 'Reduction'])
    const halfKwh = sum * 10n ** 13n * 5n
    expect((await ledger.vintage(2022)).reduction).toBe(halfKwh / 10n - ((halfKwh / 10n) % 10n ** 12n))
    expect((await ledger.state()).nextDay).toBe(FIRST_DAY + 1)
  })

  it('evaluates several days in one block, or none of them', async () => {
    await using made = await fixture()
    const { ledger, chain } = made
    for (const day of [0, 1]) await ledger.commitBatch(await batchOf(ledger.domain, day, countsOf(96)))
    const before = await chain.head()
    const tooFar = ledger.quantifyDays([FIRST_DAY, FIRST_DAY + 1, FIRST_DAY + 2])
    await expect(tooFar).rejects.toMatchObject({ code: 'DAY_INCOMPLETE' })
    expect(await chain.head()).toEqual(before)
    const receipt = await ledger.quantifyDays([FIRST_DAY, FIRST_DAY + 1])
    expect(receipt.block).toBe(before.number + 1)
    expect(namesOf(receipt).filter((name) => name === 'DayEvaluated')).toHaveLength(2)
  })

  it('gives the first receipt for a batch that comes again', async () => {
    await using made = await fixture()
    const { ledger, chain } = made
    const batch = await batchOf(ledger.domain, 0, countsOf(96))
    const first = await ledger.commitBatch(batch)
    await ledger.commitBatch(await batchOf(ledger.domain, 1, countsOf(96)))
    const head = await chain.head()
    expect(await ledger.commitBatch(batch)).toEqual({ ...first, repeated: true })
    expect(await chain.head()).toEqual(head)
  })

  it('closes the intake after a case 3, and opens it by the proponent', async () => {
    await using made = await fixture()
    const { ledger } = made
    const receipt = await ledger.commitBatch(await batchOf(ledger.domain, 0, [250_000n], { flags: [CASE_3] }))
    expect(namesOf(receipt)).toContain('ExceptionOpened')
    expect(await ledger.suspended()).toBe(true)
    expect(await ledger.exception(1n)).toMatchObject({ day: FIRST_DAY, limit: 0, level: 3, state: 2, amount: 250_000n })
    const next = await batchOf(ledger.domain, 1, countsOf(96))
    await expect(ledger.commitBatch(next)).rejects.toMatchObject({ code: 'INTAKE_SUSPENDED', status: 409 })
    for (const action of ['justify', 'release', 'resubmit']) {
      const decision = { exception: 1n, action, content: word(4) }
      const content = signedContent(action, word(4), await ledger.exception(1n))
      await ledger.decide(decision, await signed(ledger, 'proponent', { action, subject: word(1), content }))
    }
    expect(await ledger.suspended()).toBe(false)
    expect((await ledger.commitBatch(next)).repeated).toBe(false)
  })

  it('keeps the calldata of a batch for everybody to read', async () => {
    await using made = await fixture()
    const batch = await batchOf(made.ledger.domain, 0, countsOf(96))
    const { tx } = await made.ledger.commitBatch(batch)
    const entry = await made.chain.transaction(tx)
    const data = Buffer.from(entry?.transaction.data ?? [])
    const at = data.indexOf(batch.columns)
    expect(decodeColumns(data.subarray(at, at + batch.columns.length))[0]?.counts).toHaveLength(96)
  })

  it('returns the version as it was proposed', async () => {
    await using made = await fixture()
    expect(await made.ledger.pddCount()).toBe(1)
    expect(await made.ledger.pddInForce(FIRST_DAY)).toBe(0)
    expect(await made.ledger.pdd(0)).toEqual(VERSION)
    await expect(made.ledger.pddInForce(3)).rejects.toMatchObject({ code: 'PDD_NOT_IN_FORCE' })
    await expect(made.ledger.exception(9n)).rejects.toMatchObject({ code: 'LEDGER_NOT_FOUND' })
  })

  it('names what the contract refuses', async () => {
    await using made = await fixture()
    const { ledger } = made
    const good = await batchOf(ledger.domain, 0, countsOf(4))
    const refused = async (sent: Promise<unknown>, code: string): Promise<void> => {
      await expect(sent).rejects.toMatchObject({ code })
    }
    await refused(ledger.commitBatch({ ...good, signature: good.serviceSignature }), 'SIGNER_NOT_AUTHORISED')
    await refused(ledger.commitBatch({ ...good, signature: '0x12' }), 'SIGNATURE_INVALID')
    await refused(ledger.commitBatch({ ...good, columns: good.columns.subarray(0, 20) }), 'LEDGER_REVERTED')
    await refused(ledger.quantifyDay(FIRST_DAY + 5), 'DAY_NOT_NEXT')
    await refused(ledger.commitWithheld({ batch: word(3), day: 1 }, good.signature), 'INTAKE_NOT_SUSPENDED')
    await refused(ledger.commitBatch(await batchOf(ledger.domain, 0, [250_000n])), 'FLAGS_CONTRADICTED')
    await ledger.commitBatch(good)
    await refused(ledger.commitBatch(await batchOf(ledger.domain, 1, [1n], { sequence: 1n })), 'SEQUENCE_NOT_ABOVE')
    await refused(ledger.commitBatch(await batchOf(ledger.domain, 0, [1n], { sequence: 5n })), 'READINGS_OVERLAP')
  })
})
