import uPlot from 'uplot'
import type { Series } from '../api-types.ts'
import { formatPixelNumber } from '../format.ts'
import { tokenColour } from '../theme.ts'
import { axisTimes } from './axis-time.ts'
import { valueRange } from './value-range.ts'

/** Space of the value axis and at the right edge; the rail below aligns with them. */
export const AXIS_PX = 56
export const EDGE_PX = 24
const FONT = '11px "IBM Plex Sans", system-ui, sans-serif'

export type PlotOptions = {
  readonly host: HTMLElement
  readonly series: Series
  readonly zone: string
  readonly window: { readonly fromS: number; readonly toS: number }
  readonly heightPx: number
  readonly onHover: (index: number | null) => void
  readonly onSelect: (fromS: number, toS: number) => void
}

/** One panel: min–max range and mean of each bucket, expected line, PDD band. Shares the cursor with its siblings. */
export function makePlot(options: PlotOptions): uPlot {
  const { host, series, window, heightPx } = options
  const data = tokenColour('--data')
  const line = tokenColour('--line')
  const config: uPlot.Options = {
    width: host.clientWidth,
    height: heightPx,
    padding: [8, EDGE_PX, 0, 0],
    legend: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), options.zone),
    scales: { x: { range: () => [window.fromS, window.toS] }, y: { range: () => valueRange(series) } },
    axes: [timeAxis(options.zone, line), valueAxis(line)],
    series: [{}, ...linesOf(data)],
    bands: [
      { series: [5, 6], fill: withAlpha(data, 0.12), dir: -1 },
      { series: [1, 2], fill: withAlpha(data, 0.35), dir: -1 },
    ],
    cursor: { drag: { x: true, y: false, setScale: false }, sync: { key: 'series' }, points: { show: false } },
    hooks: {
      setCursor: [(plot) => options.onHover(plot.cursor.idx ?? null)],
      setSelect: [(plot) => selected(plot, options.onSelect)],
    },
  }
  return new uPlot(config, columnsOf(series), host)
}

function columnsOf({ t, max, min, mean, expected, hi, lo }: Series): uPlot.AlignedData {
  return [[...t], [...max], [...min], [...mean], [...expected], [...hi], [...lo]]
}

function linesOf(data: string): uPlot.Series[] {
  const edge = { stroke: withAlpha(data, 0.35), width: 1, points: { show: false } }
  const limit = { stroke: data, width: 1, dash: [2, 3], points: { show: false } }
  return [
    edge,
    edge,
    { stroke: data, width: 1.5, points: { show: false } },
    { stroke: tokenColour('--ink-2'), width: 1, dash: [6, 4], points: { show: false } },
    limit,
    limit,
  ]
}

function timeAxis(zone: string, line: string): uPlot.Axis {
  return {
    ...axisColours(line),
    size: 36,
    space: 64,
    values: (_, splits, __, ___, step) => axisTimes(splits, step, zone),
  }
}

function valueAxis(line: string): uPlot.Axis {
  return { ...axisColours(line), size: AXIS_PX, space: 32, values: (_, splits) => splits.map(formatPixelNumber) }
}

function axisColours(line: string): uPlot.Axis {
  return {
    stroke: tokenColour('--ink-2'),
    font: FONT,
    grid: { stroke: line, width: 1 },
    ticks: { stroke: line, width: 1, size: 4 },
  }
}

function selected(plot: uPlot, onSelect: PlotOptions['onSelect']): void {
  const { left, width } = plot.select
  if (width < 4) return
  onSelect(plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x'))
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false)
}

function withAlpha(hex: string, alpha: number): string {
  return `${hex}${Math.round(alpha * 255)
    .toString(16)
    .padStart(2, '0')}`
}
