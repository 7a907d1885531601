import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { batchTypedData } from '@tcctv/contracts'
import { afterEach, describe, expect, it } from 'vitest'
import { decisionDocument } from '../decisions.ts'
import { commitImport, PreparedImports } from '../imports.ts'
import { prepareSubstitution, type PreparedRows } from '../pipeline.ts'
import type { Project } from '../project.ts'
import {
  accountOf,
  beginTrial,
  csvOfDays,
  openTestProject,
  prepared,
  projectDirectory,
  take,
} from '../testing/test-project.ts'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

/** Two days of the example without 8 quarter hours in the middle of the first. */
const HOLED = csvOfDays(2)
  .split('\n')
  .filter((_, row) => row < 41 || row >= 49)
  .join('\n')

describe('gaps of an import', () => {
  it('are filled by the rule in batches of their own class, once', { timeout: 60_000 }, async () => {
    const directory = projectDirectory()
    directories.push(directory)
    await using project = await openTestProject(directory)
    await beginTrial(project)
    const { rows, signatures } = await prepared(project, HOLED, true)
    expect(rows.gapsTreated).toMatchObject([{ lane: 0, outcome: 'zero' }])
    expect(rows.batches.map(({ evidence, readings }) => [evidence, readings])).toEqual([
      [3, 40],
      [5, 8],
      [3, 48],
      [3, 96],
    ])
    const signal = new AbortController().signal
    for await (const _ of commitImport(project, rows, { signatures, signal }));
    const { fromS = 0, toS = 0 } = rows.gapsTreated[0] ?? {}
    const filled = project.readModel.readings({ fromS, toS, parameter: 'EG_EXP', limit: 100 })
    expect(filled.map(({ count, evidence }) => [count, evidence])).toEqual(Array.from({ length: 8 }, () => [0n, 5]))
    expect((await prepared(project, HOLED, true)).rows.batches).toEqual([])
  })

  it('stay open if nobody asks', { timeout: 60_000 }, async () => {
    const directory = projectDirectory()
    directories.push(directory)
    await using project = await openTestProject(directory)
    await beginTrial(project)
    const { rows } = await prepared(project, HOLED)
    expect([rows.gapsTreated, rows.batches.length]).toEqual([[], 2])
  })

  it(
    'say what keeps them open for good: later readings of the day, its closing, its record',
    { timeout: 60_000 },
    async () => {
      const directory = projectDirectory()
      directories.push(directory)
      meterImports(directory) // what the second meter has not read keeps the days without a record
      await using project = await openTestProject(directory)
      await beginTrial(project)
      await commit(project, HOLED, 'ac_power')
      const outcomes = async () => {
        const { prepared: rows } = await prepareSubstitution(project, accountOf('proponent').address)
        return rows.gapsTreated.map(({ lane, outcome, readings }) => [lane, outcome, readings.length])
      }
      expect(await outcomes()).toEqual([[0, 'later-readings', 0]])
      await commit(project, without(csvOfDays(2)), 'imports')
      expect(await outcomes()).toEqual([]) // the first day has its record
      const document = decisionDocument('end')
      await commit(project, csvOfDays(1, 3), 'ac_power')
      await take(project, 'proponent', { action: 'close-day', day: '2011-04-18', document })
      expect(await outcomes()).toEqual([[0, 'day-closed', 0]])
    },
  )

  it('between committed readings are filled while their day is open', { timeout: 60_000 }, async () => {
    const directory = projectDirectory()
    directories.push(directory)
    meterImports(directory)
    await using project = await openTestProject(directory)
    await beginTrial(project)
    const days = (source: string, first: number, count: number) =>
      commit(project, source === 'imports' ? without(csvOfDays(count, first)) : csvOfDays(count, first), source)
    await days('ac_power', 0, 1)
    await days('imports', 0, 1)
    await days('ac_power', 2, 1) // the second day is missing and stays open: the other meter has not reached it
    const { prepared: rows, bytes } = await prepareSubstitution(project, accountOf('proponent').address)
    expect(rows.gapsTreated.map(({ lane, outcome, readings }) => [lane, outcome, readings.length])).toEqual([
      [0, 'zero', 96],
    ])
    expect(JSON.parse(new TextDecoder().decode(bytes))).toMatchObject({
      gaps: [{ parameter: 'EG_EXP', from: '2011-04-16T06:00:00Z', to: '2011-04-17T06:00:00Z', outcome: 'zero' }],
    })
    await commitRows(project, rows, bytes)
    await days('imports', 1, 2)
    expect(project.readModel.records(15_079, 15_081).map(({ readings }) => readings)).toEqual([192, 192, 192])
    expect((await prepareSubstitution(project, accountOf('proponent').address)).prepared.gapsTreated).toEqual([])
  })
})

/** A second source: imports of electricity by a meter of their own, instead of a constant. */
function meterImports(directory: string): void {
  const path = join(directory, 'pdd.yaml')
  const text = readFileSync(path, 'utf8')
  const source = (/ {2}ac_power:[^]*?round: floor\}\}\n/.exec(text)?.[0] ?? '')
    .replace('ac_power:', 'imports:')
    .replace('EG_EXP', 'EG_IMP')
    .replace('M1', 'M2')
    .replace('round: floor', 'round: ceil')
  const changed = text
    .replace(/ {2}EG_IMP: .*\n/, '')
    .replace(/^ {2}M1: .*$/m, (line) => `${line}\n${line.replace('M1', 'M2').replace('EG_EXP', 'EG_IMP')}`)
    .replace('tolerances:', `${source}tolerances:`)
  writeFileSync(path, changed)
}

/** The same rows with nothing measured in them. */
function without(csv: string): string {
  return csv.replaceAll(/,\d+\.000$/gm, ',0.000')
}

async function commit(project: Project, csv: string, source: string): Promise<void> {
  const { rows, signatures } = await prepared(project, csv, false, undefined, source)
  for await (const _ of commitImport(project, rows, {
    signatures,
    signal: new AbortController().signal,
  }));
}

async function commitRows(project: Project, rows: PreparedRows, bytes: Uint8Array): Promise<void> {
  const account = accountOf('proponent')
  const signatures = await Promise.all(
    rows.batches.map((batch) => account.signTypedData(batchTypedData(project.ledger.domain, batch))),
  )
  const kept = new PreparedImports().add(rows, bytes)
  for await (const _ of commitImport(project, kept, {
    signatures,
    signal: new AbortController().signal,
  }));
}
