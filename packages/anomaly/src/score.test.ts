import { array, assert, double, integer, nat, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fit } from './fit.ts'
import { initialState, parseModel, serializeModel, type Model } from './model.ts'
import { score } from './score.ts'
import type { Row } from './series.ts'
import {
  HOURLY_LOAD,
  QUARTER_HOUR_SOLAR,
  loadHistory,
  solarHistory,
  splitAt,
  tamper,
} from './testing/generate-series.ts'

const load = splitAt(loadHistory(30), 26 * 168)
const loadModel = fit(load.history, HOURLY_LOAD).model
const solar = splitAt(solarHistory(90), 70 * 96)
const solarModel = fit(solar.history, QUARTER_HOUR_SOLAR).model

function reasons(model: Model, rows: readonly Row[], [from, to]: readonly [number, number]): string[] {
  const { results } = score(model, initialState(model), rows)
  return results.slice(from, to).flatMap(({ alert, reason }) => (alert ? [reason] : []))
}

const TAMPERINGS: readonly (readonly [string, string, readonly [number, number], (v: number, k: number) => number])[] =
  [
    ['a stuck meter', 'stuck', [200, 230], () => 71.3],
    ['a spike', 'spike', [300, 301], (reading) => reading + 42],
    ['a unit error ×1000', 'unit', [300, 310], (reading) => reading * 1000],
    ['a unit error ÷1000', 'unit', [300, 310], (reading) => reading / 1000],
    ['an inflated level', 'level', [200, 400], (reading) => reading * 1.2],
    ['a copied week', 'copied', [336, 504], (_, k) => load.rows[k - 168]?.reading ?? 0],
    ['a copied day', 'copied', [336, 360], (_, k) => load.rows[k - 24]?.reading ?? 0],
    ['a negative reading', 'negative', [250, 251], (reading) => -reading],
    ['noise', 'volatility', [200, 300], (reading, k) => reading + (k % 2 === 0 ? 11 : -11)],
  ]

describe('scoring a load', () => {
  it.each(TAMPERINGS)('finds %s and names it %s', (_, reason, where, change) => {
    expect(reasons(loadModel, tamper(load.rows, where, change), where)).toContain(reason)
  })

  it('stays within the allowed rate on readings nobody touched', () => {
    const alerts = reasons(loadModel, load.rows, [0, load.rows.length])
    expect(alerts.length).toBeLessThanOrEqual(2)
  })

  it('gives a missing reading no alert and goes on behind the gap', () => {
    const rows = tamper(load.rows, [100, 148], () => null)
    const { results } = score(loadModel, initialState(loadModel), rows)
    expect(results.slice(100, 148).every((result) => result.score === 0 && !result.alert)).toBe(true)
    expect(results.slice(148, 300).filter(({ alert }) => alert)).toHaveLength(0)
  })

  it('goes on behind rows that never came', () => {
    const rows = load.rows.filter((_, k) => k < 100 || k >= 148)
    const { results } = score(loadModel, initialState(loadModel), rows)
    expect(results.slice(100, 250).filter(({ alert }) => alert)).toHaveLength(0)
  })

  it('lets a spike leave no trace a day later', () => {
    const spiked = tamper(load.rows, [300, 301], (reading) => reading * 1000)
    expect(reasons(loadModel, spiked, [324, 400])).toHaveLength(0)
  })
})

describe('scoring generation', () => {
  it('finds generation at night', () => {
    const where = [96 * 3 + 4, 96 * 3 + 12] as const
    expect(
      reasons(
        solarModel,
        tamper(solar.rows, where, () => 90),
        where,
      ),
    ).toContain('night')
  })

  it('finds power above the nameplate', () => {
    const where = [96 * 3 + 48, 96 * 3 + 50] as const
    expect(
      reasons(
        solarModel,
        tamper(solar.rows, where, () => 1400),
        where,
      ),
    ).toContain('nameplate')
  })

  it('does not call the zeros of the night stuck', () => {
    expect(reasons(solarModel, solar.rows, [0, solar.rows.length])).not.toContain('stuck')
  })
})

describe('streaming', () => {
  const rows = tamper(load.rows.slice(0, 400), [200, 230], () => 71.3)
  const whole = score(loadModel, initialState(loadModel), rows)

  it('gives the same answers for any split into batches', () => {
    assert(
      property(array(nat({ max: rows.length }), { maxLength: 6 }), (cuts) => {
        const borders = [0, ...cuts.sort((a, b) => a - b), rows.length]
        let state = initialState(loadModel)
        const results = borders.slice(1).flatMap((to, k) => {
          const step = score(loadModel, state, rows.slice(borders[k], to))
          state = JSON.parse(JSON.stringify(step.state))
          return step.results
        })
        expect(results).toEqual(whole.results)
        expect(state).toEqual(whole.state)
      }),
      { numRuns: 25 },
    )
  })

  it('never changes the past when the future changes', () => {
    assert(
      property(integer({ min: 1, max: 399 }), double({ min: -1e6, max: 1e6, noNaN: true }), (from, reading) => {
        const other = tamper(rows, [from, rows.length], () => reading)
        const { results } = score(loadModel, initialState(loadModel), other)
        expect(results.slice(0, from)).toEqual(whole.results.slice(0, from))
      }),
      { numRuns: 25 },
    )
  })

  it('skips rows at or below the last sequence', () => {
    const again = score(loadModel, whole.state, rows.slice(390))
    expect(again.results).toEqual([])
    expect(again.state).toEqual(whole.state)
  })

  it('leaves model and state as they were', () => {
    const before = serializeModel(loadModel)
    const state = structuredClone(whole.state)
    score(loadModel, state, [{ sequence: 1000, timestampS: 1_400_000_000, reading: 5 }])
    expect(state).toEqual(whole.state)
    expect(serializeModel(loadModel)).toEqual(before)
  })

  it('scores alike with a model read back from its bytes', () => {
    const model = parseModel(serializeModel(loadModel))
    expect(score(model, initialState(model), rows)).toEqual(whole)
  })

  it('keeps a state of bounded size', () => {
    expect(JSON.stringify(whole.state).length).toBeLessThan(65_536)
  })
})
