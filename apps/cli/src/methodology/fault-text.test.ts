import { expect, it } from 'vitest'
import { faultText } from './fault-text.ts'

const FAULT = {
  path: 'titel',
  line: 2,
  column: 1,
  code: 'UNKNOWN_KEY',
  message: 'found titel, expected title',
  advice: '',
}

it('marks the place of a fault and says nothing more where the message says all', () => {
  expect(faultText('m.yaml', 'id: x\ntitel: y', FAULT)).toBe(
    ['m.yaml:2:1 UNKNOWN_KEY titel', '  | titel: y', '  | ^', '  found titel, expected title'].join('\n'),
  )
})

it('breaks long texts at the width of the terminal, and none in a pipe', () => {
  const advice = 'Give the equation a rounding, floor for what adds to the claim, and a quantum.'
  const lines = (columns?: number) => faultText('m.yaml', 'id: x\ntitel: y', { ...FAULT, advice }, columns).split('\n')
  expect(lines()).toHaveLength(5)
  expect(lines(40).length).toBeGreaterThan(6)
  expect(Math.max(...lines(40).map((line) => line.length))).toBeLessThanOrEqual(40)
})
