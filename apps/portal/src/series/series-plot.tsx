import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import type { Series } from '../api-types.ts'
import { formatInstant, formatPixelNumber } from '../format.ts'
import { useWidth } from '../parts/use-width.ts'
import { onThemeChange } from '../theme.ts'
import { makePlot } from './make-plot.ts'
import { ViolationRail } from './violation-rail.tsx'

const HEIGHT_PX = 190

export type SeriesPlotProps = {
  readonly series: Series
  /** The series with the marks of whole days, for the rail below the plot. */
  readonly rail: Series
  readonly zone: string
  readonly window: { readonly fromS: number; readonly toS: number }
  readonly onSelect: (fromS: number, toS: number) => void
}

/** The drawn part of a panel, with its readout and the rail below. */
export function SeriesPlot({ series, rail, zone, window: shown, onSelect }: SeriesPlotProps) {
  const { t } = useTranslation()
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(null)
  const [hovered, setHovered] = useState<number | null>(null)
  const width = useWidth(host)
  const redraws = useRedraws()
  useEffect(() => {
    const element = host.current
    if (element === null || width === 0) return
    const options = { host: element, series, zone, window: shown, heightPx: HEIGHT_PX, onHover: setHovered, onSelect }
    const drawn = makePlot(options)
    plot.current = drawn
    return () => drawn.destroy()
    // A new range, theme or width draws anew; onSelect is stable for a range.
  }, [series, zone, shown.fromS, shown.toS, width, redraws])
  return (
    <div>
      <p className="caption h-4 overflow-hidden text-right" aria-live="off">
        {hovered !== null && readout(series, hovered, zone)}
      </p>
      <div
        ref={host}
        role="img"
        tabIndex={0}
        aria-label={`${t('data.chart', { parameter: series.parameter, unit: series.unit })} ${t('data.chartKeys')}`}
        style={{ height: HEIGHT_PX }}
        onKeyDown={(event) => {
          if (plot.current !== null && moved(plot.current, event.key, shown, onSelect)) event.preventDefault()
        }}
      />
      <ViolationRail series={rail} window={shown} widthPx={width} onSelect={onSelect} />
    </div>
  )
}

function readout(series: Series, index: number, zone: string): string {
  const instant = series.t[index]
  if (instant === undefined) return ''
  const number = (column: readonly (number | null)[]) => {
    const found = column[index]
    return found === null || found === undefined ? '–' : formatPixelNumber(found)
  }
  const range = `${number(series.min)} … ${number(series.max)}`
  return `${formatInstant(instant, zone)}   ${number(series.mean)} (${range}) ${series.unit}`
}

/** Arrows move by one bucket, plus and minus change the range about the cursor. */
function moved(
  plot: uPlot,
  key: string,
  shown: { readonly fromS: number; readonly toS: number },
  onSelect: (fromS: number, toS: number) => void,
): boolean {
  const times = plot.data[0]
  const index = plot.cursor.idx ?? Math.floor(times.length / 2)
  const next = key === 'ArrowRight' ? index + 1 : key === 'ArrowLeft' ? index - 1 : null
  const instant = next === null ? undefined : times[next]
  if (instant !== undefined) {
    plot.setCursor({ left: plot.valToPos(instant, 'x'), top: 10 })
    return true
  }
  const factor = key === '+' ? 0.25 : key === '-' ? 1 : null
  if (factor === null) return false
  const centre = times[index] ?? (shown.fromS + shown.toS) / 2
  const half = (shown.toS - shown.fromS) * factor
  onSelect(centre - half, centre + half)
  return true
}

/** Counts what makes a canvas stale although its data is the same: the theme, and the web font once it has come. */
function useRedraws(): number {
  const [count, setCount] = useState(0)
  useEffect(() => {
    const again = () => setCount((n) => n + 1)
    void document.fonts.load('11px "IBM Plex Sans"').then(again)
    return onThemeChange(again)
  }, [])
  return count
}
