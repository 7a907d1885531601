import { describe, expect, it } from 'vitest'
import { pinnedTyped } from './pinned-from.ts'
import { linesIn, stoppedLines, verdictOf, withoutPins, type LineState, type ShownLine } from './proof-lines.ts'
import { isReadingProof } from './read-proof.ts'
import { compareShown, multiplied } from './shown-reading.ts'

const line = (state: LineState, id = 'leaf'): ShownLine => ({ id, state, expected: '', found: '', reason: '' })

describe('verdict', () => {
  it.each([
    [['passed', 'passed'], 'passed'],
    [['passed', 'cannot-check'], 'cannot-check'],
    [['passed', 'failed', 'cannot-check'], 'failed'],
    [['failed', 'running'], 'failed'],
    [['passed', 'running'], 'running'],
    [['not-run', 'not-run'], 'not-run'],
    [[], 'not-run'],
  ] as const)('of %j is %s', (states, verdict) => {
    expect(verdictOf(states.map((state) => line(state)))).toBe(verdict)
  })

  it('has no tick before anything ran, nor for what did not come back', () => {
    expect(linesIn('not-run').every(({ state }) => state === 'not-run')).toBe(true)
    const stopped = stoppedLines([line('passed'), line('running', 'batch')], 'worker ended')
    expect(stopped.map(({ state, reason }) => [state, reason])).toEqual([
      ['passed', ''],
      ['cannot-check', 'worker ended'],
    ])
  })

  it('says nothing of seal and checkpoint without a pinned sealer', () => {
    const lines = [line('passed'), line('failed', 'seal'), line('passed', 'checkpoint')]
    expect(withoutPins(lines, false, 'none').map(({ state }) => state)).toEqual([
      'passed',
      'cannot-check',
      'cannot-check',
    ])
    expect(withoutPins(lines, true, 'none')).toEqual(lines)
  })
})

describe('what the page shows against the proof', () => {
  const words = { parameter: 'EG', meter: 'M1', unit: 'kWh', startS: 1_331_456_400, count: '1250' }
  const shown = { parameter: 'EG', meter: 'M1', at: '2012-03-11T09:00:00Z', value: '12.50', unit: 'kWh' }

  it('passes the same reading', () => {
    expect(compareShown(line('passed'), shown, words, '0.01').state).toBe('passed')
    expect(compareShown(line('passed'), shown, words, '0.01 kWh').state).toBe('passed')
  })

  it.each([
    [{ value: '12.51' }],
    [{ value: 'about 12' }],
    [{ unit: 'MWh' }],
    [{ meter: 'M2' }],
    [{ parameter: 'EC' }],
    [{ at: '2012-03-11T09:15:00Z' }],
  ])('fails the leaf for %j', (change) => {
    expect(compareShown(line('passed'), { ...shown, ...change }, words, '0.01').state).toBe('failed')
  })

  it('never turns a failed line into a passed one', () => {
    expect(compareShown(line('failed'), shown, words, '0.01').state).toBe('failed')
  })

  it.each([
    ['1500', '0.01', '15'],
    ['-3', '0.001', '-0.003'],
    ['7', '10', '70'],
  ])('%s counts of %s are %s', (count, quantum, text) => {
    expect(multiplied(count, quantum)).toBe(text)
  })
})

it('takes only whole addresses as pins', () => {
  const address = `0x${'a1'.repeat(20)}`
  expect(pinnedTyped({ chainId: '1000000007', sealers: `${address}, 0x12`, keys: `registry:${address} x` })).toEqual({
    chainId: 1_000_000_007,
    sealers: [address],
    keys: [{ role: 'registry', address }],
  })
})

it.each([
  [{ schema: 'tcctv-reading-proof/1', reading: { count: '1', startS: 0 } }, true],
  [{ schema: 'something', reading: { count: '1', startS: 0 } }, false],
  [{ schema: 'tcctv-reading-proof/1', reading: null }, false],
  [null, false],
  ['text', false],
])('knows a reading proof when it sees one: %j', (found, isProof) => {
  expect(isReadingProof(found)).toBe(isProof)
})
