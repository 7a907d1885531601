import { Link, useSearch } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { Block } from '../api-types.ts'
import { formatInstant } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Facts, Hash } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'

export function LedgerPage() {
  const { t } = useTranslation()
  const { slug, chainId, ledger, quantifier } = useProject()
  const { cursor } = useSearch({ from: '/p/$slug/ledger' })
  const blocks = useApi(api.ledger(slug, cursor))
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-3">
        <h2>{t('ledger.title')}</h2>
        <Link to="/p/$slug/ledger/readings" params={{ slug }} className="button">
          {t('ledger.sampleReading')}
        </Link>
      </div>
      <div className="mb-4">
        <Facts
          rows={[
            [t('ledger.chainId'), <Hash key="c" text={String(chainId)} whole />],
            [t('ledger.contract'), <Hash key="l" text={ledger} whole />],
            [t('ledger.quantifier'), <Hash key="q" text={quantifier} whole />],
          ]}
        />
      </div>
      <Loaded query={blocks} height={400}>
        {(page) =>
          page.items.length === 0 ? (
            <Empty title={t('ledger.none')} help={t('ledger.noneHelp')} />
          ) : (
            <>
              <BlockTable blocks={page.items} />
              <Pages cursor={cursor} next={page.cursor ?? null} />
            </>
          )
        }
      </Loaded>
    </>
  )
}

function BlockTable({ blocks }: { readonly blocks: readonly Block[] }) {
  const { t } = useTranslation()
  const { slug, zone } = useProject()
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col" className="number">
              {t('ledger.number')}
            </th>
            <th scope="col">{t('ledger.holds')}</th>
            <th scope="col">
              {t('ledger.time')} ({zone})
            </th>
            <th scope="col">{t('ledger.hash')}</th>
            <th scope="col" className="number">
              {t('ledger.transactions')}
            </th>
          </tr>
        </thead>
        <tbody>
          {blocks.map((block) => (
            <tr key={block.hash}>
              <th scope="row" className="number">
                <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(block.number) }}>
                  {block.number}
                </Link>
              </th>
              <td className="min-w-44">{block.what.join(', ')}</td>
              <td className="whitespace-nowrap">{formatInstant(block.timestamp, zone)}</td>
              <td>
                <Hash text={block.hash} />
              </td>
              <td className="number">{block.txs}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Pages({ cursor, next }: { readonly cursor: string | undefined; readonly next: string | null }) {
  const { t } = useTranslation()
  return (
    <div className="mt-3 flex gap-2">
      {cursor !== undefined && (
        <Link from="/p/$slug/ledger" to="." search={{}} className="button">
          {t('ledger.newest')}
        </Link>
      )}
      {next !== null && (
        <Link from="/p/$slug/ledger" to="." search={{ cursor: next }} className="button">
          {t('ledger.older')}
        </Link>
      )}
    </div>
  )
}
