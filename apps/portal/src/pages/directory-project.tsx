import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Risk } from '../api-types.ts'
import { History } from '../directory/history.tsx'
import { Notice } from '../directory/notice.tsx'
import { OtherClaims } from '../directory/other-claims.tsx'
import { PairPanel } from '../directory/pair-panel.tsx'
import { RiskWord } from '../directory/risk-word.tsx'
import { Sheet } from '../directory/sheet.tsx'
import { Vintages } from '../directory/vintages.tsx'
import { formatCount } from '../format.ts'
import { Page } from '../layout/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

export function DirectoryProjectPage() {
  const { t } = useTranslation()
  const { registry, id } = useParams({ from: '/directory/$registry/$id' })
  const sheet = useApi(api.directoryProject(registry, id))
  const risk = useApi(api.risk(registry, id))
  return (
    <Page title={sheet.data?.project.name ?? `${registry} ${id}`}>
      <p className="mb-3">
        <Link to="/directory">{t('directory.title')}</Link>
      </p>
      <Loaded query={sheet}>
        {(found) => (
          <>
            <Notice text={found.notice} />
            <Sheet project={found.project} />
            <h2 className="mb-2 mt-6">{t('queue.vintages')}</h2>
            <Vintages issuances={found.project.issuances} />
            <h2 className="mb-2 mt-6">{t('queue.history')}</h2>
            <History registry={registry} id={id} />
          </>
        )}
      </Loaded>
      <section id="risk" className="mt-6">
        <h2 className="mb-2">{t('risk.title')}</h2>
        <Loaded query={risk}>{(found) => <RiskOf risk={found} />}</Loaded>
      </section>
    </Page>
  )
}

function RiskOf({ risk }: { readonly risk: Risk }) {
  const { t } = useTranslation()
  const { level, summary, tonnesAtStake, whatWouldSettle, counterparts } = risk
  return (
    <>
      <div className="panel mb-3 p-4">
        <p className="text-16">
          <RiskWord level={level} />
        </p>
        <p className="mt-1">{summary}</p>
        {level === 'unknown' && <p className="mt-1 border-l-2 border-control pl-3">{t('risk.notLow')}</p>}
        {tonnesAtStake !== null && (
          <p className="mt-1">
            {tonnesAtStake.low === tonnesAtStake.high
              ? t('risk.stakeOne', { tonnes: formatCount(tonnesAtStake.low) })
              : t('risk.stake', { low: formatCount(tonnesAtStake.low), high: formatCount(tonnesAtStake.high) })}
          </p>
        )}
        {whatWouldSettle.length > 0 && <p className="mt-1">{t('risk.settle', { what: whatWouldSettle.join('; ') })}</p>}
        <h3 className="mt-3">{t('risk.claims')}</h3>
        <OtherClaims claims={risk.otherClaims} />
        <p className="caption mt-2">
          {t('risk.comparedWith', { count: risk.comparedWith })}
          {risk.sources.map(({ id, retrieved }) => ` · ${id} ${t('directory.retrieved', { date: retrieved })}`)}
        </p>
      </div>
      {counterparts.length === 0 ? (
        <Empty title={t('risk.noPairs')} help={t('risk.noPairsHelp')} />
      ) : (
        counterparts.map((pair) => <PairPanel key={`${pair.left}/${pair.right}`} pair={pair} project={risk.project} />)
      )}
    </>
  )
}
