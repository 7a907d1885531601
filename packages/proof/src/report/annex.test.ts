import { textId } from '@tcctv/contracts'
import { describe, expect, it } from 'vitest'
import type { LedgerEvent } from '../records.ts'
import { annexOf } from './annex.ts'

const DAY = 15_145 // 2011-06-20
const SIGNER = `0x${'11'.repeat(20)}` as const
const hex = (byte: string): `0x${string}` => `0x${byte.repeat(32)}`
const lane = { parameter: textId('EG_EXP'), meter: textId('M1'), multiplier: 10n ** 12n }
const documents = {
  pdds: [{ version: { lanes: [lane] } }],
  methodology: { monitored: { EG_EXP: { unit: 'MWh' } } },
}
const period = { from: '2011-06-20', to: '2011-06-22' }

/** One transaction with these events; an event has the arguments that are read of it. */
const record = (number: number, ...events: readonly (readonly [LedgerEvent['eventName'], object])[]) => ({
  block: { number },
  tx: { hash: hex('00') },
  events: events.map(([eventName, args]) => ({ eventName, args }) as LedgerEvent),
})
const batch = (number: number, digest: string, sum: bigint, ...more: Parameters<typeof record>[1][]) =>
  record(number, ['BatchCommitted', { day: DAY, digest: hex(digest) }], ...more, ['ColumnCommitted', { lane: 0, sum }])
const approved = record(1, ['PddApproved', { index: 0n, fromDay: 0 }])

describe('the annex of a report', () => {
  it('names what corrected data replaced, and what a second correction did', () => {
    const moved = ['ExceptionMoved', { id: 7n, to: 10, signer: SIGNER, content: hex('dd') }] as const
    const superseded = ['Superseded', { day: DAY, exception: 7n }] as const
    const records = [
      approved,
      batch(2, 'a1', 900n),
      record(3, moved),
      batch(4, 'b2', 700n, superseded),
      batch(5, 'c3', 600n, superseded),
    ]
    const { corrections } = annexOf({ records, documents, period })
    expect(corrections).toMatchObject([
      {
        day: '2011-06-20',
        exception: '7',
        decidedBy: SIGNER,
        digest: hex('b2'),
        series: [
          { parameter: 'EG_EXP', meter: 'M1', unit: 'MWh', before: '0.0009', after: '0.0007', replaced: [hex('a1')] },
        ],
      },
      { digest: hex('c3'), series: [{ before: '0.0007', after: '0.0006', replaced: [hex('b2')] }] },
    ])
    expect(annexOf({ records, documents, period: { from: '2011-06-21', to: '2011-06-22' } }).corrections).toEqual([])
  })

  it('adds up what the newest records bear, and leaves withheld ones out', () => {
    const bearing = (day: number, revision: number, adjustment: bigint): Parameters<typeof record>[1] => [
      'CalibrationApplied',
      { day, revision, lane: 0, reason: 1, relative: 5n * 10n ** 15n, adjustment },
    ]
    const evaluated = (day: number, revision: number, status: number): Parameters<typeof record>[1] => [
      'DayEvaluated',
      { day, revision, status },
    ]
    const records = [
      approved,
      record(2, evaluated(DAY, 1, 3), bearing(DAY, 1, -5n * 10n ** 18n)),
      record(3, evaluated(DAY, 2, 4), bearing(DAY, 2, -2n * 10n ** 18n)),
      record(4, evaluated(DAY + 1, 1, 1), bearing(DAY + 1, 1, -(10n ** 18n))),
    ]
    expect(annexOf({ records, documents, period }).borne).toEqual([
      {
        meter: 'M1',
        parameter: 'EG_EXP',
        reason: 'overdue',
        error: '0.005',
        days: 2,
        from: '2011-06-20',
        to: '2011-06-21',
        amount: '-3',
        unit: 'MWh',
      },
    ])
  })
})
