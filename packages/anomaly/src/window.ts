/** How the newest rows of a track become a window: means of `rows` rows each, standardised, oldest bin first. */
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

/** The shape that the parameters of a check begin with. */
export function shapeOf(parameters: Float64Array): WindowShape {
  const [bins = 1, rows = 1, middle = 0, scale = 1] = parameters
  return { bins, rows, middle, scale }
}

/**
 * For every place of a track in [from, to): the standardised mean of the `rows` numbers that end there, 0 (the middle)
 * when there are none. The first number belongs to the place `from`.
 */
export function binMeans(track: Float64Array, from: number, to: number, shape: WindowShape): Float64Array {
  const { rows, middle, scale } = shape
  const means = new Float64Array(Math.max(0, to - from))
  for (let at = from; at < to; at += 1) {
    let sum = 0
    let count = 0
    for (let back = rows - 1; back >= 0; back -= 1) {
      const number = ((track[at - back] ?? Number.NaN) - middle) / scale
      if (number !== number) continue
      sum += number > HELD ? HELD : number < -HELD ? -HELD : number
      count += 1
    }
    means[at - from] = count === 0 ? 0 : sum / count
  }
  return means
}

/** The windows of a run of rows: the bin means of a stretch of the track, and where in them each window begins. */
export type Windows = { readonly means: Float64Array; readonly first: Int32Array; readonly rows: number }

/** The windows that end at the given places, in ascending order. */
export function windowsAt(track: Float64Array, at: Int32Array, count: number, shape: WindowShape): Windows {
  const span = (shape.bins - 1) * shape.rows
  const from = (at[0] ?? 0) - span
  const means = binMeans(track, from, (at[count - 1] ?? 0) + 1, shape)
  const first = new Int32Array(count)
  for (let row = 0; row < count; row += 1) first[row] = (at[row] ?? 0) - span - from
  return { means, first, rows: shape.rows }
}

/** Calls back with every window of a history, in order; the window is reused. */
export function eachWindow(values: Float64Array, shape: WindowShape, take: (window: Float64Array) => void): void {
  const { bins, rows } = shape
  const window = new Float64Array(bins)
  const means = binMeans(values, 0, values.length, shape)
  for (let head = bins * rows - 1; head < values.length; head += 1) {
    for (let bin = 0; bin < bins; bin += 1) window[bin] = means[head - (bins - 1 - bin) * rows] ?? 0
    take(window)
  }
}
