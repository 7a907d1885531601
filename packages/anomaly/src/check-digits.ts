import { NO_PARAMETERS, type Check } from './check.ts'

const GRIDS = [1000, 500, 200, 100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
const TOLERANCE = 1e-4
const ON_GRID = 0.995
const LEAST_READINGS = 200
const MOST_RUN = 48

/**
 * Readings between the steps of the meter: a meter counts in pulses, a calculated reading does not. Parameter: the
 * coarsest step that practically all readings of the history are multiples of. State: run of readings beside the grid.
 */
export const digits: Check = {
  name: 'digits',
  code: 'filled',
  isSpecific: false,
  source: 'reading',
  fit: ({ values }) => {
    const step = resolutionOf(values)
    return step === null ? null : Float64Array.of(step)
  },
  stateSize: () => 1,
  run: (parameters, state, { seen }, count, evidence) => {
    const grid = parameters[0] ?? 1
    let run = state[0] ?? 0
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      if (reading === reading) run = isOnGrid(reading, grid) ? Math.max(0, run - 1) / 2 : Math.min(MOST_RUN, run + 1)
      evidence[row] = reading === reading ? run : 0
    }
    state[0] = run
  },
  weighing: { kind: 'counted', floor: 1.5 },
}

/** The coarsest step that practically all readings are multiples of; null when there is none or too little to tell. */
export function resolutionOf(values: Float64Array): number | null {
  const readings = values.filter((value) => Number.isFinite(value) && value !== 0)
  if (readings.length < LEAST_READINGS) return null
  const step = GRIDS.find((grid) => {
    const on = readings.reduce((count, reading) => (isOnGrid(reading, grid) ? count + 1 : count), 0)
    return on >= ON_GRID * readings.length
  })
  return step ?? null
}

function isOnGrid(reading: number, grid: number): boolean {
  const steps = reading / grid
  return Math.abs(steps - Math.round(steps)) <= TOLERANCE
}

const STRAIGHT = 1e-6

/** Runs of readings on a straight line that moves, as an interpolation across a gap leaves them. State: the run. */
export const straight: Check = {
  name: 'straight',
  code: 'filled',
  isSpecific: true,
  source: 'reading',
  fit: () => NO_PARAMETERS,
  stateSize: () => 1,
  run: (_, state, { seen, previous, at, readings, scale, idle }, count, evidence) => {
    let run = state[0] ?? 0
    for (let row = 0; row < count; row += 1) {
      const reading = seen[row] ?? Number.NaN
      const last = previous[row] ?? Number.NaN
      if (reading !== reading) {
        evidence[row] = 0
        continue
      }
      const bend = reading - 2 * last + (readings[(at[row] ?? 0) - 2] ?? Number.NaN)
      const isStraight = Math.abs(bend) <= STRAIGHT * (Math.abs(reading) + (scale[row] ?? 1))
      run = isStraight && reading !== last && idle[row] === 0 ? run + 1 : 0
      evidence[row] = run
    }
    state[0] = run
  },
  weighing: { kind: 'counted', floor: 2 },
}
