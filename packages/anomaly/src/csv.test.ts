import { describe, expect, it } from 'vitest'
import { parseSeriesCsv, rowsOf, scoresToCsv } from './csv.ts'
import { explain } from './explain.ts'
import type { Score } from './score.ts'
import { HOURLY_LOAD } from './testing/generate-series.ts'

const SERIES = { ...HOURLY_LOAD, covariates: ['temperature'] }
const TEXT = 'label,timestamp,temperature,value\n1,2011-04-15T00:00,3.5,12\n0,2011-04-15T01:00,,\n'

const SCORE: Score = {
  sequence: 0,
  score: 1.5,
  alert: true,
  reason: 'spike',
  expected: 4,
  band: [2, 6],
  granularity: 'hourly',
}

describe('series files', () => {
  it('reads columns by name and ignores the others', () => {
    const { timestampsS, values, covariates } = parseSeriesCsv(TEXT, SERIES)
    expect([...timestampsS]).toEqual([1_302_825_600, 1_302_829_200])
    expect([...values]).toEqual([12, Number.NaN])
    expect([...(covariates?.['temperature'] ?? [])]).toEqual([3.5, Number.NaN])
  })

  it('turns empty cells into missing readings', () => {
    expect(rowsOf(parseSeriesCsv(TEXT, SERIES), 7)[1]).toEqual({
      sequence: 8,
      timestampS: 1_302_829_200,
      reading: null,
      covariates: { temperature: null },
    })
  })

  it.each([
    ['a column missing', 'timestamp,value\n'],
    ['a zone', 'timestamp,value,temperature\n2011-04-15T00:00Z,1,1\n'],
    ['a date that does not exist', 'timestamp,value,temperature\n2011-02-31T00:00,1,1\n'],
    ['a number that is none', 'timestamp,value,temperature\n2011-04-15T00:00,1;5,1\n'],
  ])('refuses %s', (_, text) => {
    expect(() => parseSeriesCsv(text, SERIES)).toThrow(expect.objectContaining({ code: 'ANOMALY_CSV' }))
  })

  it('writes one line per row', () => {
    const rows = rowsOf(parseSeriesCsv(TEXT, SERIES))
    const quiet: Score = { ...SCORE, score: 0, alert: false, reason: '', expected: null }
    expect(scoresToCsv(rows, [SCORE, quiet])).toBe(
      'timestamp,score,alert,reason,expected\n2011-04-15T00:00,1.5,1,spike,4\n2011-04-15T01:00,0,0,,\n',
    )
  })
})

describe('explain', () => {
  it('says what was seen, expected and since when', () => {
    const row = { sequence: 0, timestampS: 1_302_825_600, reading: 12 }
    expect(explain(SCORE, HOURLY_LOAD, row)).toEqual({
      check: 'spike',
      expected: 4,
      seen: 12,
      unit: 'kWh',
      band: [2, 6],
      since: '2011-04-15T00:00',
      parameter: 'load',
      granularity: 'hourly',
      ratio: 3,
      firedBy: '',
      rows: 1,
      copiedFrom: null,
      modelHash: null,
      similar: [],
      sentence: '12 kWh lies far from the usual: 4 kWh expected (2 – 6).',
      sentenceZhHant: '12 kWh 與平常相差甚遠:預期 4 kWh(2 – 6)。',
    })
  })
})
