import { readFileSync } from 'node:fs'
import { periodOfDay } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { compileDocuments, type Documents } from './documents.ts'
import { firstDayOf, isComplete } from './due-days.ts'

const text = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')
const METHODOLOGY = text('methodologies/acm0002-solar.yaml')
const PDD = text('examples/nrel50/pdd.yaml')
const DAY = 15_100

/** The example with a second meter for the same parameter, which takes over within the day. */
const REPLACED = PDD.replace(
  /^constants:/m,
  '  M2: {measures: [EG_EXP], model: EXAMPLE, serial: EX-2, class: "0.5s", mpe: "0.005", calibration: {interval: P3Y, last: "2011-04-01"}, register: {kind: interval}, handover: {replaces: M1, at: "2011-05-06T12:00:00Z", last: "1", first: "0"}}\nconstants:',
).replace(
  /^tolerances:/m,
  '  second_meter:\n    format: csv\n    time: {column: at, parse: rfc3339, read_as: instant, zone: America/Denver, marks: interval-start, interval: PT15M}\n    columns:\n      kwh: {parameter: EG_EXP, unit: kWh, kind: interval, meter: M2, empty: gap, quantum: {value: "0.001", unit: kWh, round: floor}}\ntolerances:',
)

const COMPILED = new Map([PDD, REPLACED].map((pdd) => [pdd, compileDocuments(METHODOLOGY, pdd)]))
const { version } = documentsOf(PDD)
const dayOf = (day: number) => periodOfDay(version.offsets, day)
const HANDOVER_S = Date.parse('2011-05-06T12:00:00Z') / 1000

function asked(pdd: string, ends: Readonly<Record<string, number>>, approvedFrom = DAY) {
  const documents = documentsOf(pdd)
  return {
    inForce: {
      at: () => documents,
      of: () => ({ day: DAY, documents }),
      latest: () => documents,
      all: () => [documents],
    },
    readModel: {
      lastEndOfMeter: ({ meter }: { readonly meter: string }) => ends[meter],
      versions: { firstApproval: () => approvedFrom },
    },
  }
}

function documentsOf(pdd: string): Documents {
  const documents = COMPILED.get(pdd)
  if (documents === undefined) throw new RangeError('a document of this test')
  return documents
}

describe('a day', () => {
  it.each([
    ['is not complete without readings', PDD, DAY, {}, false],
    ['is not complete a second before its end', PDD, DAY, { M1: dayOf(DAY).toS - 1 }, false],
    ['is complete at its end', PDD, DAY, { M1: dayOf(DAY).toS }, true],
    ['before a handover waits for the old meter only', REPLACED, DAY - 1, { M1: dayOf(DAY - 1).toS }, true],
    ['of a handover waits for both', REPLACED, DAY, { M1: HANDOVER_S, M2: HANDOVER_S }, false],
    ['of a handover is complete when both were read', REPLACED, DAY, { M1: HANDOVER_S, M2: dayOf(DAY).toS }, true],
    ['of a handover needs the old meter up to it', REPLACED, DAY, { M1: HANDOVER_S - 900, M2: dayOf(DAY).toS }, false],
    ['after a handover waits for the new meter only', REPLACED, DAY + 9, { M1: 0, M2: dayOf(DAY + 9).toS }, true],
    ['after a handover is not complete by the old meter', REPLACED, DAY + 9, { M1: dayOf(DAY + 9).toS }, false],
  ] as const)('%s', (_, pdd, day, ends, isDue) => {
    expect(isComplete(asked(pdd, ends), day)).toBe(isDue)
  })

  it('to begin with is the later one of approval and crediting', () => {
    expect(firstDayOf(asked(PDD, {}, DAY))).toBe(DAY)
    expect(firstDayOf(asked(PDD, {}, 15_000))).toBe(15_079)
  })
})
