import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root, temporaryFolder } from '../kit/command-line.ts'
import { followGuide, runIn } from '../kit/guide.ts'

describe('the guide to methodologies', () => {
  const folder = temporaryFolder()
  afterAll(() => folder[Symbol.dispose]())

  it('shows what its commands print, step by step', () => {
    followGuide(join(root, 'docs/guide/write-your-own-methodology.md'), folder.path)
  })

  it('ends with a case that comes out', () => {
    expect(runIn(folder.path, ['methodology', 'run', 'lights.yaml', 'case.json']).status).toBe(0)
  })
})

describe('the guide to tolerances', () => {
  const folder = temporaryFolder()
  beforeAll(() => {
    for (const part of ['examples', 'methodologies']) symlinkSync(join(root, part), join(folder.path, part))
  })
  afterAll(() => folder[Symbol.dispose]())

  it('shows what its commands print, step by step', () => {
    followGuide(join(root, 'docs/guide/choose-tolerances.md'), folder.path)
  }, 400_000)

  it('ends with a document that leaves no side open', () => {
    const { status, stdout } = runIn(folder.path, [
      'project',
      'check',
      'plant.yaml',
      'methodologies/acm0002-solar.yaml',
      '--json',
    ])
    expect(status).toBe(0)
    expect(JSON.parse(String(stdout))).toMatchObject({ faults: [], warnings: [] })
  })
})
