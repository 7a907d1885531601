import { Link, useSearch } from '@tanstack/react-router'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Suspense, lazy } from 'react'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api.ts'
import { Filters } from '../directory/filters.tsx'
import { Notice } from '../directory/notice.tsx'
import { ProjectTable } from '../directory/project-table.tsx'
import { formatCount } from '../format.ts'
import { Page } from '../layout/page.tsx'
import { Empty, Fault, Skeleton } from '../parts/states.tsx'
import type { DirectorySearch } from '../search-params.ts'

// d3-geo and the outlines of countries load with the map only.
const MapView = lazy(async () => ({ default: (await import('../directory/map-view.tsx')).MapView }))

export function DirectoryPage() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/directory' })
  const view = search.view ?? 'list'
  return (
    <Page title={t('directory.title')}>
      <Filters search={search} />
      <div className="mb-3 flex gap-1">
        {(['list', 'map'] as const).map((choice) => (
          <Link
            key={choice}
            from="/directory"
            to="."
            search={(old) => ({ ...old, view: choice })}
            className="button"
            aria-current={view === choice}
            data-chosen={view === choice}
          >
            {t(`directory.${choice}`)}
          </Link>
        ))}
        <Link to="/directory/queue" className="button ml-auto">
          {t('queue.title')}
        </Link>
      </div>
      {view === 'map' ? (
        <Suspense fallback={<Skeleton height={400} />}>
          <MapView search={search} />
        </Suspense>
      ) : (
        <ListView search={search} />
      )}
    </Page>
  )
}

function ListView({ search }: { readonly search: DirectorySearch }) {
  const { t } = useTranslation()
  const { view: _, ...query } = search
  const pages = useInfiniteQuery({
    queryKey: ['directory', query],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => read(api.directory({ ...query, limit: 50, cursor: pageParam }), signal),
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  if (pages.isPending) return <Skeleton height={400} />
  if (pages.isError && pages.data === undefined) {
    return <Fault error={pages.error} retry={() => void pages.refetch()} />
  }
  const projects = pages.data.pages.flatMap(({ items }) => items)
  if (projects.length === 0) return <Empty title={t('directory.none')} help={t('directory.noneHelp')} />
  const { total, notice } = pages.data.pages[0] ?? { total: projects.length, notice: null }
  return (
    <>
      <p className="mb-2" role="status">
        {t('directory.total', { total: formatCount(total) })}
      </p>
      <Notice text={notice} />
      <ProjectTable projects={projects} />
      {pages.hasNextPage && (
        <button
          type="button"
          className="button mt-3"
          disabled={pages.isFetchingNextPage}
          onClick={() => void pages.fetchNextPage()}
        >
          {t('state.more')}
        </button>
      )}
    </>
  )
}
