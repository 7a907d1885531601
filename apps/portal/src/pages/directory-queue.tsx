import { Link } from '@tanstack/react-router'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, read } from '../api.ts'
import type { DirectoryProject, QueuedPair } from '../api-types.ts'
import { Notice } from '../directory/notice.tsx'
import { RiskWord } from '../directory/risk-word.tsx'
import { formatCount } from '../format.ts'
import { Page } from '../layout/page.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { Empty, Fault, Skeleton } from '../parts/states.tsx'

const PAGE = 25

/** Undecided pairs, the most urgent first; each opens two records side by side. */
export function DirectoryQueuePage() {
  const { t } = useTranslation()
  const pages = useInfiniteQuery({
    queryKey: ['directory-queue'],
    initialPageParam: 0,
    queryFn: ({ pageParam, signal }) => read(api.queue({ offset: pageParam, limit: PAGE }), signal),
    getNextPageParam: (last, all) => (all.length * PAGE < last.total ? all.length * PAGE : undefined),
  })
  const [first] = pages.data?.pages ?? []
  const pairs = pages.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Page title={t('queue.title')}>
      <p className="mb-3 max-w-[80ch]">
        {t('queue.help')} <Link to="/directory">{t('directory.title')}</Link>
      </p>
      {pages.isPending && <Skeleton height={400} />}
      {pages.isError && <Fault error={pages.error} retry={() => void pages.refetch()} />}
      {first !== undefined && pairs.length === 0 && <Empty title={t('queue.none')} help={t('queue.noneHelp')} />}
      {first !== undefined && pairs.length > 0 && (
        <>
          <p className="mb-2" role="status">
            {t('queue.total', { total: formatCount(first.total) })}
          </p>
          <Notice text={first.notice} />
          <QueueTable pairs={pairs} />
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
      )}
    </Page>
  )
}

function QueueTable({ pairs }: { readonly pairs: readonly QueuedPair[] }) {
  const { t } = useTranslation()
  const unknown = <span className="text-ink-2">{t('directory.unknown')}</span>
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('directory.risk')}</th>
            <th scope="col">{t('queue.pair')}</th>
            <th scope="col" className="number">
              {t('queue.probability')}
            </th>
            <th scope="col" className="number">
              {t('risk.severity')}
            </th>
            <th scope="col" className="number">
              {t('queue.stake')}
            </th>
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => {
            const [left, right] = [keyOf(pair.left), keyOf(pair.right)]
            return (
              <tr key={`${left} ${right}`}>
                <td>
                  <div className="flex flex-col items-start gap-1">
                    <RiskWord level={pair.level} />
                    <Link to="/directory/pair" search={{ left, right }} className="button button-small">
                      {t('queue.open')}
                    </Link>
                  </div>
                </td>
                <th scope="row" className="min-w-48 !whitespace-normal !text-13 sm:min-w-80">
                  <Side project={pair.left} />
                  <Side project={pair.right} />
                </th>
                <td className="number">{Math.round((pair.pSame + pair.pPartOf) * 100)} %</td>
                <td className="number">
                  {pair.severity === 'unknown' ? unknown : `${Math.round(pair.severity * 100)} %`}
                </td>
                <td className="number">
                  {pair.tonnesAtStake === null ? unknown : `${formatCount(pair.tonnesAtStake)} t`}
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
    </Scroll>
  )
}

function Side({ project }: { readonly project: DirectoryProject }) {
  const { t } = useTranslation()
  return (
    <span className="block py-0.5">
      {project.name}
      <span className="caption block font-normal">
        {project.registry} {project.registryProjectId} · {project.developers.join(', ') || t('directory.unknown')} ·{' '}
        {project.status}
      </span>
    </span>
  )
}

function keyOf({ registry, registryProjectId }: DirectoryProject): string {
  return `${registry}/${registryProjectId}`
}
