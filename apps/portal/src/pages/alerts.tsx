import { getRouteApi, Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { AlertPlot } from '../alerts/alert-plot.tsx'
import { api } from '../api.ts'
import type { Alert, AlertPage, AlertState } from '../api-types.ts'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Command } from '../parts/command.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

const route = getRouteApi('/p/$slug/alerts')
const STATES = ['open', 'confirmed', 'explained', 'false-alarm'] as const

/** Alerts of the anomaly model, newest first; one of them opened with its plot. */
export function AlertsPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { state } = route.useSearch()
  const alerts = useApi(api.alerts(slug))
  return (
    <>
      <h2 className="mb-3">{t('alerts.title')}</h2>
      <p className="mb-3">{t('alerts.note')}</p>
      <Loaded query={alerts}>
        {(page) => {
          if (page.items.length === 0) return <Empty title={t('alerts.none')} help={t('alerts.noneHelp')} />
          const shown = page.items.filter((alert) => state === undefined || alert.state === state)
          return (
            <>
              <Filter page={page} />
              {shown.length === 0 && <p className="caption">{t('alerts.noneOfState')}</p>}
              <ul className="flex flex-col gap-3">
                {shown.map((alert) => (
                  <AlertItem key={alert.id} alert={alert} />
                ))}
              </ul>
            </>
          )
        }}
      </Loaded>
    </>
  )
}

function Filter({ page: { counts, items } }: { readonly page: AlertPage }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { state } = route.useSearch()
  const choices: readonly (AlertState | undefined)[] = [undefined, ...STATES]
  return (
    <nav aria-label={t('alerts.filter')} className="mb-3 flex flex-wrap gap-2">
      {choices.map((choice) => (
        <Link
          key={choice ?? ''}
          to="/p/$slug/alerts"
          params={{ slug }}
          search={choice === undefined ? {} : { state: choice }}
          className="button button-small"
          data-chosen={state === choice}
        >
          {choice === undefined ? t('alerts.all') : t(`alerts.state.${choice}`)}{' '}
          {choice === undefined ? items.length : counts[choice]}
        </Link>
      ))}
    </nav>
  )
}

function AlertItem({ alert }: { readonly alert: Alert }) {
  const { t, i18n } = useTranslation()
  const { slug, zone } = useProject()
  const { id, state } = route.useSearch()
  const stateWord = t(`alerts.state.${alert.state}`)
  return (
    <li id={`alert-${alert.id}`} className="panel p-4">
      <h3 className="mb-2 flex flex-wrap items-center gap-x-2">
        <Link
          to="/p/$slug/alerts"
          params={{ slug }}
          search={{ ...(state === undefined ? {} : { state }), id: alert.id }}
        >
          {alert.day} · {alert.parameter} · {alert.meter}
        </Link>
        <span className={alert.state === 'open' ? 'text-12 font-medium text-bad' : 'text-12'}>{stateWord}</span>
      </h3>
      <p className="mb-2">{i18n.language === 'zh-Hant' ? alert.sentenceZhHant : alert.sentence}</p>
      {alert.isHeld && <p className="mb-2 font-medium text-warn">{t('alerts.held')}</p>}
      <Facts
        rows={[
          [t('alerts.since'), `${formatInstant(alert.since, zone)} ${zone}`],
          [t('alerts.readings'), String(alert.readings)],
          [t('alerts.score'), alert.score === null ? '–' : String(Number(alert.score.toPrecision(4)))],
          [t('alerts.recipients'), alert.recipients.join(', ')],
          ...(alert.similar.length === 0
            ? []
            : [[t('alerts.similar'), <Similar key="s" ids={alert.similar} />] as const]),
        ]}
      />
      {id === alert.id && <Opened alert={alert} />}
      <History alert={alert} />
    </li>
  )
}

function Similar({ ids }: { readonly ids: readonly string[] }) {
  const { slug } = useProject()
  return (
    <span className="flex flex-wrap gap-x-3">
      {ids.map((id) => (
        <Link key={id} to="/p/$slug/alerts" params={{ slug }} search={{ id }} hash={`alert-${id}`}>
          {id}
        </Link>
      ))}
    </span>
  )
}

const ACTIONS = ['confirm-alert', 'explain-alert', 'dismiss-alert', 'reopen-alert'] as const

function Opened({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const found = useApi(api.alert(slug, alert.id))
  const actions = ACTIONS.filter((action) => action !== 'reopen-alert' || alert.state !== 'open')
  return (
    <>
      <Loaded query={found}>{({ points }) => <AlertPlot points={points} unit={alert.unit} />}</Loaded>
      <h4 className="caption mt-3">{t('alerts.decide')}</h4>
      {actions.map((action) => (
        <Command
          key={action}
          text={`tcctv project decide ${slug} ${action} --alert ${alert.id} --text <reason> --key-file <party's key>`}
        />
      ))}
    </>
  )
}

function History({ alert }: { readonly alert: Alert }) {
  const { t } = useTranslation()
  const { slug, zone } = useProject()
  return (
    <>
      <h4 className="caption mt-3">{t('alerts.history')}</h4>
      <ol className="mt-1 border-l border-line pl-3">
        <li>
          <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(alert.block) }}>
            {t('alerts.opened', { block: alert.block })}
          </Link>
        </li>
        {alert.entries.map((entry) => (
          <li key={entry.tx} className="mt-1">
            {formatInstant(entry.at, zone)}{' '}
            {t('alerts.entry', { state: t(`alerts.state.${entry.state}`), role: entry.role })} <Hash text={entry.by} />
            {entry.text !== null && <q className="block">{entry.text}</q>}
          </li>
        ))}
      </ol>
    </>
  )
}
