import { TcctvError } from '@tcctv/units'
import { Link, Outlet, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Summary } from '../api-types.ts'
import { Empty, Fault, Skeleton } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'
import { useStageWord } from '../parts/stage.ts'
import { ProjectContext } from './project-context.ts'
import { SuspensionBanner } from './suspension-banner.tsx'
import { useProjectEvents } from './use-project-events.ts'

/** Frame of a project's pages: sections at the left, state and label on top of each page. */
export function ProjectLayout() {
  const { t } = useTranslation()
  const { slug } = useParams({ from: '/p/$slug' })
  const summary = useApi(api.summary(slug))
  useProjectEvents(slug)
  return (
    <div className="flex flex-1 flex-col md:flex-row">
      <ProjectRail slug={slug} />
      <main id="content" tabIndex={-1} className="min-w-0 flex-1 px-4 py-4 outline-none">
        {summary.isPending && <Skeleton height={200} />}
        {summary.isError &&
          (isBeingSetUp(summary.error) ? (
            <Empty title={t('state.settingUp')} help={`${summary.error.message}. ${summary.error.advice}`} />
          ) : (
            <Fault error={summary.error} retry={() => void summary.refetch()} />
          ))}
        {summary.data !== undefined && (
          <ProjectContext value={summary.data}>
            <ProjectHead summary={summary.data} />
            <Outlet />
          </ProjectContext>
        )}
      </main>
    </div>
  )
}

/** Before its document is proposed a project has nothing to show, which is no fault. */
function isBeingSetUp(error: unknown): error is TcctvError {
  return error instanceof TcctvError && error.code === 'NOT_SET_UP'
}

function ProjectRail({ slug }: { readonly slug: string }) {
  const { t } = useTranslation()
  const sections = [
    ['/p/$slug', t('nav.data')],
    ['/p/$slug/carbon', t('nav.carbon')],
    ['/p/$slug/exceptions', t('nav.exceptions')],
    ['/p/$slug/alerts', t('nav.alerts')],
    ['/p/$slug/ledger', t('nav.ledger')],
    ['/p/$slug/reports', t('nav.reports')],
    ['/p/$slug/pdd', t('nav.pdd')],
    ['/p/$slug/meters', t('nav.meters')],
    ['/p/$slug/models', t('nav.models')],
  ] as const
  return (
    <nav
      aria-label={t('nav.project')}
      className="scroll flex shrink-0 border-b border-line md:w-[200px] md:flex-col md:border-b-0 md:border-r md:py-4"
    >
      {sections.map(([to, text]) => (
        <Link
          key={to}
          to={to}
          params={{ slug }}
          className="rail-link"
          activeOptions={{ exact: to === '/p/$slug', includeSearch: false }}
        >
          {text}
        </Link>
      ))}
    </nav>
  )
}

function ProjectHead({ summary }: { readonly summary: Summary }) {
  const { t } = useTranslation()
  const stage = useStageWord(summary.stage)
  const isDemonstration = summary.label !== null || summary.purpose === 'demonstration'
  return (
    <header className="mb-4">
      <title>{`${summary.title} · TCCTV`}</title>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
        <h1 className="min-w-0">{summary.title}</h1>
        <span className="rounded border border-control px-2 text-12">{stage}</span>
        <span className="caption">{t('demonstration.calculated')}</span>
      </div>
      {isDemonstration && (
        <p className="mt-1 inline-block rounded border border-warn px-2 py-1 font-medium text-warn">
          {t('demonstration.label')}
        </p>
      )}
      <SuspensionBanner summary={summary} />
    </header>
  )
}
