import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { ReadingRow } from '../api-types.ts'
import { formatInstant } from '../format.ts'
import { daysOfProject } from '../layout/days-of-project.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { RangeControl } from '../series/range-control.tsx'
import { useApi } from '../use-api.ts'

/** Readings of some days, to open one and check it. */
export function ReadingsPage() {
  const { t } = useTranslation()
  const project = useProject()
  const { slug, lanes } = project
  const navigate = useNavigate({ from: '/p/$slug/ledger/readings' })
  const search = useSearch({ from: '/p/$slug/ledger/readings' })
  const { first, last } = daysOfProject(project)
  const parameter = search.parameter ?? lanes[0]?.parameter ?? ''
  const range = { from: search.from ?? last, to: search.to ?? last }
  const readings = useApi(api.readings(slug, { ...range, parameter, limit: 100, cursor: search.cursor }))
  return (
    <>
      <h2 className="mb-3">{t('ledger.sampleReading')}</h2>
      <label className="caption mb-3 flex w-fit flex-col gap-0.5">
        {t('flag.parameter')}
        <select
          className="field text-14"
          value={parameter}
          onChange={({ target }) => void navigate({ search: { ...range, parameter: target.value } })}
        >
          {[...new Set(lanes.map((lane) => lane.parameter))].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </label>
      <RangeControl
        range={range}
        first={first}
        last={last}
        onRange={(chosen) => void navigate({ search: { parameter, ...chosen } })}
      />
      <Loaded query={readings} height={300}>
        {({ items, cursor }) =>
          items.length === 0 ? (
            <Empty title={t('data.empty')} help={t('data.emptyHelp')} />
          ) : (
            <>
              <Rows readings={items} />
              {typeof cursor === 'string' && (
                <Link
                  from="/p/$slug/ledger/readings"
                  to="."
                  search={(old) => ({ ...old, cursor })}
                  className="button mt-3"
                >
                  {t('state.more')}
                </Link>
              )}
            </>
          )
        }
      </Loaded>
    </>
  )
}

function Rows({ readings }: { readonly readings: readonly ReadingRow[] }) {
  const { t } = useTranslation()
  const { slug, zone } = useProject()
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">
              {t('reading.at')} ({zone})
            </th>
            <th scope="col" className="number">
              {t('reading.value')}
            </th>
            <th scope="col">{t('flag.parameter')}</th>
            <th scope="col">{t('reading.meter')}</th>
            <th scope="col" className="number">
              {t('flag.block')}
            </th>
          </tr>
        </thead>
        <tbody>
          {readings.map((reading) => (
            <tr key={reading.id}>
              <th scope="row">
                <Link to="/p/$slug/ledger/reading/$id" params={{ slug, id: reading.id }}>
                  {formatInstant(reading.at, zone)}
                </Link>
              </th>
              <td className="number">
                {reading.value} {reading.unit}
              </td>
              <td>{reading.parameter}</td>
              <td>{reading.meter}</td>
              <td className="number">{reading.block}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
