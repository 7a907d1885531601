import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { decisionDocument } from './decisions.ts'
import { checkTolerance } from './pipeline/check-tolerance.ts'
import { commitImport, type CommitLine } from './imports.ts'
import type { Project } from './project.ts'
import { beginTrial, csvOfDays, openTestProject, prepared, projectDirectory, take } from './testing/test-project.ts'

const FIRST_DAY = 15_079
const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

/** A project with one version in force, whose folder then holds a changed document. */
async function changedProject(change: (pdd: string) => string): Promise<Project> {
  const directory = projectDirectory()
  directories.push(directory)
  {
    await using project = await openTestProject(directory)
    await beginTrial(project)
  }
  const path = join(directory, 'pdd.yaml')
  writeFileSync(path, change(readFileSync(path, 'utf8')).replace('version: 1.0.0\n', 'version: 1.1.0\n'))
  return openTestProject(directory)
}

async function approveSecond(project: Project, fromDay: number): Promise<void> {
  await take(project, 'proponent', { action: 'propose-pdd' })
  await take(project, 'registry', {
    action: 'approve-pdd',
    index: 1,
    change: 'correction',
    fromDay,
    document: decisionDocument('change'),
  })
}

async function commit(project: Project, csv: string): Promise<CommitLine[]> {
  const { rows, signatures } = await prepared(project, csv)
  const lines: CommitLine[] = []
  for await (const line of commitImport(project, rows, { signatures, signal: new AbortController().signal }))
    lines.push(line)
  return lines
}

/** First count of each local day, in watt hours. */
const firstCounts = ({ readModel }: Project, days: number) =>
  Array.from({ length: days }, (_, day) => readModel.countAt(0, 1_302_847_200 + day * 86_400))

const toWatts = (pdd: string) => pdd.replace('unit: kW, kind: mean-power', 'unit: W, kind: mean-power')
const toLowLimit = (pdd: string) => pdd.replace('low: "0", high: "875"', 'low: "0", high: "20"')

describe('a second version', () => {
  it('reads the days from its own on, and leaves those before to the first', { timeout: 60_000 }, async () => {
    await using project = await changedProject(toWatts)
    await approveSecond(project, FIRST_DAY + 2)
    await commit(project, csvOfDays(4))
    expect(firstCounts(project, 4)).toEqual([25_000n, 26_250n, 25n, 25n])
  })

  it('judges no reading of a day before it', { timeout: 60_000 }, async () => {
    await using project = await changedProject(toLowLimit)
    await approveSecond(project, FIRST_DAY + 1)
    const { rows } = await prepared(project, csvOfDays(2))
    const cases = rows.batches.map((batch) => checkTolerance(batch, project.inForce.at(batch.day).version).highestCase)
    expect(cases).toEqual([1, 4])
    const lines = await commit(project, csvOfDays(2))
    expect(lines.flatMap((line) => ('batch' in line ? [line.day] : []))).toEqual(['2011-04-15', '2011-04-16'])
    expect(lines.find((line) => 'suspended' in line)).toMatchObject({
      suspended: { exceptions: [{ id: 1, day: '2011-04-16', level: 4 }] },
    })
    expect(project.readModel.records(0, 99_999)).toMatchObject([{ day: FIRST_DAY, level: 1 }])
  })

  it('has its rule for empty values on its own days only', { timeout: 60_000 }, async () => {
    await using project = await changedProject((pdd) => pdd.replace('empty: gap', 'empty: fault'))
    await approveSecond(project, FIRST_DAY + 1)
    const [header, ...rows] = csvOfDays(2).split('\n')
    const emptied = rows.map((row, index) => (index % 96 === 50 ? row.replace(/,.*/, ',') : row))
    await expect(prepared(project, [header, ...emptied].join('\n'))).rejects.toMatchObject({
      code: 'ROWS_REFUSED',
      details: { faults: [expect.objectContaining({ row: 147, code: 'EMPTY' })] },
    })
    await commit(project, [header, ...emptied.slice(0, 96)].join('\n'))
    expect(project.readModel.counts()).toMatchObject({ readings: 95 })
  })

  it('changes nothing before it is approved', { timeout: 60_000 }, async () => {
    await using project = await changedProject((pdd) => toLowLimit(toWatts(pdd)))
    await take(project, 'proponent', { action: 'propose-pdd' })
    await commit(project, csvOfDays(1))
    expect(firstCounts(project, 1)).toEqual([25_000n])
  })

  it('is not needed to compute the days before it', { timeout: 60_000 }, async () => {
    const second = (pdd: string) =>
      pdd
        .replace(/^ {2}EG_IMP: \{value.*\n/m, '')
        .replace('measures: [EG_EXP]', 'measures: [EG_EXP, EG_IMP]')
        .replace(
          'parameter: EG_EXP, unit: kW',
          'parameter: EG_EXP, split: {positive: EG_EXP, negative: EG_IMP}, unit: kW',
        )
    await using project = await changedProject(second)
    await approveSecond(project, FIRST_DAY + 30)
    const lines = await commit(project, csvOfDays(3))
    expect(lines.flatMap((line) => ('quantified' in line ? [line.day] : []))).toEqual([
      '2011-04-15',
      '2011-04-16',
      '2011-04-17',
    ])
  })

  it('keeps the text of the first beside its own', { timeout: 60_000 }, async () => {
    await using project = await changedProject(toWatts)
    await approveSecond(project, FIRST_DAY + 2)
    const [before, after] = [project.inForce.at(FIRST_DAY + 1), project.inForce.at(FIRST_DAY + 2)]
    expect([before.pdd.version, after.pdd.version]).toEqual(['1.0.0', '1.1.0'])
    rmSync(join(project.directory, 'documents', before.version.documentHash), { recursive: true })
    await project[Symbol.asyncDispose]()
    await using again = await openTestProject(project.directory)
    expect(() => again.inForce.at(FIRST_DAY + 1)).toThrow(expect.objectContaining({ code: 'PDD_TEXT_MISSING' }))
    expect(again.inForce.at(FIRST_DAY + 2).pdd.version).toBe('1.1.0')
  })
})
