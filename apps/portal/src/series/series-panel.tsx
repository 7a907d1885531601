import type { TFunction } from 'i18next'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { api, type Range } from '../api.ts'
import type { Series } from '../api-types.ts'
import { formatCount, formatStep } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'
import { withDays } from './rail-series.ts'
import { SeriesPlot } from './series-plot.tsx'
import { SeriesTable } from './series-table.tsx'

export type SeriesPanelProps = {
  readonly parameter: string
  readonly range: Range
  readonly window: { readonly fromS: number; readonly toS: number }
  readonly onSelect: (fromS: number, toS: number) => void
}

/** One parameter: name, one sentence, plot, rail, table twin. */
export function SeriesPanel(props: SeriesPanelProps) {
  const { slug } = useProject()
  const series = useApi(api.series(slug, props.parameter, props.range))
  return (
    <section className="panel mb-3" aria-label={props.parameter}>
      <Loaded query={series} height={260}>
        {(found) => <PanelOf series={found} {...props} />}
      </Loaded>
    </section>
  )
}

function PanelOf({ series, window: shown, onSelect }: SeriesPanelProps & { readonly series: Series }) {
  const { t } = useTranslation()
  const { slug, zone, limits } = useProject()
  const exceptions = useApi(api.exceptions(slug))
  const rail = useMemo(() => {
    const own = new Set(limits.flatMap(({ id, subject }) => (subject === series.parameter ? [id] : [])))
    return withDays(series, exceptions.data?.items.filter(({ limit }) => own.has(limit)) ?? [], zone)
  }, [series, exceptions.data, limits, zone])
  const [isTable, setTable] = useState(false)
  const isEmpty = series.nReadings.every((count) => count === 0)
  return (
    <>
      <header className="flex flex-wrap items-baseline gap-x-3 px-3 pt-2">
        <h3>{series.parameter}</h3>
        <span className="caption">
          {series.unit} · {t('data.bucketOf', { step: formatStep(series.bucketS) })}
          {series.hi.every((high) => high === null) && ` · ${t('data.noBand')}`}
        </span>
        <button
          type="button"
          className="button button-small no-print ml-auto"
          aria-expanded={isTable}
          onClick={() => setTable(!isTable)}
        >
          {isTable ? t('data.hideTable') : t('data.table')}
        </button>
      </header>
      <p className="caption px-3 pb-1">{summaryOf(series, t)}</p>
      {isEmpty ? (
        <Empty title={t('data.empty')} help={t('data.emptyHelp')} />
      ) : (
        <SeriesPlot series={series} rail={rail} zone={zone} window={shown} onSelect={onSelect} />
      )}
      {isTable && <SeriesTable series={series} zone={zone} />}
    </>
  )
}

function summaryOf(series: Series, t: TFunction): string {
  const total = (column: readonly number[]) => column.reduce((sum, count) => sum + count, 0)
  return t('data.summary', {
    parameter: series.parameter,
    readings: formatCount(total(series.nReadings)),
    buckets: formatCount(series.t.length),
    missing: formatCount(total(series.nMissing)),
    out: formatCount(total(series.nOut)),
    anomalies: formatCount(total(series.nAnomaly)),
  })
}
