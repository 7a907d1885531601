import { describe, expect, it } from 'vitest'
import { argumentWords } from './argument-words.ts'

describe('words of an event argument', () => {
  it.each([
    ['day', '15630', '2012-10-17'],
    ['fromDay', '0', '1970-01-01'],
    ['startS', '1306908000', '2011-06-01 06:00 UTC'],
    ['evidence', '3', 'file'],
    ['stage', '2', 'trial'],
    ['status', '4', 'released-by-proponent'],
    ['status', '99', null],
    ['reduction', '-20500000000000000000', '-20.5 tCO2e'],
    ['baseline', '1', '0.000000000000000001 tCO2e'],
    ['inputs', ['4115445563000000000000', '0'], '4115.445563, 0'],
    ['digest', '0x31b3', null],
    ['readings', '96', null],
    ['inputs', [], null],
  ])('reads %s %s', (name, argument, words) => {
    expect(argumentWords(name, argument, 'UTC')).toBe(words)
  })
})
