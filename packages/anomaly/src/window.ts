import { clamp } from './robust.ts'

/** How the newest rows of a ring become a window: means of `rows` rows each, standardised, oldest bin first. */
export type WindowShape = {
  readonly bins: number
  readonly rows: number
  readonly middle: number
  readonly scale: number
}

const HELD = 6

/** Numbers a window shape takes up at the head of the parameters of a check. */
export const WINDOW_HEADER = 4

/** The shape as the head of a check's parameters: bins, rows per bin, middle, scale. */
export function packShape({ bins, rows, middle, scale }: WindowShape): [number, number, number, number] {
  return [bins, rows, middle, scale]
}

/**
 * Fills the window that ends at `head`, of the shape that `parameters` begin with; a bin without readings is 0, the
 * middle.
 */
export function fillWindow(window: Float64Array, ring: Float64Array, head: number, parameters: Float64Array): void {
  const bins = parameters[0] ?? 1
  const rows = parameters[1] ?? 1
  const middle = parameters[2] ?? 0
  const scale = parameters[3] ?? 1
  let at = head
  if (rows === 1) {
    for (let bin = bins - 1; bin >= 0; bin -= 1) {
      const number = ((ring[at] ?? Number.NaN) - middle) / scale
      window[bin] = number > HELD ? HELD : number < -HELD ? -HELD : number === number ? number : 0
      at = at === 0 ? ring.length - 1 : at - 1
    }
    return
  }
  for (let bin = bins - 1; bin >= 0; bin -= 1) {
    let sum = 0
    let count = 0
    for (let k = 0; k < rows; k += 1) {
      const number = ring[at] ?? Number.NaN
      if (!Number.isNaN(number)) {
        sum += clamp((number - middle) / scale, -HELD, HELD)
        count += 1
      }
      at = at === 0 ? ring.length - 1 : at - 1
    }
    window[bin] = count === 0 ? 0 : sum / count
  }
}

/** Calls back with every window of a history, in order; the window is reused. */
export function eachWindow(values: Float64Array, shape: WindowShape, take: (window: Float64Array) => void): void {
  const window = new Float64Array(shape.bins)
  const parameters = Float64Array.from(packShape(shape))
  for (let head = shape.bins * shape.rows - 1; head < values.length; head += 1) {
    fillWindow(window, values, head, parameters)
    take(window)
  }
}
