import { bell, between, oneOf, perPlace, perReading, type Threat } from './threat.ts'

/**
 * Kinds of meter fraud and of invented readings. Sources: the attack kinds of Jokar, Arianpoo, Leung (IEEE Transactions on
 * Smart Grid 7, 2016) and of Zanetti et al. (same journal 10, 2019); bypasses and transformer faults of utility practice.
 */
export const FRAUD: readonly Threat[] = [
  perReading('partial bypass', 'periods', ({ random }) => scaledBy(between(random, 0.4, 0.85))),
  perReading('bypass by hours', 'periods', ({ random, period, from }) => {
    const [start, share] = [Math.floor(random() * period), between(random, 0.1, 0.6)]
    return (reading, row) => ((from + row + start) % period < period / 3 ? share * reading : reading)
  }),
  perReading(
    'bypass at random',
    'periods',
    ({ random }) =>
      (reading) =>
        reading * between(random, 0.1, 0.9),
    true,
  ),
  perReading('lost phase', 'periods', ({ random }) => scaledBy(oneOf(random, [1 / 3, 2 / 3]))),
  perReading('ratio of the transformer', 'periods', ({ random }) => scaledBy(oneOf(random, [0.8, 1.25, 1.5, 2])), true),
  perReading('inflated', 'periods', ({ random }) => scaledBy(between(random, 1.05, 1.3))),
  perReading('slowly inflated', 'periods', ({ random, from, to }) => {
    const gain = between(random, 0.15, 0.4)
    return (reading, row) => reading * (1 + (gain * row) / (to - from))
  }),
  perReading('peaks cut', 'periods', ({ random, middle, high }) => {
    const cap = middle + between(random, 0.1, 0.5) * (high - middle)
    return (reading) => Math.min(reading, cap)
  }),
  perReading(
    'constant subtracted',
    'periods',
    ({ random, middle }) => {
      const cut = between(random, 0.3, 0.8) * middle
      return (reading) => Math.max(0, reading - cut)
    },
    true,
  ),
  perReading('constant added', 'periods', ({ random, high }) => {
    const more = between(random, 0.1, 0.3) * high
    return (reading) => reading + more
  }),
  perReading(
    'replaced by the mean',
    'period',
    ({ middle }) =>
      () =>
        middle,
  ),
  perPlace(
    'days reversed',
    'periods',
    ({ from, period }) =>
      (row) =>
        row - ((row - from) % period) + period - 1 - ((row - from) % period),
    true,
  ),
  perPlace('replayed day', 'period', ({ random, period }) => ago(period * (1 + Math.floor(random() * 6)))),
  perPlace('replayed week', 'periods', ({ random, week }) => ago(week * (1 + Math.floor(random() * 7)))),
  {
    name: 'replayed with noise',
    lasts: 'periods',
    heldOut: true,
    apply: ({ values, original, from, to, week, random }) => {
      const [back, share] = [week * (1 + Math.floor(random() * 3)), between(random, 0.9, 1.2)]
      for (let row = from; row < to; row += 1)
        values[row] = (original[Math.max(0, row - back)] ?? 0) * share * (1 + 0.03 * bell(random))
    },
  },
  perPlace('shifted clock', 'periods', ({ random, period }) =>
    ago(Math.max(1, Math.floor(between(random, 0.08, 0.3) * period))),
  ),
  perReading(
    'magnet',
    'period',
    ({ random }) =>
      (reading) =>
        reading * between(random, 0, 0.05),
  ),
  perReading(
    'zero on some days',
    'periods',
    ({ random, period }) => {
      const first = Math.floor(random() * 3)
      return (reading, row) => (Math.floor(row / period) % 3 === first ? 0 : reading)
    },
    true,
  ),
  perReading('changed unit', 'period', ({ random }) => scaledBy(oneOf(random, [1000, 0.001, 3.6, 1 / 3.6]))),
  perReading('swapped sign', 'rows', () => scaledBy(-1)),
  perReading(
    'swing damped',
    'periods',
    ({ random, middle }) => {
      const share = between(random, 0.3, 0.7)
      return (reading) => middle + share * (reading - middle)
    },
    true,
  ),
  perReading('swing raised', 'periods', ({ random, middle }) => {
    const share = between(random, 1.3, 1.8)
    return (reading) => Math.max(0, middle + share * (reading - middle))
  }),
]

function scaledBy(factor: number): (reading: number) => number {
  return (reading) => reading * factor
}

function ago(steps: number): (row: number) => number {
  return (row) => row - steps
}
