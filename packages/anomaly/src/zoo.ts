import { CALENDAR_PROFILES } from './calendar-profile.ts'
import { nameplate, negative, night, range } from './check-bound.ts'
import { COPIED, STUCK } from './check-repeat.ts'
import { LEVELS, spike, volatility } from './check-residual.ts'
import { unitChange } from './check-unit.ts'
import { digits, straight } from './check-digits.ts'
import { innovation } from './check-dynamics.ts'
import { kMeans } from './check-k-means.ts'
import { shape, subPca } from './check-shape.ts'
import { timeShift } from './check-shift.ts'
import { similar } from './check-similar.ts'
import type { Check } from './check.ts'
import type { Expectation } from './expectation.ts'
import { following } from './following.ts'
import { ridge } from './ridge.ts'

/** Every model of the normal reading; the order breaks ties. */
export const EXPECTATIONS: readonly Expectation[] = [
  ...CALENDAR_PROFILES,
  ridge,
  ...[...CALENDAR_PROFILES, ridge].map(following),
]

/** Every check, physical bounds first: of two with equal evidence the first gives the reason. */
export const CHECKS: readonly Check[] = [
  nameplate,
  negative,
  night,
  unitChange,
  range,
  spike,
  ...STUCK,
  ...COPIED,
  ...LEVELS,
  volatility,
  innovation,
  shape,
  similar,
  digits,
  straight,
  timeShift,
  subPca,
  kMeans,
]

/** The expectation of a name; undefined when this version does not know it. */
export function expectationNamed(name: string): Expectation | undefined {
  return EXPECTATIONS.find((expectation) => expectation.name === name)
}

/** The check of a name; undefined when this version does not know it. */
export function checkNamed(name: string): Check | undefined {
  return CHECKS.find((check) => check.name === name)
}
