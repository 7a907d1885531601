import { describe, expect, it } from 'vitest'
import { sealCard, serializeCard } from './card.ts'
import { fit } from './fit.ts'
import { parseModel, serializeModel, initialState, type Model } from './model.ts'
import { score } from './score.ts'
import { HOURLY_LOAD, loadHistory, splitAt } from './testing/generate-series.ts'

const { history } = splitAt(loadHistory(30), 26 * 168)
const { model, card } = fit(history, HOURLY_LOAD)

function largestScale({ views }: Model): number {
  return Math.max(...views.flatMap(({ members }) => members.flatMap(({ scales }) => [...scales])))
}

describe('fit', () => {
  it('gives the same bytes again', () => {
    const again = fit(loadHistory(26), HOURLY_LOAD)
    expect(serializeModel(again.model)).toEqual(serializeModel(model))
    expect(serializeCard(again.card)).toEqual(serializeCard(card))
  })

  it('chooses the profile that knows the week', () => {
    expect(card.deployed[0]).toMatch(/^profile (hour-of-week|workday-hour)$/)
    expect(card.profile.explained).toBeGreaterThan(0.8)
  })

  it('keeps its out-of-fold episodes within the allowed rate', () => {
    expect(card.outOfFoldEpisodes).toBeLessThanOrEqual(card.profile.days / card.allowedRate.perDays)
  })

  it('names what it did not evaluate and why', () => {
    const left = card.candidates.filter(({ notEvaluated }) => notEvaluated !== null)
    expect(left.map(({ granularity }) => granularity)).toEqual(expect.arrayContaining(['monthly']))
    expect(left.every(({ rank }) => rank === null)).toBe(true)
  })

  it('records gaps and missing readings', () => {
    const values = history.values.map((reading, row) => (row > 50 && row < 60 ? Number.NaN : reading))
    const timestampsS = history.timestampsS.map((atS, row) => (row > 99 ? atS + 7200 : atS))
    expect(fit({ timestampsS, values }, HOURLY_LOAD).card.data).toMatchObject({ gaps: 1, missing: 9, repeatedTimes: 0 })
  })

  it('is not thrown off by one reading ×1000 in the history', () => {
    const values = history.values.map((reading, row) => (row === 1000 ? reading * 1000 : reading))
    const other = fit({ ...history, values }, HOURLY_LOAD).model
    expect(largestScale(other)).toBeLessThan(1.2 * largestScale(model))
  })

  it('works without any history, with the physical checks alone', () => {
    const empty = fit(
      { timestampsS: new Float64Array(), values: new Float64Array() },
      { ...HOURLY_LOAD, nameplate: 100 },
    )
    const { results } = score(empty.model, initialState(empty.model), [
      { sequence: 1, timestampS: 1_302_480_000, reading: 50 },
      { sequence: 2, timestampS: 1_302_483_600, reading: 500 },
    ])
    expect(results.map(({ reason }) => reason)).toEqual(['', 'nameplate'])
  })

  it('refuses columns of different length', () => {
    expect(() => fit({ timestampsS: new Float64Array(3), values: new Float64Array(2) }, HOURLY_LOAD)).toThrow(
      expect.objectContaining({ code: 'ANOMALY_HISTORY' }),
    )
  })
})

describe('sealing and reading back', () => {
  it('puts the hash of the model into the card', () => {
    expect(new TextDecoder().decode(serializeCard(sealCard(card, 'ab')))).toContain('"modelHash":"ab"')
  })

  it.each([
    ['text', 'nonsense'],
    ['another version', '{"model":1}'],
    ['a part missing', '{"model":3,"series":{}}'],
  ])('refuses %s', (_, text) => {
    expect(() => parseModel(new TextEncoder().encode(text))).toThrow(expect.objectContaining({ code: 'ANOMALY_MODEL' }))
  })
})
