import { describe, expect, it } from 'vitest'
import { intervalsOf, isAwaited } from './spine.ts'

const DAY = { startS: 86_400, endS: 172_800 }
const HOUR = 3600
const at = (hours: number): number => DAY.startS + hours * HOUR

describe('a lane of a replaced meter', () => {
  it.each([
    ['has readings to the end of the day', 0, 24, false],
    ['has readings to the last hour', 0, 23, true],
    ['was replaced before the day', -1, -3, false],
    ['was replaced at the beginning of the day', 0.0001, 0, false],
    ['is replaced in the day, one more interval has place', 10, 9, true],
    ['is replaced in the day, none has place', 10.5, 10, false],
    ['is replaced later', 30, 23, true],
  ])('%s', (_, untilHour, endHour, expected) => {
    const untilS = untilHour === 0 ? 0 : at(untilHour)
    expect(isAwaited({ stepS: HOUR, untilS }, at(endHour), DAY)).toBe(expected)
  })

  it.each([
    ['all of the day', 0, 0, 24],
    ['until it is replaced', 0, at(10), 10],
    ['from the replacement on', at(10), 0, 14],
    ['until inside an hour, which is the next meter’s', 0, at(10.5), 10],
    ['from inside an hour on', at(10.5), 0, 14],
    ['of a day before the replacement', at(30), 0, 0],
    ['of a day after it', 0, at(-5), 0],
  ])('has the intervals %s', (_, fromS, untilS, expected) => {
    expect(intervalsOf({ stepS: HOUR, fromS, untilS }, DAY)).toBe(expected)
  })
})
