import { bell, between, perPlace, perReading, type Stretch, type Threat } from './threat.ts'

/**
 * Faults of sensors and of the way to the record. Sources: the fault kinds of Sharma, Golubchik, Govindan (ACM
 * Transactions on Sensor Networks 6, 2010) and of Ni et al. (same journal 5, 2009); gaps, estimates and roundings of
 * meter data management.
 */
export const FAULTS: readonly Threat[] = [
  perReading(
    'stuck',
    'period',
    ({ original, from }) =>
      () =>
        original[from] ?? Number.NaN,
  ),
  {
    name: 'stuck and trembling',
    lasts: 'period',
    heldOut: true,
    apply: ({ values, original, from, to, random }) => {
      for (let row = from; row < to; row += 1) values[row] = (original[from] ?? 0) * (1 + 0.005 * bell(random))
    },
  },
  perReading('noisy', 'periods', ({ random, middle, high }) => {
    const size = between(random, 0.1, 0.35) * (high - middle)
    return (reading) => Math.max(0, reading + size * bell(random))
  }),
  perPlace(
    'rows in disorder',
    'periods',
    ({ random, from, period }) =>
      (row) =>
        row - ((row - from) % period) + Math.floor(random() * period),
    true,
  ),
  { name: 'smoothed', lasts: 'periods', heldOut: false, apply: smooth },
  perReading('rounded', 'periods', ({ random, high }) => {
    const step = between(random, 0.1, 0.3) * high
    return (reading) => step * Math.round(reading / step)
  }),
  perReading('saturated', 'periods', ({ random, middle, high }) => {
    const cap = middle + between(random, 0.2, 0.6) * (high - middle)
    return (reading) => (reading > cap ? cap + 0.05 * (reading - cap) : reading)
  }),
  perReading('random walk', 'periods', ({ random, middle, high }) => {
    let walk = 0
    return (reading) => Math.max(0, reading + (walk += 0.04 * (high - middle) * bell(random)))
  }),
  perReading(
    'offset that grows',
    'periods',
    ({ random, high, from, to }) => {
      const most = between(random, 0.15, 0.35) * high
      return (reading, row) => reading + (most * row) / (to - from)
    },
    true,
  ),
  perReading('gain that decays', 'periods', ({ random, from, to }) => {
    const lost = between(random, 0.2, 0.5)
    return (reading, row) => reading * (1 - (lost * row) / (to - from))
  }),
  perReading(
    'spikes',
    'periods',
    ({ random, high }) =>
      (reading) =>
        random() < 0.04 ? reading + between(random, 0.5, 2) * high : reading,
  ),
  perReading(
    'dropouts',
    'periods',
    ({ random }) =>
      (reading) =>
        random() < 0.15 ? 0 : reading,
  ),
  perReading(
    'rollover',
    'rows',
    ({ high }) =>
      (reading) =>
        reading - 100 * high,
  ),
  { name: 'estimated from the profile', lasts: 'periods', heldOut: false, apply: estimate },
  { name: 'interpolated', lasts: 'period', heldOut: false, apply: interpolate },
  perPlace(
    'delayed',
    'periods',
    ({ random }) => {
      const rows = 1 + Math.floor(random() * 3)
      return (row) => row - rows
    },
    true,
  ),
  perPlace(
    'every second row repeated',
    'periods',
    ({ from }) =>
      (row) =>
        row - ((row - from) % 2),
    true,
  ),
  { name: 'gathered into one row', lasts: 'period', heldOut: true, apply: gather },
  perReading(
    'night missing',
    'periods',
    ({ period, from }) =>
      (reading, row) =>
        (from + row) % period < period / 3 ? Number.NaN : reading,
    true,
  ),
]

function smooth({ values, original, from, to }: Stretch): void {
  for (let row = from; row < to; row += 1) {
    let [sum, count] = [0, 0]
    for (let near = Math.max(0, row - 2); near <= Math.min(to - 1, row + 2); near += 1) {
      const reading = original[near] ?? Number.NaN
      if (Number.isNaN(reading)) continue
      sum += reading
      count += 1
    }
    values[row] = count === 0 ? Number.NaN : sum / count
  }
}

/** Mean of the same row of the four weeks before, or of as many as there are. */
function estimate({ values, original, from, to, week }: Stretch): void {
  for (let row = from; row < to; row += 1) {
    let [sum, count] = [0, 0]
    for (let back = row - 4 * week; back < from; back += week) {
      const reading = original[back] ?? Number.NaN
      if (back < 0 || Number.isNaN(reading)) continue
      sum += reading
      count += 1
    }
    if (count > 0) values[row] = sum / count
  }
}

function interpolate({ values, original, from, to }: Stretch): void {
  const [start, end] = [original[from - 1] ?? 0, original[to] ?? original[to - 1] ?? 0]
  for (let row = from; row < to; row += 1) values[row] = start + ((end - start) * (row - from + 1)) / (to - from + 1)
}

function gather({ values, original, from, to }: Stretch): void {
  let sum = 0
  for (let row = from; row < to; row += 1) {
    const reading = original[row] ?? Number.NaN
    if (!Number.isNaN(reading)) sum += reading
    values[row] = 0
  }
  values[to - 1] = sum
}
