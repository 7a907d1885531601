import { useTranslation } from 'react-i18next'
import { Facts, Hash } from '../parts/words.tsx'
import type { Pinned } from './proof-job.ts'

/** What a check rests on, where that came from, and what it therefore can't show. */
export function TrustBox({ pinned, source }: { readonly pinned: Pinned; readonly source: string }) {
  const { t } = useTranslation()
  return (
    <section className="mt-3 border-t border-line pt-3">
      <h4 className="font-medium">{t('proof.pinned')}</h4>
      <p className="caption mb-2">{t('proof.pinnedFrom', { source })}</p>
      <Facts
        rows={[
          [t('proof.chainId'), <Hash key="c" text={String(pinned.chainId)} whole />],
          [t('proof.sealers'), <Hash key="s" text={pinned.sealers.join(' ') || '–'} whole />],
          [t('proof.genesis'), <Hash key="g" text={pinned.genesisHash ?? '–'} whole />],
          [t('proof.ledger'), <Hash key="l" text={pinned.ledger ?? '–'} whole />],
          [t('proof.keys'), <KeyList key="k" pinned={pinned} />],
        ]}
      />
      <p className="mt-3 border-l-2 border-warn pl-3">{t('proof.independence')}</p>
    </section>
  )
}

function KeyList({ pinned }: { readonly pinned: Pinned }) {
  if (pinned.keys.length === 0) return <>–</>
  return (
    <details>
      <summary>{pinned.keys.length}</summary>
      <ul>
        {pinned.keys.map(({ address, role }) => (
          <li key={`${role}/${address}`}>
            {role} <Hash text={address} whole />
          </li>
        ))}
      </ul>
    </details>
  )
}
