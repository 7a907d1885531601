import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { CarbonRow } from '../api-types.ts'
import { rangeEnding } from '../days.ts'
import { formatCount, formatInstant, formatShare } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { usePeriodState, useRecordStatus } from '../parts/state-words.ts'
import { Tonnes } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

/** The four figures, each a link to where it comes from. */
export function Figures({ last }: { readonly last: string }) {
  const { t } = useTranslation()
  const statusWord = useRecordStatus()
  const stateWord = usePeriodState()
  const { slug, vintages, counts, crediting } = useProject()
  const month = useApi(api.carbon(slug, 'day', rangeEnding(last, 30, crediting.from.slice(0, 10))))
  const days = month.data?.items ?? []
  const vintage = vintages.at(-1)
  const today = days.at(-1)
  return (
    <section className="mb-4">
      <div className="panel grid grid-cols-2 xl:grid-cols-4">
        <Figure
          name={t('data.net', { vintage: vintage?.vintage ?? '–' })}
          note={
            vintage === undefined
              ? ''
              : `${t(vintage.final ? 'carbon.final' : 'carbon.notFinal')} · ${stateWord(vintage.status)}`
          }
        >
          <Link to="/p/$slug/carbon" params={{ slug }} search={{ by: 'vintage' }}>
            {vintage === undefined ? '–' : <Tonnes text={vintage.reduction} unit={vintage.unit} />}
          </Link>
        </Figure>
        <Figure
          name={t('data.today', { day: today?.period ?? last })}
          note={today === undefined ? '' : statusWord(today.status)}
        >
          {today === undefined ? (
            '–'
          ) : (
            <Link to="/p/$slug/carbon" params={{ slug }} search={{ by: 'day', sel: today.period }}>
              <Tonnes text={today.reduction} unit={month.data?.unit ?? 'tCO2e'} />
            </Link>
          )}
        </Figure>
        <Availability days={days} last={last} />
        <Figure name={t('data.open')} note={t('data.anomalies', { count: counts.anomalies })}>
          <Link to="/p/$slug/exceptions" params={{ slug }}>
            {counts.exceptionsOpen === 0 ? t('data.openNone') : formatCount(counts.exceptionsOpen)}
          </Link>
        </Figure>
      </div>
      <Basis />
    </section>
  )
}

/** Measured readings of those expected: data availability, not completeness. */
function Availability({ days, last }: { readonly days: readonly CarbonRow[]; readonly last: string }) {
  const { t } = useTranslation()
  const found = days.reduce((sum, day) => sum + (day.readings ?? 0) - (day.substituted ?? 0), 0)
  const expected = days.reduce((sum, day) => sum + (day.expected ?? 0), 0)
  const note = t('data.readingsOf', { found: formatCount(found), expected: formatCount(expected) })
  return (
    <Figure name={t('data.availability', { day: last })} note={note}>
      {formatShare(found, expected)}
    </Figure>
  )
}

function Figure({
  name,
  note,
  children,
}: {
  readonly name: string
  readonly note: string
  readonly children: ReactNode
}) {
  return (
    <div className="min-w-0 border-b border-line p-3 odd:border-r xl:border-b-0 xl:border-r xl:last:border-r-0">
      <p className="caption">{name}</p>
      <div className="mt-1 text-16 font-semibold leading-6 sm:text-20">{children}</div>
      <p className="caption mt-1">{note}</p>
    </div>
  )
}

function Basis() {
  const { t } = useTranslation()
  const { slug, methodology, pdd, lastReadingAt, zone, asOf } = useProject()
  const parts = [
    `${t('data.methodology')} ${methodology.id} ${methodology.version}`,
    lastReadingAt === null ? null : t('data.lastReading', { at: `${formatInstant(lastReadingAt, zone)} ${zone}` }),
    t('state.asOf', { block: asOf }),
  ]
  return (
    <p className="caption mt-2">
      {parts.filter((part) => part !== null).join(' · ')} ·{' '}
      <Link to="/p/$slug/pdd" params={{ slug }}>
        {t('data.pddVersion')} {pdd.version}
      </Link>
    </p>
  )
}
