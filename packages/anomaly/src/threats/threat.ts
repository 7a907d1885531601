import type { Random } from '../random.ts'

/** A stretch of readings to be tampered with in place, NaN where missing. */
export type Stretch = {
  readonly values: Float64Array
  /** The readings as they were, the stretch and what is before it. */
  readonly original: Float64Array
  readonly from: number
  readonly to: number
  /** Rows per day (sub-daily) or per week or year, and per week. */
  readonly period: number
  readonly week: number
  /** Middle and upper end of the readings before the stretch. */
  readonly middle: number
  readonly high: number
  readonly random: Random
}

/** One kind of tampering or fault. */
export type Threat = {
  readonly name: string
  /** How long it lasts: some rows, about a period, or several. */
  readonly lasts: 'rows' | 'period' | 'periods'
  /** Not used to choose a model, so that its recall tells what a kind nobody thought of would meet. */
  readonly heldOut: boolean
  readonly apply: (stretch: Stretch) => void
}

/** A threat that changes every reading by itself; `row` counts from the start of the stretch. */
export function perReading(
  name: string,
  lasts: Threat['lasts'],
  changeOf: (stretch: Stretch) => (reading: number, row: number) => number,
  heldOut = false,
): Threat {
  return {
    name,
    lasts,
    heldOut,
    apply: (stretch) => {
      const change = changeOf(stretch)
      for (let row = stretch.from; row < stretch.to; row += 1)
        stretch.values[row] = change(stretch.original[row] ?? Number.NaN, row - stretch.from)
    },
  }
}

/** A threat that puts another row's reading in the place of each. */
export function perPlace(
  name: string,
  lasts: Threat['lasts'],
  placeOf: (stretch: Stretch) => (row: number) => number,
  heldOut = false,
): Threat {
  return {
    name,
    lasts,
    heldOut,
    apply: (stretch) => {
      const place = placeOf(stretch)
      for (let row = stretch.from; row < stretch.to; row += 1)
        stretch.values[row] = stretch.original[Math.max(0, place(row))] ?? Number.NaN
    },
  }
}

/** A number between two bounds. */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random()
}

/** One of several numbers. */
export function oneOf(random: Random, numbers: readonly number[]): number {
  return numbers[Math.floor(random() * numbers.length)] ?? 0
}

/** A number around zero with about unit spread: the sum of uniform ones, so that it is equal on every engine. */
export function bell(random: Random): number {
  return (random() + random() + random() + random() - 2) * 1.732
}
