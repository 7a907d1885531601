import { describe, expect, it } from 'vitest'
import { inPieces } from '../routes/body.ts'
import { parseRows, type RowReader } from './parse-rows.ts'

/** Keeps what the parser makes of a body; each record is a reading of its number. */
async function recordsOf(csv: string) {
  const records: Readonly<Record<string, string>>[] = []
  const reader: RowReader = {
    csv: (record) => {
      records.push(record)
      return { readings: [], gaps: 0, spread: 0, faults: [] }
    },
    json: () => ({ faults: [] }),
  }
  const { rows, faults } = await parseRows(inPieces(new TextEncoder().encode(csv)), 'csv', reader, {
    signal: new AbortController().signal,
  })
  return { records, rows, faults: faults.map(({ row, field, code }) => [row, field, code]) }
}

describe('a CSV body', () => {
  it.each([
    ['with a byte order mark', '\ufeffat,kwh\n1,2\n'],
    ['with lines that end in CR LF', 'at,kwh\r\n1,2\r\n'],
    ['without an end of its last line', 'at,kwh\n1,2'],
    ['with quotes', '"at","kwh"\n"1","2"\n'],
  ])('may be one %s', async (_, csv) => {
    expect(await recordsOf(csv)).toEqual({ records: [{ at: '1', kwh: '2' }], rows: 1, faults: [] })
  })

  it('may not name a column twice: one of its values would be lost', async () => {
    expect((await recordsOf('at,kwh,kwh\n1,2,3\n')).faults).toEqual([[0, 'kwh', 'COLUMN_TWICE']])
  })

  it('may not hide a column behind a name that records can not have', async () => {
    expect((await recordsOf('at,kwh,__proto__\n1,2,3\n')).faults).toEqual([[0, '__proto__', 'COLUMN_NAME']])
  })
})

describe('a JSON body', () => {
  it.each(['json', 'ndjson'] as const)('may have a byte order mark: %s', async (format) => {
    const reader: RowReader = {
      csv: () => ({ readings: [], gaps: 0, spread: 0, faults: [] }),
      json: (json) => ({ reading: { lane: 0, startS: 0, stepS: 1, count: BigInt(String(json)), row: 1 }, faults: [] }),
    }
    const body = `\ufeff${format === 'json' ? '["5"]' : '"5"'}\n`
    const { readings, faults } = await parseRows(inPieces(new TextEncoder().encode(body)), format, reader, {
      signal: new AbortController().signal,
    })
    expect([readings.map(({ count }) => count), faults]).toEqual([[5n], []])
  })
})
