import { Link, useParams, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import { TransactionPanel } from '../chain/transaction-panel.tsx'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

/** A transaction, found in the block its link names. */
export function TransactionPage() {
  const { t } = useTranslation()
  const { slug, head } = useProject()
  const { hash } = useParams({ from: '/p/$slug/ledger/tx/$hash' })
  const { block: text = String(head.number) } = useSearch({ from: '/p/$slug/ledger/tx/$hash' })
  const block = useApi(api.block(slug, Number(text)))
  return (
    <>
      <h2 className="mb-1">{t('ledger.transaction')}</h2>
      <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: text }}>
        {t('ledger.number')} {text}
      </Link>
      <Loaded query={block}>
        {({ transactions }) => {
          const found = transactions.find((transaction) => transaction.hash === hash)
          if (found === undefined) return <p className="mt-3">{t('ledger.txMissing', { block: text })}</p>
          return <TransactionPanel transaction={found} block={Number(text)} />
        }}
      </Loaded>
    </>
  )
}
