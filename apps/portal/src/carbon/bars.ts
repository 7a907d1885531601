import type { CarbonRow } from '../api-types.ts'

type Bar = { readonly series: 'baseline' | 'project' | 'leakage'; readonly from: number; readonly to: number }
export type Column = { readonly row: CarbonRow; readonly bars: readonly Bar[]; readonly net: number }

/**
 * Stacked bars of each period: the baseline upwards, project and leakage downwards, so that what stands out is the
 * net. A negative part goes the other way. Numbers are for pixels only.
 */
export function columnsOf(rows: readonly CarbonRow[]): Column[] {
  return rows.map((row) => ({
    row,
    net: Number(row.reduction),
    bars: stacked([
      ['baseline', Number(row.baseline)],
      ['project', -Number(row.project)],
      ['leakage', -Number(row.leakage)],
    ]),
  }))
}

function stacked(parts: readonly (readonly [Bar['series'], number])[]): Bar[] {
  let up = 0
  let down = 0
  const bars: Bar[] = []
  for (const [series, size] of parts) {
    if (size === 0 || !Number.isFinite(size)) continue
    const from = size > 0 ? up : down
    bars.push({ series, from, to: from + size })
    if (size > 0) up += size
    else down += size
  }
  return bars
}

/** Lowest and highest number drawn, zero included. */
export function extentOf(columns: readonly Column[]): [number, number] {
  const numbers = columns.flatMap(({ bars, net }) => [net, ...bars.flatMap(({ from, to }) => [from, to])])
  return [Math.min(0, ...numbers), Math.max(0, ...numbers)]
}
