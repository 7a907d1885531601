import { fit, type SeriesDescription } from '@tcctv/anomaly'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModel, scoreColumns, storeModel, type StoredModel } from './scorer.ts'

const SERIES: SeriesDescription = {
  id: 'x',
  granularity: 'hourly',
  stepSeconds: 3600,
  period: 24,
  week: 168,
  kind: 'process',
  unit: 'kWh',
  nameplate: null,
  covariates: [],
}
const LENGTH = 24 * 60

describe('stored models', () => {
  let directory: string
  let first: StoredModel
  let second: StoredModel
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'ts-'))
    first = train(100)
    second = train(200)
  })
  afterAll(() => rmSync(directory, { recursive: true }))

  function train(level: number): StoredModel {
    const timestampsS = Float64Array.from({ length: LENGTH }, (_, hour) => hour * 3600)
    const values = Float64Array.from({ length: LENGTH }, (_, hour) => level + ((hour * 7) % 24))
    const { model, card } = fit({ timestampsS, values }, SERIES)
    return storeModel(directory, { lane: 0, trainedToS: LENGTH * 3600, model, card })
  }

  it('are each found by their hash, also after another was trained', () => {
    expect(loadModel(directory, first.modelHash).modelHash).toBe(first.modelHash)
    expect(loadModel(directory, second.modelHash).modelHash).toBe(second.modelHash)
  })

  it('are missed by name', () => {
    expect(() => loadModel(directory, `0x${'00'.repeat(32)}`)).toThrow(
      expect.objectContaining({ code: 'MODEL_MISMATCH' }),
    )
  })

  it('begin anew and not in the state of the model before', () => {
    const columns = [{ lane: 0, startS: LENGTH * 3600, stepS: 3600, counts: [200n, 207n] }]
    const options = { lanes: [], offsets: [{ fromS: 0, offsetS: 0 }] }
    const { stateAfter } = scoreColumns(columns, null, { stored: first, ...options })
    expect(scoreColumns(columns, stateAfter, { stored: second, ...options })).toEqual(
      scoreColumns(columns, null, { stored: second, ...options }),
    )
  })
})
