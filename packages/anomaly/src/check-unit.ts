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
  step: (_, state, { seen, expected, idle }) => {
    if (!Number.isFinite(seen) || !Number.isFinite(expected) || idle) return 0
    const over = isNear(seen / FACTOR, expected) ? (state[0] ?? 0) + 1 : 0
    const under = isNear(seen * FACTOR, expected) ? (state[1] ?? 0) + 1 : 0
    state[0] = over
    state[1] = under
    return Math.max(over, under)
  },
  weighing: { kind: 'counted', floor: 0.5 },
}

function isNear(reading: number, expected: number): boolean {
  return reading !== 0 && Math.abs(reading - expected) <= TOLERANCE * Math.abs(expected)
}
