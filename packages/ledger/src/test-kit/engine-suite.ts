import { checkpointTypedData, decodeColumns, ledgerAddresses, signedContent } from '@tcctv/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { size } from 'viem'
import type { Hex, LedgerEngine } from '../chain.ts'
import { deployProjectLedger, hasProjectLedger, openProjectLedger } from '../project/embedded-ledger.ts'
import type { CheckpointRecord, LedgerReceipt, ProjectLedger } from '../project/project-ledger.ts'
import { KEEPER, word } from './test-chain.ts'
import { FIRST_DAY, VERSION, accountOf, batchOf, countsOf, signed, trialLedger } from './test-project.ts'

/** Opens an engine whose relayer has sent nothing yet; `close` ends it and what it runs on. */
export type OpenEngine = () => Promise<{ readonly engine: LedgerEngine; readonly close: () => Promise<void> }>

/**
 * What a project's ledger must do on any engine: one story on one chain, so that it also runs where a block takes a
 * second. Each test goes on where the one before stopped.
 */
export function engineSuite(name: string, open: OpenEngine): void {
  describe(`ledger on ${name}`, () => {
    let engine: LedgerEngine
    let ledger: ProjectLedger
    let close: () => Promise<void> = async () => undefined
    beforeAll(async () => {
      ;({ engine, close } = await open())
    })
    afterAll(() => close())

    it('creates the five contracts once, and takes a version into trial', async () => {
      expect(await hasProjectLedger(engine)).toBe(false)
      await expect(openProjectLedger(engine)).rejects.toMatchObject({ code: 'LEDGER_NOT_FOUND' })
      ledger = await trialLedger(engine)
      expect(await engine.relayerNonce()).toBe(5 + 1 + 1 + 2)
      for (const address of Object.values(ledgerAddresses(engine.relayer)))
        expect(size(await engine.code(address))).toBeGreaterThan(1_000)
      expect(await ledger.state()).toMatchObject({ stage: 2, closing: 0 })
      expect(await ledger.pdd(0)).toEqual(VERSION)
      expect(await ledger.party(accountOf('registry').address)).toMatchObject({ role: 4, validToS: 0 })
      await expect(deployProjectLedger(engine, [])).rejects.toMatchObject({ code: 'LEDGER_EXISTS' })
    })

    it('takes a batch and evaluates its day', async () => {
      const receipt = await ledger.commitBatch(await batchOf(ledger.domain, 0, countsOf(96)))
      expect(namesOf(receipt)).toEqual(['BatchCommitted', 'ColumnCommitted'])
      expect(receipt.repeated).toBe(false)
      const sum = countsOf(96).reduce((total, count) => total + count, 0n)
      expect(await ledger.slot(FIRST_DAY, 0)).toMatchObject({ sum, count: 96, flagged: 0 })
      expect(namesOf(await ledger.quantifyDay(FIRST_DAY))).toEqual(['DayEvaluated', 'Footprint', 'Reduction'])
      const halfKwh = sum * 10n ** 13n * 5n
      expect((await ledger.vintage(2022)).reduction).toBe(halfKwh / 10n - ((halfKwh / 10n) % 10n ** 12n))
    })

    it('gives the first receipt for a batch that comes again, also at the same time', async () => {
      const batch = await batchOf(ledger.domain, 1, countsOf(96))
      const twice = await Promise.all([ledger.commitBatch(batch), ledger.commitBatch(batch)])
      const [first, second] = twice.sort((left, right) => Number(left.repeated) - Number(right.repeated))
      expect(second).toEqual({ ...first, repeated: true })
      expect(await ledger.commitBatch(batch)).toEqual({ ...first, repeated: true })
      expect((await ledger.slot(FIRST_DAY + 1, 0)).count).toBe(96)
    })

    it('evaluates several days in order, or none of them', async () => {
      await ledger.commitBatch(await batchOf(ledger.domain, 2, countsOf(96)))
      const nonce = await engine.relayerNonce()
      const tooFar = ledger.quantifyDays([1, 2, 3].map((day) => FIRST_DAY + day))
      await expect(tooFar).rejects.toMatchObject({ code: 'DAY_INCOMPLETE' })
      expect(await engine.relayerNonce()).toBe(nonce)
      const receipt = await ledger.quantifyDays([FIRST_DAY + 1, FIRST_DAY + 2])
      expect(namesOf(receipt).filter((name) => name === 'DayEvaluated')).toHaveLength(2)
      expect((await ledger.state()).nextDay).toBe(FIRST_DAY + 3)
    })

    it('closes the intake after a case 3, and opens it by the proponent', async () => {
      const receipt = await ledger.commitBatch(await batchOf(ledger.domain, 3, [250_000n], { flags: [CASE_3] }))
      expect(namesOf(receipt)).toContain('ExceptionOpened')
      expect(await ledger.suspended()).toBe(true)
      const next = await batchOf(ledger.domain, 4, countsOf(96))
      await expect(ledger.commitBatch(next)).rejects.toMatchObject({ code: 'INTAKE_SUSPENDED', status: 409 })
      for (const action of ['justify', 'release', 'resubmit']) {
        const decision = { exception: 1n, action, content: word(4) }
        const content = signedContent(action, word(4), await ledger.exception(1n))
        await ledger.decide(decision, await signed(ledger, 'proponent', { action, subject: word(1), content }))
      }
      expect(await ledger.suspended()).toBe(false)
      expect((await ledger.commitBatch(next)).repeated).toBe(false)
    })

    it('names what the contract refuses, and leaves no trace of it', async () => {
      const nonce = await engine.relayerNonce()
      const good = await batchOf(ledger.domain, 5, countsOf(4))
      const refused = async (sent: Promise<unknown>, code: string): Promise<void> => {
        await expect(sent).rejects.toMatchObject({ code })
      }
      await Promise.all([
        refused(ledger.commitBatch({ ...good, signature: good.serviceSignature }), 'SIGNER_NOT_AUTHORISED'),
        refused(ledger.commitBatch({ ...good, signature: '0x12' }), 'SIGNATURE_INVALID'),
        refused(ledger.commitBatch({ ...good, columns: good.columns.subarray(0, 20) }), 'LEDGER_REVERTED'),
        refused(ledger.quantifyDay(FIRST_DAY + 9), 'DAY_NOT_NEXT'),
        refused(ledger.commitWithheld({ batch: word(3), day: 1 }, good.signature), 'INTAKE_NOT_SUSPENDED'),
        refused(ledger.commitBatch(await batchOf(ledger.domain, 5, [250_000n])), 'FLAGS_CONTRADICTED'),
        refused(ledger.commitBatch(await batchOf(ledger.domain, 5, [1n], { sequence: 1n })), 'SEQUENCE_NOT_ABOVE'),
        refused(ledger.pddInForce(3), 'PDD_NOT_IN_FORCE'),
        refused(ledger.exception(9n), 'LEDGER_NOT_FOUND'),
      ])
      expect(await engine.relayerNonce()).toBe(nonce)
    })

    it('keeps the calldata of a batch for everybody to read', async () => {
      const batch = await batchOf(ledger.domain, 5, countsOf(96))
      const { tx, block } = await ledger.commitBatch(batch)
      const sent = (await engine.blockAt(block)).transactions.find(({ hash }) => hash === tx)
      const data = Buffer.from(sent?.data.slice(2) ?? '', 'hex')
      const at = data.indexOf(batch.columns)
      expect(decodeColumns(data.subarray(at, at + batch.columns.length))[0]?.counts).toHaveLength(96)
      expect(Buffer.from(await engine.rawBlock(block)).includes(data)).toBe(true)
    })

    it('co-signs a block of its own chain, and no other', async () => {
      const { number, hash: blockHash, stateRoot } = await engine.head()
      const account = accountOf('registry')
      const sign = (checkpoint: CheckpointRecord): Promise<Hex> => {
        const message = { ...checkpoint, number: BigInt(checkpoint.number) }
        return account.signTypedData(checkpointTypedData(ledger.domain, message))
      }
      const checkpoint = { number, blockHash, stateRoot }
      expect(namesOf(await ledger.checkpoint(checkpoint, await sign(checkpoint)))).toEqual(['Checkpointed'])
      const foreign = { ...checkpoint, blockHash: word(1) }
      await expect(ledger.checkpoint(foreign, await sign(foreign))).rejects.toMatchObject({
        code: 'CHECKPOINT_MISMATCH',
      })
    })

    it('reads blocks that follow each other, their receipts and their events', async () => {
      const { number: head } = await engine.head()
      const contracts = Object.values(ledgerAddresses(engine.relayer))
      const logs = await engine.logs({ fromBlock: 1, toBlock: head, address: contracts })
      const fromReceipts = []
      let parent = await engine.blockAt(0)
      for (let number = 1; number <= head; number += 1) {
        const block = await engine.blockAt(number)
        expect(block).toMatchObject({ number, parentHash: parent.hash })
        expect(block.timestampS).toBeGreaterThan(parent.timestampS)
        const receipts = block.transactions.length === 0 ? [] : await engine.receipts(number)
        expect(receipts.map(({ transactionHash }) => transactionHash)).toEqual(
          block.transactions.map(({ hash }) => hash),
        )
        expect(receipts.reduce((sum, { gasUsed }) => sum + gasUsed, 0n)).toBe(block.gasUsed)
        fromReceipts.push(...receipts.flatMap((receipt) => receipt.logs))
        parent = block
      }
      expect(logs).toEqual(fromReceipts.filter(({ address }) => contracts.includes(address)))
      expect(logs.length).toBeGreaterThan(20)
      await expect(engine.blockAt(head + 1_000_000)).rejects.toMatchObject({ code: 'LEDGER_NOT_FOUND' })
    })

    it('gives calls and storage roots of the past', async () => {
      const { receipts, number } = await engine.append([{ to: null, data: KEEPER }])
      const keeper = receipts[0]?.contractAddress ?? '0x'
      const first = await engine.append([{ to: keeper, data: word(5) }])
      const second = await engine.append([{ to: keeper, data: word(6) }])
      const roots = await Promise.all([number, first.number, second.number].map((at) => engine.storageRoot(keeper, at)))
      expect(new Set(roots).size).toBe(3)
      expect(await engine.call({ to: keeper, data: word(9), block: first.number })).toBe(word(9))
      await expect(engine.append([{ to: keeper, data: '0x' }])).rejects.toMatchObject({
        code: 'LEDGER_REVERTED',
        details: { index: 0, data: '0xdeadbeef' },
      })
      await expect(engine.call({ to: keeper, data: '0x' })).rejects.toMatchObject({ code: 'LEDGER_CALL_REVERTED' })
    })
  })
}

const namesOf = ({ events }: LedgerReceipt): string[] => events.map((event) => event.eventName)

/** One reading of case 3: 250,000 counts against a limit of 100,000 + 100,000. */
const CASE_3 = { column: 0, position: 0, code: 3, detail: 0, scoreMillionths: 0 } as const
