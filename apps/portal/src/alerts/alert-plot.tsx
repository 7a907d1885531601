import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { AlertPoint } from '../api-types.ts'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { useWidth } from '../parts/use-width.ts'

const HEIGHT = 160
const LEFT = 56
const BOTTOM = 20

/** Seen, expected and the model's band around an alert. */
export function AlertPlot({ points, unit }: { readonly points: readonly AlertPoint[]; readonly unit: string }) {
  const { t } = useTranslation()
  const { zone } = useProject()
  const host = useRef<HTMLDivElement>(null)
  const width = useWidth(host)
  const alerted = points.filter(({ isAlerted }) => isAlerted)
  const summary = t('alerts.plotSummary', { count: points.length, alerted: alerted.length })
  const times = points.map(({ start }) => Date.parse(start))
  const values = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value])
  const [least, most] = [Math.min(...values), Math.max(...values)]
  const x = between([times[0] ?? 0, times.at(-1) ?? 1], [LEFT, Math.max(LEFT + 1, width - 8)])
  const y = between([least, most], [HEIGHT - BOTTOM, 8])
  const at = ({ start }: AlertPoint): number => x(Date.parse(start))
  const line = (of: (point: AlertPoint) => number | null): string =>
    points.flatMap((point) => (of(point) === null ? [] : [`${at(point)},${y(of(point) ?? 0)}`])).join(' ')
  const banded = points.filter(({ low, high }) => low !== null && high !== null)
  const band = [
    ...banded.map((point) => `${at(point)},${y(point.low ?? 0)}`),
    ...banded.toReversed().map((point) => `${at(point)},${y(point.high ?? 0)}`),
  ].join(' ')
  return (
    <figure className="mt-3">
      <figcaption className="caption">{summary}</figcaption>
      <div ref={host}>
        {width > 0 && points.length > 1 && (
          <svg width={width} height={HEIGHT} role="img" aria-label={summary}>
            {[least, (least + most) / 2, most].map((tick) => (
              <g key={tick}>
                <line x1={LEFT} x2={width - 8} y1={y(tick)} y2={y(tick)} stroke="var(--line)" />
                <text x={LEFT - 6} y={y(tick) + 4} textAnchor="end" fontSize="11" fill="var(--ink-2)">
                  {Number(tick.toPrecision(3))}
                </text>
              </g>
            ))}
            <polygon points={band} fill="var(--data)" opacity="0.18" />
            <polyline
              points={line(({ expected }) => expected)}
              fill="none"
              stroke="var(--data)"
              strokeDasharray="4 3"
            />
            <polyline points={line(({ value }) => value)} fill="none" stroke="var(--ink)" strokeWidth="1.5" />
            {alerted.map((point) => (
              <circle key={point.start} cx={at(point)} cy={y(point.value)} r="3" fill="none" stroke="var(--mark)" />
            ))}
            <text x={LEFT} y={HEIGHT - 4} fontSize="11" fill="var(--ink-2)">
              {formatInstant(points[0]?.start ?? '', zone)}
            </text>
            <text x={width - 8} y={HEIGHT - 4} fontSize="11" textAnchor="end" fill="var(--ink-2)">
              {formatInstant(points.at(-1)?.start ?? '', zone)}
            </text>
          </svg>
        )}
      </div>
      <p className="caption flex flex-wrap gap-x-4">
        <span>
          — {t('alerts.seen')} ({unit})
        </span>
        <span>- - {t('alerts.expected')}</span>
        <span>○ {t('alerts.alerted')}</span>
      </p>
    </figure>
  )
}

type Ends = readonly [number, number]

/** Where an amount of a range lies on the screen. */
function between([from, to]: Ends, [start, end]: Ends): (amount: number) => number {
  return (amount) => start + ((amount - from) / (to - from || 1)) * (end - start)
}
