import { NO_PARAMETERS, type Check } from './check.ts'

const FACTOR = 1000
const TOLERANCE = 0.5

/**
 * Run of readings that fit the expected ones after a change of unit, ×1000 or ÷1000, within half of the expected
 * reading. State: runs of either.
 */
export const unitChange: Check = {
  name: 'unit',
  code: 'unit',
  isSpecific: true,
  source: 'residual',
  fit: () => NO_PARAMETERS,
  stateSize: () => 2,
  run: (_, state, { seen, expected, idle }, count, evidence) => {
    let over = state[0] ?? 0
    let under = state[1] ?? 0
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      const usual = expected[row] ?? Number.NaN
      if (idle[row] === 1 || reading !== reading || usual !== usual) {
        evidence[row] = 0
        continue
      }
      over = isNear(reading / FACTOR, usual) ? over + 1 : 0
      under = isNear(reading * FACTOR, usual) ? under + 1 : 0
      evidence[row] = over > under ? over : under
    }
    state[0] = over
    state[1] = under
  },
  weighing: { kind: 'counted', floor: 0.5 },
}

function isNear(reading: number, expected: number): boolean {
  return reading !== 0 && Math.abs(reading - expected) <= TOLERANCE * Math.abs(expected)
}
