import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { RiskPair } from '../api-types.ts'
import { Facts } from '../parts/words.tsx'
import { RiskWord } from './risk-word.tsx'
import { Waterfall } from './waterfall.tsx'

/** One counterpart: level, probabilities, what is unknown, what would settle it, and every reason. */
export function PairPanel(props: {
  readonly pair: RiskPair
  readonly project: string
  /** Whether to link to the page with both records. */
  readonly hasLink?: boolean
}) {
  const { pair, project, hasLink = true } = props
  const { t } = useTranslation()
  const other = pair.left === project ? pair.right : pair.left
  const share = (part: number | 'unknown') => (part === 'unknown' ? t('directory.unknown') : percent(part))
  return (
    <section className="panel mb-3 p-4">
      <h3 className="mb-2 flex flex-wrap items-center gap-x-3">
        <RiskWord level={pair.level} />
        <EntryLink entry={other} />
        {hasLink && (
          <Link to="/directory/pair" search={{ left: pair.left, right: pair.right }} className="button button-small">
            {t('queue.open')}
          </Link>
        )}
        {pair.isExplicit && <span className="caption">{t('risk.explicit')}</span>}
      </h3>
      {pair.decision !== null && (
        <p className="mb-2 border-l-2 border-control pl-3">
          {t('queue.decidedAs', { verdict: t(`queue.${pair.decision.verdict}`), reason: pair.decision.reason })}
        </p>
      )}
      <Facts
        rows={[
          [t('risk.same'), share(pair.pSame)],
          [t('risk.partOf'), share(pair.pPartOf)],
          [t('risk.severity'), share(pair.severity)],
          [t('risk.coverageShort'), t('risk.coverage', { share: percent(pair.coverage) })],
          [t('risk.severities'), <Severities key="s" pair={pair} />],
          ...pair.mitigations.map(
            ({ kind, factor, evidence }) => [t('risk.mitigations'), `${kind}: ${evidence} (× ${factor})`] as const,
          ),
        ]}
      />
      {pair.unknown.length > 0 && (
        <p className="mt-2 border-l-2 border-control pl-3">
          {t('risk.unknownKinds', { kinds: pair.unknown.join(', ') })}. {t('risk.notLow')}
        </p>
      )}
      {pair.whatWouldSettle.length > 0 && (
        <p className="mt-2">{t('risk.settle', { what: pair.whatWouldSettle.join('; ') })}</p>
      )}
      {pair.rival !== null && <p className="mt-2">{t('risk.rivalOf', { rival: pair.rival })}</p>}
      <div className="mt-3">
        <Waterfall pair={pair} isLeft={pair.left === project} />
      </div>
    </section>
  )
}

/** A key is registry/id; an id may hold further slashes. */
function EntryLink({ entry }: { readonly entry: string }) {
  const [registry = '', ...rest] = entry.split('/')
  return (
    <Link to="/directory/$registry/$id" params={{ registry, id: rest.join('/') }}>
      {registry} {rest.join('/')}
    </Link>
  )
}

function Severities({ pair }: { readonly pair: RiskPair }) {
  const { t } = useTranslation()
  return (
    <ul>
      {Object.entries(pair.severities).map(([kind, severity]) => (
        <li key={kind}>
          {kind}:{' '}
          {severity.status === 'known'
            ? `${percent(severity.severity)}, ${severity.reason}`
            : t('risk.missing', { what: severity.missing.join(', ') })}
        </li>
      ))}
    </ul>
  )
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`
}
