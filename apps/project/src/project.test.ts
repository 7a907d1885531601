import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { encodeFunctionData, toEventSelector } from 'viem'
import { projectLedgerAbi as abi } from '@tcctv/contracts'
import { formatLocalDay } from '@tcctv/units'
import { afterEach, describe, expect, it } from 'vitest'
import { acceptRaw } from './accept-raw.ts'
import { decisionDocument } from './decisions.ts'
import { commitImport, type CommitLine } from './imports.ts'
import { commitBatch } from './pipeline.ts'
import { quantifyDue } from './quantify.ts'
import {
  accountOf,
  beginTrial,
  closeAll,
  csvOfDays,
  openTestProject,
  prepared,
  projectDirectory,
  take,
} from './testing/test-project.ts'

const signal = new AbortController().signal
const opened: AsyncDisposable[] = []
const directories: string[] = []

async function start(parties = {}) {
  const directory = projectDirectory(parties)
  directories.push(directory)
  const project = await openTestProject(directory)
  opened.push(project)
  return project
}

afterEach(async () => {
  for (const project of opened.splice(0)) await project[Symbol.asyncDispose]()
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

async function all<T>(lines: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = []
  for await (const line of lines) found.push(line)
  return found
}
const daysOf = (lines: readonly CommitLine[]) => lines.flatMap((line) => ('quantified' in line ? [line.day] : []))

describe('streams beside each other', () => {
  it('commits each batch once and computes each day once', { timeout: 60_000 }, async () => {
    const project = await start()
    await beginTrial(project)
    const { rows, signatures } = await prepared(project, csvOfDays(6))
    const options = { signatures, signal }
    const timer = async () => {
      const days = []
      for (let round = 0; round < 6; round += 1) days.push(...(await all(quantifyDue(project, { signal }))))
      return days
    }
    const [one, two, timed] = await Promise.all([
      all(commitImport(project, rows, options)),
      all(commitImport(project, { ...rows, receipts: new Map() }, options)),
      timer(),
    ])
    const statuses = [...one, ...two].flatMap((line) => ('status' in line ? [line.status] : []))
    expect(statuses.filter((status) => status === 'committed')).toHaveLength(rows.batches.length)
    const closed = await closeAll(project)
    expect([...daysOf([...one, ...two]), ...timed, ...closed]).toHaveLength(rows.batches.length)
    expect(project.readModel.counts().readings).toBe(6 * 96)
  })

  it('begins at the first day of the approval', { timeout: 60_000 }, async () => {
    const project = await start()
    await beginTrial(project, 15_081)
    const { rows, signatures } = await prepared(project, csvOfDays(2, 2))
    const lines = await all(commitImport(project, rows, { signatures, signal }))
    const closed = (await closeAll(project)).map(({ day }) => formatLocalDay(day))
    expect([...daysOf(lines), ...closed]).toEqual(['2011-04-17', '2011-04-18'])
  })
})

describe('the projection', () => {
  it('takes no event of another contract for a record', async () => {
    const project = await start()
    const topic = toEventSelector('ModelRecorded(bytes32,bytes32)').slice(2)
    await project.chain.append([{ to: null, data: `0x7f${topic}60406000a100` }])
    await project.project()
    expect(project.readModel.acts('ModelRecorded')).toEqual([])
  })

  it('that failed after a commit is caught up before the next import is read', { timeout: 60_000 }, async () => {
    const project = await start()
    await beginTrial(project)
    const { rows, signatures } = await prepared(project, csvOfDays(1))
    const [batch] = rows.batches
    if (batch === undefined) throw new RangeError('a day has a batch')
    const failing = { ...project, project: () => Promise.reject(new Error('disk full')) }
    await expect(commitBatch(failing, batch, signatures[0] ?? '0x', { signal })).rejects.toThrow('disk full')
    const again = await prepared(project, csvOfDays(1))
    expect([again.rows.known, again.rows.batches.length]).toEqual([96, 0])
  })

  it('is the same when it is made anew', { timeout: 60_000 }, async () => {
    const directory = projectDirectory()
    directories.push(directory)
    const before = await (async () => {
      await using project = await openTestProject(directory)
      await beginTrial(project)
      const { rows, signatures } = await prepared(project, csvOfDays(2))
      await all(commitImport(project, rows, { signatures, signal }))
      return project.readModel.counts()
    })()
    for (const end of ['', '-wal', '-shm']) rmSync(join(directory, `read-model.db${end}`), { force: true })
    await using again = await openTestProject(directory)
    expect(again.readModel.counts()).toEqual(before)
  })
})

describe('a suspension', () => {
  it('outlives a restart, takes nothing until the release, and then the rest once', { timeout: 60_000 }, async () => {
    const directory = projectDirectory()
    directories.push(directory)
    const csv = csvOfDays(3).replace(/^(2011-04-16T12:00:00.000Z),.*$/m, '$1,3600.000') // 900 kWh of 875 allowed: case 3
    const close = { signal }
    {
      await using project = await openTestProject(directory)
      await beginTrial(project)
      const { rows, signatures } = await prepared(project, csv)
      const lines = await all(commitImport(project, rows, { signatures, ...close }))
      expect(lines.at(-1)).toEqual({ done: { committed: 2, remaining: 1 } })
    }
    await using project = await openTestProject(directory)
    const { rows, signatures } = await prepared(project, csv)
    expect([rows.known, rows.batches.length]).toEqual([2 * 96, 1])
    const held = await all(commitImport(project, rows, { signatures, ...close }))
    expect(held).toMatchObject([
      { suspended: { exceptions: [{ id: 1, day: '2011-04-16', level: 3, whoCanRelease: 'proponent' }] } },
      { done: { committed: 0, remaining: 1 } },
    ])
    const document = decisionDocument('meter was read twice')
    for (const action of ['justify', 'release', 'resubmit'] as const)
      await take(project, 'proponent', { action, exception: 1, document })
    const rest = await all(commitImport(project, rows, { signatures, ...close }))
    const closed = (await closeAll(project)).map(({ day }) => formatLocalDay(day))
    expect([...daysOf(rest), ...closed]).toEqual(['2011-04-16', '2011-04-17'])
    expect(project.readModel.counts().readings).toBe(3 * 96)
  })
})

describe('corrected data', () => {
  it('takes the place of the day that was judged, in chain and projection', { timeout: 60_000 }, async () => {
    const project = await start()
    await beginTrial(project)
    const wrong = csvOfDays(2).replace(/^(2011-04-16T12:00:00.000Z),.*$/m, '$1,3600.000') // 900 kWh of 875 allowed: case 3
    const { rows, signatures } = await prepared(project, wrong)
    await all(commitImport(project, rows, { signatures, signal }))
    const document = decisionDocument('the meter counted twice')
    for (const action of ['justify', 'release'] as const)
      await take(project, 'proponent', { action, exception: 1, document })
    const day = csvOfDays(2)
      .split('\n')
      .filter((line) => line.startsWith('measured_on') || (line >= '2011-04-16T07' && line < '2011-04-17T07'))
    await expect(prepared(project, csvOfDays(2), false, 1)).rejects.toMatchObject({ code: 'CORRECTION_DAY' })
    const corrected = await prepared(project, day.join('\n'), false, 1)
    const [batch] = corrected.rows.batches
    if (batch === undefined) throw new Error('no batch')
    const decision = { action: 'resubmit-corrected', exception: 1, batch: batch.digest, document } as const
    await take(project, 'proponent', decision)
    const atS = Date.parse('2011-04-16T11:00:00.000Z') / 1000 // 05:00 on the wall, in summer
    expect(project.readModel.countAt(0, atS)).toBe(900_000n)
    const before = project.readModel.counts().readings
    const lines = await all(commitImport(project, corrected.rows, { signatures: corrected.signatures, signal }))
    expect([project.readModel.counts().readings, project.readModel.countAt(0, atS)]).toEqual([before, 26_000n])
    expect(project.readModel.exception(1)?.state).toBe(5)
    expect(lines).toContainEqual(
      expect.objectContaining({
        day: '2011-04-16',
        quantified: expect.objectContaining({ status: 'released-by-proponent' }),
      }),
    )
  })

  it(
    'in the middle of a file leaves signatures over the plan of before refused by name, and nothing else lost',
    { timeout: 120_000 },
    async () => {
      const project = await start()
      await beginTrial(project)
      const wrong = csvOfDays(4).replace(/^(2011-04-16T12:00:00.000Z),.*$/m, '$1,3600.000') // 900 kWh of 875 allowed: case 3
      const { rows, signatures } = await prepared(project, wrong)
      await all(commitImport(project, rows, { signatures, signal }))
      const document = decisionDocument('the meter counted twice')
      for (const action of ['justify', 'release'] as const)
        await take(project, 'proponent', { action, exception: 1, document })
      const [header = '', ...lines] = csvOfDays(4).split('\n')
      const day = [header, ...lines.filter((line) => line >= '2011-04-16T07' && line < '2011-04-17T07')].join('\n')
      const corrected = await prepared(project, day, false, 1)
      const batch = corrected.rows.batches[0]?.digest ?? '0x'
      await take(project, 'proponent', { action: 'resubmit-corrected', exception: 1, batch, document })
      await all(commitImport(project, corrected.rows, { signatures: corrected.signatures, signal }))
      const before = project.readModel.counts().readings
      const again = all(commitImport(project, rows, { signatures, signal }))
      await expect(again).rejects.toMatchObject({ code: 'PLAN_OUTDATED', details: { committed: 2, remaining: 2 } })
      expect(project.readModel.counts().readings).toBe(before)
      const anew = await prepared(project, csvOfDays(4))
      const told = await all(commitImport(project, anew.rows, { signatures: anew.signatures, signal }))
      expect(told.at(-1)).toMatchObject({ done: { remaining: 0 } })
      expect(project.readModel.counts().readings).toBeGreaterThan(before)
    },
  )
})

describe('opening', () => {
  it('may be tried again after a refusal', async () => {
    const directory = projectDirectory({ registry: accountOf('operator').address })
    directories.push(directory)
    for (let attempt = 0; attempt < 2; attempt += 1)
      await expect(openTestProject(directory)).rejects.toMatchObject({ code: 'KEY_REFUSED' })
  })
})

describe('raw transactions', () => {
  const ledger = `0x${'11'.repeat(20)}` as const
  const quantifier = `0x${'22'.repeat(20)}` as const
  const accept = acceptRaw({ domain: { chainId: 1, ledger }, quantifier })
  const finding = encodeFunctionData({
    abi,
    functionName: 'raiseFinding',
    args: [1, 2011, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(32)}`, 0n, '0x'],
  })
  const quantify = encodeFunctionData({ abi, functionName: 'quantifyDay', args: [15_079] })

  it.each([
    ['a new contract', { to: null, data: '0x00' as const }, 'RAW_REFUSED'],
    ['a call of another contract', { to: `0x${'33'.repeat(20)}` as const, data: finding }, 'RAW_REFUSED'],
    ['a day closed from outside', { to: ledger, data: quantify }, 'RAW_REFUSED'],
    ['an unknown call', { to: ledger, data: '0x12345678' as const }, 'CALL_UNKNOWN'],
  ])('refuses %s', (_, call, code) => {
    expect(() => accept(call)).toThrow(expect.objectContaining({ code }))
  })

  it('takes a signed call to the ledger', () => {
    expect(() => accept({ to: ledger, data: finding })).not.toThrow()
  })
})
