import type { LedgerEvent } from '@tcctv/contracts'
import { describe, expect, it } from 'vitest'
import { whatOf } from './words.ts'

describe('what a transaction did', () => {
  it.each([
    [1, '1 reading of 2012-10-17'],
    [96, '96 readings of 2012-10-17'],
  ])('counts %i in words', (readings, words) => {
    // Only what the line is made of; the rest of the event does not matter here.
    const event = { eventName: 'BatchCommitted', args: { readings, day: 15_630 } } as unknown as LedgerEvent
    expect(whatOf({ hash: '0x01', index: 0, to: '0x02', data: '0x', events: [event] })).toBe(words)
  })
})
