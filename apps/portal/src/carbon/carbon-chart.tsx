import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { CarbonRow } from '../api-types.ts'
import { formatCount, formatPixelNumber, formatTonnes } from '../format.ts'
import { useRecordStatus } from '../parts/state-words.ts'
import { useWidth } from '../parts/use-width.ts'
import { columnsOf, extentOf, type Column } from './bars.ts'
import { niceTicks } from './nice-ticks.ts'

const HEIGHT = 220
const LEFT = 56
const TOP = 8
const BOTTOM = 24
const LABEL = 64
export const SERIES_FILL = { baseline: '#0072b2', project: '#e69f00', leakage: '#cc79a7' } as const

type Scale = { readonly x: (index: number) => number; readonly y: (tonnes: number) => number; readonly step: number }

/** Baseline up, project and leakage down, net as a line across each period. The table below holds the figures. */
export function CarbonChart(props: {
  readonly rows: readonly CarbonRow[]
  readonly selected: string | undefined
  readonly onSelect: (period: string) => void
  readonly label: string
}) {
  const host = useRef<HTMLDivElement>(null)
  const width = useWidth(host)
  const columns = columnsOf(props.rows)
  const [low, high] = extentOf(columns)
  const step = columns.length === 0 ? 0 : (width - LEFT - 8) / columns.length
  const inner = HEIGHT - TOP - BOTTOM
  const scale: Scale = {
    step,
    x: (index) => LEFT + index * step,
    y: (tonnes) => TOP + ((high - tonnes) / (high - low || 1)) * inner,
  }
  return (
    <div ref={host} style={{ height: HEIGHT }}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={props.label} className="block">
          <Axes ticks={niceTicks(low, high, 4)} columns={columns} scale={scale} width={width} />
          {columns.map((column, index) => (
            <ColumnOf key={column.row.period} column={column} index={index} scale={scale} {...props} />
          ))}
        </svg>
      )}
    </div>
  )
}

function ColumnOf(props: {
  readonly column: Column
  readonly index: number
  readonly scale: Scale
  readonly selected: string | undefined
  readonly onSelect: (period: string) => void
}) {
  const { t } = useTranslation()
  const statusWord = useRecordStatus()
  const { column, index, scale, selected, onSelect } = props
  const { row, bars, net } = column
  const width = Math.min(96, Math.max(1, scale.step * 0.8))
  const x = scale.x(index) + (scale.step - width) / 2
  const isWithheld = row.status.startsWith('withheld')
  return (
    <g className="cursor-pointer" onClick={() => onSelect(row.period)}>
      <title>{`${row.period}: ${formatTonnes(row.reduction)} tCO2e, ${statusWord(row.status)}`}</title>
      <rect x={scale.x(index)} y={TOP} width={scale.step} height={HEIGHT - TOP - BOTTOM} fill="transparent" />
      {selected === row.period && (
        <rect x={x - 2} y={TOP} width={width + 4} height={HEIGHT - TOP - BOTTOM} fill="var(--accent)" opacity={0.14} />
      )}
      {bars.map(({ series, from, to }) => (
        <rect
          key={series}
          x={x}
          width={width}
          y={scale.y(Math.max(from, to))}
          height={Math.max(0.5, Math.abs(scale.y(from) - scale.y(to)))}
          fill={isWithheld && scale.step > 4 ? 'none' : SERIES_FILL[series]}
          opacity={isWithheld && scale.step <= 4 ? 0.35 : 1}
          stroke={isWithheld || series === 'project' ? 'var(--ink)' : 'none'}
          strokeWidth={scale.step > 4 ? 1 : 0}
          strokeDasharray={isWithheld ? '3 2' : undefined}
        />
      ))}
      <path d={`M${x - 1} ${scale.y(net)}h${width + 2}`} stroke="var(--ink)" strokeWidth={2}>
        <title>{t('carbon.reduction')}</title>
      </path>
    </g>
  )
}

function Axes(props: {
  readonly ticks: readonly number[]
  readonly columns: readonly Column[]
  readonly scale: Scale
  readonly width: number
}) {
  const { ticks, columns, scale, width } = props
  const every = Math.max(1, Math.ceil(84 / (scale.step || 1)))
  return (
    <g fontSize={11} fill="var(--ink-2)">
      {ticks.map((tick) => (
        <g key={tick}>
          <path d={`M${LEFT} ${scale.y(tick)}H${width - 8}`} stroke={tick === 0 ? 'var(--control)' : 'var(--line)'} />
          <text x={LEFT - 6} y={scale.y(tick) + 4} textAnchor="end">
            {formatCount(tick) === String(tick) || !Number.isInteger(tick)
              ? formatPixelNumber(tick)
              : formatCount(tick)}
          </text>
        </g>
      ))}
      {columns.map(({ row }, index) =>
        index % every === 0 && scale.x(index) + scale.step / 2 + LABEL / 2 <= width ? (
          <text key={row.period} x={scale.x(index) + scale.step / 2} y={HEIGHT - 8} textAnchor="middle">
            {row.period}
          </text>
        ) : null,
      )}
    </g>
  )
}
