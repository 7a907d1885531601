import { describe, expect, it } from 'vitest'
import { addDays, daysBetween, isDay, rangeEnding } from './days.ts'
import { instantOfDay } from './instant-of-day.ts'

describe('days', () => {
  it('counts over a leap day', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(daysBetween('2024-02-28', '2024-03-01')).toBe(3)
  })

  it.each(['2024-02-30', '2024-13-01', 'x', '2024-2-3'])('%s is no day', (text) => {
    expect(isDay(text)).toBe(false)
  })

  it('ends a range on the last day and not before the first', () => {
    expect(rangeEnding('2024-03-31', 30, '2024-01-01')).toEqual({ from: '2024-03-02', to: '2024-03-31' })
    expect(rangeEnding('2024-01-05', 30, '2024-01-01')).toEqual({ from: '2024-01-01', to: '2024-01-05' })
  })
})

it.each([
  ['2024-01-02', 'Asia/Hong_Kong', '2024-01-01T16:00:00Z'],
  ['2012-03-11', 'America/Los_Angeles', '2012-03-11T08:00:00Z'],
  ['2012-03-12', 'America/Los_Angeles', '2012-03-12T07:00:00Z'],
  ['2012-11-04', 'America/Los_Angeles', '2012-11-04T07:00:00Z'],
  ['2012-11-05', 'America/Los_Angeles', '2012-11-05T08:00:00Z'],
  ['2024-06-01', 'Pacific/Kiritimati', '2024-05-31T10:00:00Z'],
])('%s begins in %s at %s', (day, zone, instant) => {
  expect(instantOfDay(day, zone)).toBe(Date.parse(instant) / 1000)
})
