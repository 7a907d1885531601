import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { PairReply } from '../api-types.ts'
import { DecisionForm } from '../directory/decision-form.tsx'
import { DecisionLog } from '../directory/decision-log.tsx'
import { Notice } from '../directory/notice.tsx'
import { PairPanel } from '../directory/pair-panel.tsx'
import { Sheet } from '../directory/sheet.tsx'
import { Vintages } from '../directory/vintages.tsx'
import { Page } from '../layout/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

/** Two records side by side, every reason, and the officer's decision. */
export function DirectoryPairPage() {
  const { t } = useTranslation()
  const { left, right } = useSearch({ from: '/directory/pair' })
  const pair = useApi(api.pair(left ?? '', right ?? ''), left !== undefined && right !== undefined)
  return (
    <Page title={t('queue.pairTitle')}>
      <p className="mb-3">
        <Link to="/directory/queue">{t('queue.title')}</Link>
      </p>
      {left === undefined || right === undefined ? (
        <Empty title={t('queue.none')} help={t('queue.help')} />
      ) : (
        <Loaded query={pair} height={400}>
          {(found) => <Pair found={found} changed={() => void pair.refetch()} />}
        </Loaded>
      )}
    </Page>
  )
}

function Pair({ found, changed }: { readonly found: PairReply; readonly changed: () => void }) {
  const { t } = useTranslation()
  const { left, right, assessment, decisions, notice } = found
  return (
    <>
      <Notice text={notice} />
      <div className="grid grid-cols-1 gap-3 lg:grid-cols-2">
        {[left, right].map((project) => (
          <section key={`${project.registry}/${project.registryProjectId}`} className="min-w-0">
            <h2 className="mb-2 text-16">
              <Link
                to="/directory/$registry/$id"
                params={{ registry: project.registry, id: project.registryProjectId }}
              >
                {project.name}
              </Link>
            </h2>
            <Sheet project={project} />
            <Vintages issuances={project.issuances} />
          </section>
        ))}
      </div>
      <section className="mt-4">
        <h2 className="mb-2">{t('queue.decide')}</h2>
        <DecisionForm key={decisions.length} left={left} right={right} decided={changed} />
        <DecisionLog decisions={decisions} changed={changed} />
      </section>
      <section className="mt-4">
        <h2 className="mb-2">{t('risk.title')}</h2>
        <PairPanel pair={assessment} project={assessment.left} hasLink={false} />
      </section>
    </>
  )
}
