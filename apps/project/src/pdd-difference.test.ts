import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDecision, decisionDocument, keepDocument, type Decision } from './decisions.ts'
import { commitImport } from './imports.ts'
import { checkApproval, differenceOf, earliestApproval } from './pdd-difference.ts'
import type { Project } from './project.ts'
import { beginTrial, csvOfDays, openTestProject, prepared, projectDirectory, take } from './testing/test-project.ts'

const FIRST_DAY = 15_079
const signal = new AbortController().signal
let project: Project
let yaml: string

const draft = (from: string, to: string) => {
  expect(yaml).toContain(from)
  return project.versions.draft(yaml.replace(from, to))
}
const propose = async (from: string, to: string) => {
  const decision: Decision = { action: 'propose-pdd', pdd: draft(from, to).pddYaml }
  keepDocument(project, decision)
  await take(project, 'proponent', decision)
  return project.readModel.versions.all().length - 1
}

beforeAll(async () => {
  project = await openTestProject(projectDirectory())
  yaml = readFileSync(join(project.directory, 'pdd.yaml'), 'utf8')
  await beginTrial(project)
  // 900 kWh of 875 allowed on the last day: it has readings and waits for a decision
  const csv = csvOfDays(3).replace(/^(2011-04-17T12:00:00.000Z),.*$/m, '$1,3600.000')
  const { rows, signatures } = await prepared(project, csv)
  for await (const _line of commitImport(project, rows, { signatures, signal }));
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  rmSync(project.directory, { recursive: true })
})

describe('the difference of a draft', () => {
  it.each([
    ['title: Photovoltaic', 'title: Another', true, false],
    ['case2: [registry]', 'case2: [verifier]', true, false],
    ['value: "0.8907"', 'value: "0.7"', false, true],
    ['high: "875"', 'high: "900"', false, true],
    ['end: "2014-01-01"', 'end: "2015-01-01"', false, true],
    ['purpose: demonstration', 'purpose: demonstration\nvisibility: public', true, true],
    ['status: EXAMPLE', 'status: CHECKED', true, true],
  ])('of %s and %s calculates alike: %s, needs the registry: %s', (from, to, calculatesAlike, needsRegistry) => {
    const found = differenceOf(project.inForce.latest(), draft(from, to))
    expect(found).toMatchObject({ calculatesAlike, needsRegistry })
    expect(found.changes.length).toBeGreaterThan(0)
  })

  it('is refused with the place of every fault', () => {
    expect(() => draft('value: "0.8907"', 'value: "8907"')).toThrow(
      expect.objectContaining({
        code: 'PDD_FAULTS',
        details: expect.objectContaining({
          faults: [expect.objectContaining({ path: 'fixed.EF_OM.value', line: 16 })],
        }),
      }),
    )
  })
})

describe('an approval', () => {
  it('is refused for days of the record, and for days with readings of other series', async () => {
    const { nextDay, lastBatchDay } = await project.ledger.state()
    expect([nextDay, lastBatchDay]).toEqual([FIRST_DAY + 2, FIRST_DAY + 2])
    const factor = await propose('value: "0.8907"', 'value: "0.7"')
    await expect(checkApproval(project, factor, FIRST_DAY + 1)).rejects.toMatchObject({ code: 'PDD_FROM_QUANTIFIED' })
    await expect(checkApproval(project, factor, FIRST_DAY + 2)).resolves.toBeUndefined()
    const free = { day: FIRST_DAY + 2, because: 'quantified' }
    expect(await earliestApproval(project, project.versions.of(factor))).toEqual(free)
    const quantum = await propose('quantum: {value: "0.001"', 'quantum: {value: "0.01"')
    await expect(checkApproval(project, quantum, FIRST_DAY + 2)).rejects.toMatchObject({
      code: 'PDD_FROM_HAS_READINGS',
      message: expect.stringContaining('EG_EXP of M1 is read otherwise'),
    })
    const behind = { day: FIRST_DAY + 3, because: 'readings' }
    expect(await earliestApproval(project, project.versions.of(quantum))).toEqual(behind)
    await expect(checkApproval(project, quantum, FIRST_DAY + 3)).resolves.toBeUndefined()
    const unknown = {
      action: 'approve-pdd',
      index: 9,
      fromDay: FIRST_DAY + 9,
      change: 'correction',
      document: 'x',
    } as const
    await expect(buildDecision(project, unknown)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it(
    'puts the document in force for its days, and is found again when the project opens',
    { timeout: 60_000 },
    async () => {
      const index = await propose('value: "0.8907"', 'value: "0.6"')
      const approval = {
        action: 'approve-pdd',
        index,
        fromDay: FIRST_DAY + 5,
        change: 'correction',
        document: decisionDocument('ok'),
      } as const
      await take(project, 'registry', approval)
      const valueOf = (day: number) => project.inForce.at(day).pdd.fixed?.['EF_OM']?.value
      expect([FIRST_DAY, FIRST_DAY + 4, FIRST_DAY + 5].map(valueOf)).toEqual(['0.8907', '0.8907', '0.6'])
      expect(project.inForce.latest().pdd.fixed?.['EF_OM']?.value).toBe('0.6')
      const { directory } = project
      await project[Symbol.asyncDispose]()
      project = await openTestProject(directory)
      expect(project.inForce.latest().pdd.fixed?.['EF_OM']?.value).toBe('0.6')
      await expect(propose('value: "0.8907"', 'value: "0.6"')).rejects.toMatchObject({ code: 'PDD_UNCHANGED' })
    },
  )
})
