import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Carbon, CarbonBy } from '../api-types.ts'
import { CarbonChart, SERIES_FILL } from '../carbon/carbon-chart.tsx'
import { CarbonTable } from '../carbon/carbon-table.tsx'
import { TracePanel } from '../carbon/trace-panel.tsx'
import { VintageData } from '../carbon/vintage-data.tsx'
import { VintageTable } from '../carbon/vintage-table.tsx'
import { rangeEnding } from '../days.ts'
import { formatTonnes } from '../format.ts'
import { daysOfProject } from '../layout/days-of-project.ts'
import { useProject } from '../layout/project-context.ts'
import { Empty, Loaded } from '../parts/states.tsx'
import { RangeControl } from '../series/range-control.tsx'
import { Unit } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

const DAYS_SHOWN = 90

export function CarbonPage() {
  const { t } = useTranslation()
  const project = useProject()
  const { slug } = project
  const search = useSearch({ from: '/p/$slug/carbon' })
  const navigate = useNavigate({ from: '/p/$slug/carbon' })
  const by = search.by ?? 'day'
  const { first, last } = daysOfProject(project)
  const range = { ...rangeEnding(last, DAYS_SHOWN, first), ...search }
  const carbon = useApi(api.carbon(slug, by, by === 'day' ? { from: range.from, to: range.to } : undefined))
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2>{t('carbon.title')}</h2>
        <ByChoice by={by} />
      </div>
      {by === 'day' && (
        <RangeControl
          range={{ from: range.from, to: range.to }}
          first={first}
          last={last}
          onRange={({ from, to }) => void navigate({ search: (old) => ({ ...old, from, to }) })}
        />
      )}
      <Loaded query={carbon} height={320}>
        {(found) =>
          found.items.length === 0 ? (
            <Empty title={t('carbon.none')} help={t('carbon.noneHelp')} />
          ) : (
            <Shown
              carbon={found}
              by={by}
              selected={search.sel}
              onSelect={(sel) => void navigate({ search: (old) => ({ ...old, sel }) })}
            />
          )
        }
      </Loaded>
      {by === 'vintage' && (
        <>
          <VintageTable />
          <VintageData />
        </>
      )}
    </>
  )
}

function Shown(props: {
  readonly carbon: Carbon
  readonly by: CarbonBy
  readonly selected: string | undefined
  readonly onSelect: (period: string) => void
}) {
  const { t } = useTranslation()
  const { carbon, by, selected, onSelect } = props
  const { items, unit } = carbon
  const total = items.at(-1)?.cumulative ?? '0'
  const label = `${t('carbon.chartNet', { by: t(`carbon.${by}`).toLowerCase() })}. ${t('carbon.chartSummary', { count: items.length, total: formatTonnes(total) })}`
  return (
    <>
      <div className="panel p-3">
        <Legend by={by} />
        <CarbonChart rows={items} selected={selected} onSelect={onSelect} label={label} />
        <p className="caption mt-1">
          {t('carbon.note')} {t('demonstration.calculated')}. {t('state.asOf', { block: carbon.asOf })}
        </p>
      </div>
      {by === 'day' && selected !== undefined && <TracePanel day={selected} />}
      <div className="mt-4">
        <CarbonTable rows={items} unit={unit} canTrace={by === 'day'} selected={selected} />
      </div>
    </>
  )
}

function ByChoice({ by }: { readonly by: CarbonBy }) {
  const { t } = useTranslation()
  return (
    <div role="group" aria-label={t('carbon.by')} className="flex gap-1">
      {(['day', 'month', 'vintage'] as const).map((choice) => (
        <Link
          key={choice}
          from="/p/$slug/carbon"
          to="."
          search={{ by: choice }}
          className="button"
          aria-current={by === choice}
          data-chosen={by === choice}
        >
          {t(`carbon.${choice}`)}
        </Link>
      ))}
    </div>
  )
}

function Legend({ by }: { readonly by: CarbonBy }) {
  const { t } = useTranslation()
  return (
    <ul className="caption mb-1 flex flex-wrap gap-x-4">
      {(['baseline', 'project', 'leakage'] as const).map((series) => (
        <li key={series} className="flex items-center gap-1">
          <svg width="12" height="10" aria-hidden="true">
            <rect width="12" height="10" fill={SERIES_FILL[series]} stroke="var(--ink)" strokeWidth=".5" />
          </svg>
          {t(`carbon.${series}`)} {series === 'baseline' ? '+' : '−'}
        </li>
      ))}
      <li className="flex items-center gap-1">
        <svg width="12" height="10" aria-hidden="true">
          <path d="M0 5h12" stroke="var(--ink)" strokeWidth="2" />
        </svg>
        {t('carbon.reduction')}
      </li>
      <li className="ml-auto">
        <Unit unit={t('carbon.chartUnit', { by: t(`carbon.${by}`).toLowerCase() })} />
      </li>
    </ul>
  )
}
