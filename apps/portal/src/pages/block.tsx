import { Link, useParams } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { BlockDetail } from '../api-types.ts'
import { RawAnswers } from '../chain/raw-answers.tsx'
import { TransactionPanel } from '../chain/transaction-panel.tsx'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { BlockProofPanel } from '../proof/block-proof-panel.tsx'
import { useApi } from '../use-api.ts'

export function BlockPage() {
  const { t } = useTranslation()
  const { slug, head } = useProject()
  const { number: text } = useParams({ from: '/p/$slug/ledger/block/$number' })
  const number = Number(text)
  const block = useApi(api.block(slug, number))
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-2">
        <h2>
          {t('ledger.number')} {text}
        </h2>
        {number > 0 && <Neighbour number={number - 1} text={t('ledger.previous')} />}
        {number < head.number && <Neighbour number={number + 1} text={t('ledger.next')} />}
      </div>
      <Loaded query={block}>{(found) => <Shown block={found} />}</Loaded>
    </>
  )
}

function Neighbour({ number, text }: { readonly number: number; readonly text: string }) {
  const { slug } = useProject()
  return (
    <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(number) }} className="button button-small">
      {text}
    </Link>
  )
}

function Shown({ block }: { readonly block: BlockDetail }) {
  const { t } = useTranslation()
  const { zone } = useProject()
  return (
    <>
      <div className="panel p-4">
        <Facts
          rows={[
            [t('ledger.hash'), <Hash key="h" text={block.hash} whole />],
            [t('ledger.parent'), <Hash key="p" text={block.parent} whole />],
            [t('ledger.time'), `${formatInstant(block.timestamp, zone)} ${zone}`],
            [t('ledger.sealer'), <Hash key="s" text={block.sealer} whole />],
            [t('ledger.stateRoot'), <Hash key="r" text={block.stateRoot} whole />],
            [t('ledger.gas'), String(block.gasUsed)],
          ]}
        />
        <RawAnswers block={block.number} />
      </div>
      {block.number > 0 && <BlockProofPanel key={block.hash} block={block} />}
      {block.transactions.map((transaction) => (
        <TransactionPanel key={transaction.hash} transaction={transaction} block={block.number} />
      ))}
    </>
  )
}
