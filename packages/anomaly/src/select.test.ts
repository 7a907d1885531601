import { describe, expect, it } from 'vitest'
import { averagePrecision } from './average-precision.ts'
import { fit } from './fit.ts'
import { serializeModel } from './model.ts'
import { randomFrom } from './random.ts'
import { HOURLY_LOAD, loadHistory } from './testing/generate-series.ts'
import { inject, THREATS } from './threats/inject.ts'

const history = loadHistory(20)
const { model, card } = fit(history, HOURLY_LOAD)

describe('average precision', () => {
  it.each([
    ['events first', [3, 2, 1], [1, 0, 0], 1],
    ['an event last', [3, 2, 1], [0, 0, 1], 1 / 3],
    ['all alike', [1, 1, 1, 1], [1, 0, 0, 0], 1 / 4],
    ['no events', [1, 2], [0, 0], 0],
  ])('of %s', (_, scores, isEvent, area) => {
    expect(averagePrecision(Float64Array.from(scores), Uint8Array.from(isEvent))).toBeCloseTo(area, 12)
  })
})

describe('injected threats', () => {
  it.each(THREATS.map((threat) => [threat.name, threat] as const))('%s changes its stretch only', (_, threat) => {
    const given = { series: HOURLY_LOAD, first: 2000, random: randomFrom(3n) }
    const injected = inject(threat, history.values, given)
    const changed = [...(injected?.values ?? [])].flatMap((value, row) =>
      Object.is(value, history.values[row]) ? [] : [row],
    )
    expect(changed.length).toBeGreaterThan(0)
    expect(Math.min(...changed)).toBeGreaterThanOrEqual(injected?.from ?? Number.NaN)
    expect(Math.max(...changed)).toBeLessThan(injected?.to ?? Number.NaN)
    expect(inject(threat, history.values, { ...given, random: randomFrom(3n) })).toEqual(injected)
  })

  it('holds a third of the kinds out', () => {
    const heldOut = THREATS.filter((threat) => threat.heldOut)
    expect(THREATS.length).toBeGreaterThanOrEqual(40)
    expect(heldOut.length / THREATS.length).toBeGreaterThan(0.3)
  })
})

describe('selection', () => {
  it('tries every ensemble and reports the recall of every threat', () => {
    expect(card.trials?.map(({ perTrial }) => perTrial.length)).toEqual([6, 6, 6])
    expect(card.recallPerThreat.map(({ threat }) => threat)).toEqual(THREATS.map(({ name }) => name))
    const found = card.recallPerThreat.reduce((sum, own) => sum + own.found, 0)
    const events = card.recallPerThreat.reduce((sum, own) => sum + own.events, 0)
    expect(found / events).toBeGreaterThan(0.6)
  })

  it('never deploys an ensemble that was below the fixed one', () => {
    const [fixed] = card.trials ?? []
    const chosen = card.trials?.find(({ ensemble }) => ensemble === card.configuration['ensemble'])
    expect(chosen?.injection).toBeGreaterThanOrEqual(fixed?.injection ?? Number.NaN)
  })

  it('draws the threats by the seed', () => {
    const other = fit(history, HOURLY_LOAD, { seed: 5n })
    expect(other.card.trials).not.toEqual(card.trials)
    expect(serializeModel(fit(history, HOURLY_LOAD, { seed: 5n }).model)).toEqual(serializeModel(other.model))
  })

  it('has no trials under three months', () => {
    expect(fit(loadHistory(10), HOURLY_LOAD).card).toMatchObject({ trials: null, recallPerThreat: [] })
  })

  it('never moves the threshold inwards', () => {
    expect(card.configuration['thresholdMargin']).toBeGreaterThanOrEqual(1)
    expect(model.threshold).toBe(card.threshold)
  })
})
