import { useTranslation } from 'react-i18next'
import type { Series } from '../api-types.ts'
import { Mark } from '../parts/marks.tsx'
import { AXIS_PX, EDGE_PX } from './make-plot.ts'
import { railMarks } from './rail-marks.ts'

const MARK_PX = 10

/** Marks every bucket with a flag, so that none is lost in a year's ribbon. The table below lists them for keyboards. */
export function ViolationRail(props: {
  readonly series: Series
  readonly window: { readonly fromS: number; readonly toS: number }
  readonly widthPx: number
  readonly onSelect: (fromS: number, toS: number) => void
}) {
  const { t } = useTranslation()
  const { series, window: shown, widthPx, onSelect } = props
  const plotPx = widthPx - AXIS_PX - EDGE_PX
  if (plotPx <= 0) return null
  const marks = railMarks(series, { ...shown, widthPx: plotPx, spacePx: MARK_PX + 2 })
  return (
    <div
      role="img"
      aria-label={t('data.rail')}
      className="relative h-4 border-t border-line"
      style={{ marginLeft: AXIS_PX, marginRight: EDGE_PX }}
    >
      {marks.map(({ x, kind, index, count }) => (
        <span
          key={index}
          title={`${t(`data.${kind}`)}${count > 1 ? ` × ${count}` : ''}`}
          className="absolute top-0.5 flex cursor-pointer"
          style={{ left: x - MARK_PX / 2 }}
          onClick={() => {
            const start = series.t[index]
            if (start !== undefined) onSelect(start - 43_200, start + 43_200)
          }}
        >
          <Mark kind={kind} />
        </span>
      ))}
    </div>
  )
}
