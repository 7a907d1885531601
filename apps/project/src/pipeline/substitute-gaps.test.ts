import { rmSync } from 'node:fs'
import { afterEach, describe, expect, it } from 'vitest'
import { commitImport } from '../imports.ts'
import { beginTrial, csvOfDays, openTestProject, prepared, projectDirectory } from '../testing/test-project.ts'

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
})
