import { describe, expect, it } from 'vitest'
import { driftOf } from './drift.ts'
import { explain } from './explain.ts'
import { fit } from './fit.ts'
import { initialState } from './model.ts'
import { eventsOf } from './past-events.ts'
import { score } from './score.ts'
import type { Row } from './series.ts'
import { HOURLY_LOAD, loadHistory, splitAt, tamper } from './testing/generate-series.ts'

const { history, rows } = splitAt(loadHistory(30), 22 * 168)
const { model, card } = fit(history, HOURLY_LOAD)

function scored(tampered: readonly Row[]) {
  const { results } = score(model, initialState(model), tampered)
  return tampered.flatMap((row, k) => {
    const own = results[k]
    return own === undefined ? [] : [{ score: own, timestampS: row.timestampS, reading: row.reading, row }]
  })
}

describe('explanation', () => {
  it('names the rows that a copy was taken from', () => {
    const copied = scored(tamper(rows, [336, 504], (_, k) => rows[k - 168]?.reading ?? 0))
    const last = copied[503]
    expect(last?.score).toMatchObject({ reason: 'copied', check: 'copied' })
    const { copiedFrom, rows: concerned, firedBy } = explain(last?.score ?? fail(), HOURLY_LOAD, last?.row ?? fail())
    expect(copiedFrom).toEqual({ from: wallClockOf(168), to: wallClockOf(335) })
    expect(firedBy).toBe('copied')
    expect(concerned).toBeGreaterThan(150)
  })

  it('finds earlier events of the same reason, the nearest ratio first', () => {
    const atS = (hour: number): number => 1_302_480_000 + 3600 * hour
    const alertAt = (hour: number, reading: number, reason: 'spike' | 'level' = 'spike') => ({
      score: {
        sequence: hour,
        score: reading / 10,
        alert: true,
        reason,
        expected: 10,
        band: [8, 12] as const,
        granularity: 'hourly' as const,
      },
      timestampS: atS(hour),
      reading,
    })
    const past = eventsOf([alertAt(0, 30), alertAt(1, 40), alertAt(100, 20), alertAt(200, 21, 'level')], 86_400)
    expect(past[0]).toEqual({ reason: 'spike', sinceS: atS(0), untilS: atS(1), peak: 4, ratio: 4 })
    const now = alertAt(300, 22)
    const row = { sequence: 300, timestampS: now.timestampS, reading: now.reading }
    const { similar, modelHash } = explain(now.score, HOURLY_LOAD, row, { modelHash: '0xab', past })
    expect(modelHash).toBe('0xab')
    expect(similar.map(({ sinceS }) => sinceS)).toEqual([atS(100), atS(0)])
  })
})

describe('drift', () => {
  const range = card.residuals ?? fail()

  it('is not seen in readings of the same kind', () => {
    expect(driftOf(range, scored(rows).slice(0, range.rows)).hasDrifted).toBe(false)
  })

  it('is seen when the level has moved within what raises no alert', () => {
    const moved = scored(rows).map((own) => ({
      ...own,
      reading: (own.reading ?? 0) + 6,
      score: { ...own.score, alert: false },
    }))
    expect(driftOf(range, moved.slice(0, range.rows)).hasDrifted).toBe(true)
  })

  it('is not called on a handful of rows', () => {
    const moved = scored(rows).map((own) => ({ ...own, reading: (own.reading ?? 0) + 60 }))
    expect(driftOf(range, moved.slice(0, 20)).hasDrifted).toBe(false)
  })
})

function wallClockOf(row: number): string {
  return new Date((rows[row]?.timestampS ?? 0) * 1000).toISOString().slice(0, 16)
}

function fail(): never {
  throw new Error('missing in the test')
}
