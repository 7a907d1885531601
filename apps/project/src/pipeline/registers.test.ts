import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { commitImport } from '../imports.ts'
import { decisionDocument } from '../decisions.ts'
import { beginTrial, openTestProject, prepared, projectDirectory, take } from '../testing/test-project.ts'

const directories: string[] = []
afterEach(() => {
  for (const directory of directories.splice(0)) rmSync(directory, { recursive: true })
})

/** The example with a meter that has a register. */
function registerDirectory(): string {
  const directory = projectDirectory()
  directories.push(directory)
  const path = join(directory, 'pdd.yaml')
  const pdd = readFileSync(path, 'utf8')
    .replace('register: {kind: interval}', 'register: {kind: cumulative, digits: 6}')
    .replace('read_as: wall-clock, stored_offset: "-07:00"', 'read_as: instant')
    .replace('unit: kW, kind: mean-power', 'unit: kWh, kind: cumulative')
  writeFileSync(path, pdd)
  return directory
}

/** Registers of quarter hours from the first of the crediting period on; each brings 25 kWh. */
function registersFrom(first: number, count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const at = new Date(Date.UTC(2011, 3, 15, 6) + (first + index) * 900_000).toISOString()
    return `${at},${(999_000 + (first + index) * 25) % 1_000_000}`
  })
  return ['measured_on,ac_power_kw', ...rows].join('\n')
}

describe('an import of registers', () => {
  it('goes on from the last committed interval and repeats nothing', { timeout: 60_000 }, async () => {
    await using project = await openTestProject(registerDirectory())
    await beginTrial(project)
    const commit = async (csv: string) => {
      const { rows, signatures } = await prepared(project, csv)
      const options = { signatures, signal: new AbortController().signal }
      for await (const _ of commitImport(project, rows, options));
      return { readings: rows.readings, known: rows.known, spread: rows.spread }
    }
    expect(await commit(registersFrom(0, 51))).toEqual({ readings: 50, known: 0, spread: 0 })
    await expect(prepared(project, registersFrom(51, 20))).rejects.toMatchObject({
      code: 'ROWS_REFUSED',
      details: { faults: [expect.objectContaining({ row: 1, code: 'REGISTER_BASE' })] },
    })
    expect(await commit(registersFrom(48, 30))).toEqual({ readings: 29, known: 2, spread: 0 })
    expect(project.readModel.counts().readings).toBe(77)
  })

  it('loses no interval where another version comes into force', { timeout: 60_000 }, async () => {
    const directory = registerDirectory()
    {
      await using project = await openTestProject(directory)
      await beginTrial(project)
    }
    const path = join(directory, 'pdd.yaml')
    writeFileSync(path, readFileSync(path, 'utf8').replace('version: 1.0.0\n', 'version: 1.1.0\n'))
    await using project = await openTestProject(directory)
    await take(project, 'proponent', { action: 'propose-pdd' })
    const document = decisionDocument('change')
    await take(project, 'registry', {
      action: 'approve-pdd',
      index: 1,
      change: 'correction',
      fromDay: 15_080,
      document,
    })
    expect(project.inForce.all()).toHaveLength(2)
    const { rows } = await prepared(project, registersFrom(90, 12))
    expect(rows.batches.map(({ day, readings }) => [day, readings])).toEqual([
      [15_079, 6],
      [15_080, 5],
    ])
    const bridged = registersFrom(94, 5)
      .split('\n')
      .filter((_, row) => row < 2 || row === 5)
      .join('\n')
    const { rows: spread } = await prepared(project, bridged)
    expect(spread.batches.map(({ day, readings }) => [day, readings])).toEqual([
      [15_079, 2],
      [15_080, 2],
    ])
    expect(spread.spread).toBe(4)
  })
})
