import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { DirectorySheet, Risk, RiskPair } from '../api-types.ts'
import { estimate } from '../directory/project-table.tsx'
import { RiskWord } from '../directory/risk-word.tsx'
import { Waterfall } from '../directory/waterfall.tsx'
import { Page } from '../layout/page.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Facts } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

export function DirectoryProjectPage() {
  const { t } = useTranslation()
  const { registry, id } = useParams({ from: '/directory/$registry/$id' })
  const sheet = useApi(api.directoryProject(registry, id))
  const risk = useApi(api.risk(registry, id))
  return (
    <Page title={sheet.data?.name ?? `${registry} ${id}`}>
      <Loaded query={sheet}>{(found) => <Sheet project={found} />}</Loaded>
      <section id="risk" className="mt-6">
        <h2 className="mb-2">{t('risk.title')}</h2>
        <Loaded query={risk}>{(found) => <RiskOf risk={found} />}</Loaded>
      </section>
    </Page>
  )
}

function Sheet({ project }: { readonly project: DirectorySheet }) {
  const { t } = useTranslation()
  const unknown = t('directory.unknown')
  const { crediting, lat, lon, precision, sources = [] } = project
  return (
    <div className="panel p-4">
      <Facts
        rows={[
          [t('directory.registry'), `${project.registry} ${project.id}`],
          [t('directory.proponent'), project.proponent ?? unknown],
          [t('directory.country'), project.country ?? unknown],
          [t('directory.status'), project.status ?? unknown],
          [t('directory.category'), project.category ?? unknown],
          [t('directory.method'), project.methods.length === 0 ? unknown : project.methods.join(', ')],
          [t('directory.estimate'), project.estimatedAnnual === null ? unknown : estimate(project.estimatedAnnual)],
          [
            t('directory.crediting'),
            crediting === undefined || crediting === null
              ? unknown
              : `${crediting.from ?? unknown} … ${crediting.to ?? unknown}`,
          ],
          [
            t('directory.location'),
            lat === null || lon === null ? unknown : `${lat.toFixed(4)}, ${lon.toFixed(4)} (${precision ?? unknown})`,
          ],
          [
            t('directory.sources'),
            sources.length === 0
              ? unknown
              : sources
                  .map(({ source, retrieved }) => `${source}, ${t('directory.retrieved', { date: retrieved })}`)
                  .join('; '),
          ],
        ]}
      />
      {typeof project.description === 'string' && <p className="mt-3 max-w-[80ch]">{project.description}</p>}
    </div>
  )
}

function RiskOf({ risk }: { readonly risk: Risk }) {
  const { t } = useTranslation()
  return (
    <>
      <div className="panel mb-3 p-4">
        <p className="text-16">
          <RiskWord level={risk.level} />
        </p>
        <p className="mt-1">{t('risk.coverage', { share: share(risk.coverage) })}</p>
        {risk.level === 'unknown' && <p className="mt-1">{t('risk.notLow')}</p>}
      </div>
      {risk.pairs.length === 0 ? (
        <Empty title={t('risk.noPairs')} help={t('risk.noPairsHelp')} />
      ) : (
        risk.pairs.map((pair) => <PairOf key={`${pair.other.registry}/${pair.other.id}/${pair.kind}`} pair={pair} />)
      )}
    </>
  )
}

function PairOf({ pair }: { readonly pair: RiskPair }) {
  const { t } = useTranslation()
  const unknown = t('directory.unknown')
  const { other } = pair
  return (
    <section className="panel mb-3 p-4">
      <h3 className="mb-2 flex flex-wrap items-center gap-x-3">
        <RiskWord level={pair.level} />
        <Link to="/directory/$registry/$id" params={{ registry: other.registry, id: other.id }}>
          {other.name}
        </Link>
        <span className="caption">
          {other.registry} {other.id}
        </span>
      </h3>
      <Facts
        rows={[
          [t('risk.kind'), pair.kind],
          [t('risk.probability'), pair.probability === null ? unknown : share(pair.probability)],
          [t('risk.severity'), pair.severity === null ? unknown : share(pair.severity)],
          [t('risk.coverageShort'), share(pair.coverage)],
        ]}
      />
      {pair.unknown.length > 0 && (
        <p className="mt-2 border-l-2 border-control pl-3">
          {t('risk.unknownKinds', { kinds: pair.unknown.join(', ') })}. {t('risk.notLow')}
        </p>
      )}
      {pair.settle !== null && <p className="mt-2">{t('risk.settle', { what: pair.settle })}</p>}
      <div className="mt-3">
        <Waterfall pair={pair} />
      </div>
    </section>
  )
}

function share(part: number): string {
  return `${Math.round(part * 100)} %`
}
