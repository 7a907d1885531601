import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseTime } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from '../pdd-version/compile-pdd.ts'
import { pddFaults } from '../pdd-version/live-pdd.test-support.ts'
import { compileSource, type KnownTo } from './compile-source.ts'
import { readRecord } from './read-record.ts'

const root = join(import.meta.dirname, '../../../..')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')
const SOLAR = parseMethodology(readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8'))
const NOW_S = parseTime('2026-01-01T00:00:00Z')
const REGISTER = PDD.replace('register: {kind: interval}', 'register: {kind: cumulative, digits: 6}')
  .replace('read_as: wall-clock, stored_offset: "-07:00"', 'read_as: instant')
  .replace('unit: kW, kind: mean-power', 'unit: kWh, kind: cumulative')
const SPLIT = PDD.replace(
  'parameter: EG_EXP, unit: kW',
  'parameter: EG_EXP, split: {positive: EG_EXP, negative: EG_IMP}, unit: kW',
)
  .replace('measures: [EG_EXP]', 'measures: [EG_EXP, EG_IMP]')
  .replace(/ {2}EG_IMP: \{value.*\n/, '')

function readAll(yaml: string, rows: readonly (readonly [string, string])[], knownTo?: KnownTo) {
  const pdd = parsePdd(yaml)
  const mapping = compileSource(pdd, compilePdd(pdd, SOLAR), 'ac_power', knownTo)
  const results = rows.map(([measured_on, ac_power_kw], index) =>
    readRecord(mapping, { measured_on, ac_power_kw }, index + 1, NOW_S),
  )
  return {
    readings: results.flatMap(({ readings }) => readings.map(({ lane, startS, count }) => [lane, startS, count])),
    spread: results.reduce((sum, { spread }) => sum + spread, 0),
    faults: results.flatMap(({ faults }) => faults.map(({ row, code }) => `${row} ${code}`)),
  }
}

describe('a column of registers', () => {
  it('gives the intervals between them from the first instant of the crediting period on', () => {
    const startS = parseTime('2011-04-15T06:00:00Z')
    const found = readAll(REGISTER, [
      ['2011-04-15T06:00:00Z', '999990.5'],
      ['2011-04-15T06:15:00Z', '20.75'],
      ['2011-04-15T06:45:00Z', '21.25'],
    ])
    expect(found).toEqual({
      readings: [
        [0, startS, 30_250n],
        [0, startS + 900, 250n],
        [0, startS + 1800, 250n],
      ],
      spread: 2,
      faults: [],
    })
  })

  it('passes over an empty value and bridges it', () => {
    const rows = [
      ['2011-04-15T06:00:00Z', '1'],
      ['2011-04-15T06:15:00Z', ''],
      ['2011-04-15T06:30:00Z', '2'],
    ] as const
    expect(readAll(REGISTER, rows)).toMatchObject({ spread: 2, faults: [] })
  })

  it('refuses what can not be counted exactly, with its row', () => {
    const found = readAll(REGISTER, [
      ['2011-04-15T05:45:00Z', '1'],
      ['2011-04-15T06:00:00Z', '1.0005'],
      ['2011-04-15T06:15:00Z', '1'],
      ['2011-04-15T06:20:00Z', '2'],
      ['2011-04-15T06:30:00Z', '0.5'],
    ])
    expect(found.faults).toEqual(['1 OUTSIDE_CREDITING', '2 DIGITS', '4 OFF_GRID', '5 REGISTER_BACKWARDS'])
  })

  it('must reach back to the last committed interval', () => {
    const knownTo = () => parseTime('2011-04-16T06:00:00Z')
    expect(readAll(REGISTER, [['2011-04-16T06:15:00Z', '5']], knownTo).faults).toEqual(['1 REGISTER_BASE'])
    expect(readAll(REGISTER, [['2011-04-16T06:00:00Z', '5']], knownTo).faults).toEqual([])
  })

  it.each([
    [
      'of a meter with interval values',
      REGISTER.replace('kind: cumulative, digits: 6', 'kind: interval'),
      'meters.M1.register.kind REGISTER',
    ],
    [
      'with a rollover between quanta',
      REGISTER.replace('digits: 6', 'rollover: "999.99995"'),
      'meters.M1.register.rollover NOT_EXACT',
    ],
    [
      'of a meter that replaces none',
      REGISTER.replace(
        'register: {',
        'handover: {replaces: M0, at: "2012-01-01T07:00:00Z", last: "1", first: "0"}, register: {',
      ),
      'meters.M1.handover.replaces NAME',
    ],
  ])('is refused %s', (_what, yaml, fault) => {
    expect(pddFaults(yaml, SOLAR)).toContain(fault)
  })
})

describe('stamps of interval ends', () => {
  const ENDS = PDD.replace('marks: interval-start', 'marks: interval-end')
  const startsOf = (...stamps: readonly string[]) => {
    const { readings, faults } = readAll(
      ENDS,
      stamps.map((stamp) => [stamp, '4'] as const),
    )
    expect(faults).toEqual([])
    return readings.map(([, startS]) => new Date(Number(startS) * 1000).toISOString().slice(0, 16))
  }

  it('give the interval before them on the hour that the clocks jump over, by either name of its end', () => {
    const [wallClock, jumped] = ['2012-03-11T09:00:00.000Z', '2012-03-11T10:00:00.000Z'] // 02:00 and 03:00 in Denver
    expect(startsOf('2012-03-11T08:45:00.000Z', jumped)).toEqual(['2012-03-11T08:30', '2012-03-11T08:45'])
    expect(startsOf(wallClock)).toEqual(['2012-03-11T08:45'])
  })

  it('give the last interval of the repeated hour to its second pass', () => {
    // 02:00 in Denver after the clocks went back at 08:00 UTC
    expect(startsOf('2012-11-04T09:00:00.000Z')).toEqual(['2012-11-04T08:45'])
  })
})

describe('a column split by its sign', () => {
  it('is rounded once against the claim, and gives both lanes each interval', () => {
    const found = readAll(SPLIT, [
      ['2011-04-15T00:00:00.000Z', '-100.003'],
      ['2011-04-15T07:00:00.000Z', '-100.001'],
      ['2011-04-15T07:15:00.000Z', '100.003'],
    ])
    const startS = parseTime('2011-04-15T06:00:00Z')
    expect(found.readings).toEqual([
      [0, startS, 0n],
      [1, startS, 25_001n],
      [0, startS + 900, 25_000n],
      [1, startS + 900, 0n],
    ])
    expect(found.faults).toEqual(['1 OUTSIDE_CREDITING'])
  })

  it.each([
    [
      'rounded for the claim',
      SPLIT.replace('round: floor', 'round: ceil'),
      'sources.ac_power.columns.ac_power_kw.quantum.round ROUND',
    ],
    [
      'into one parameter',
      SPLIT.replace('negative: EG_IMP', 'negative: EG_EXP'),
      'sources.ac_power.columns.ac_power_kw.split.negative TWICE',
    ],
    [
      'of a meter that measures one',
      SPLIT.replace('[EG_EXP, EG_IMP]', '[EG_EXP]'),
      'sources.ac_power.columns.ac_power_kw.meter METER',
    ],
  ])('is refused %s', (_what, yaml, fault) => {
    expect(pddFaults(yaml, SOLAR)).toContain(fault)
  })
})
