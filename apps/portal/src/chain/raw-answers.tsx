import { useTranslation } from 'react-i18next'
import { useProject } from '../layout/project-context.ts'
import { rpcLink } from './rpc-link.ts'

/** Links to what the chain's own JSON-RPC interface answers about a record, without this portal in between. */
export function RawAnswers({ block, tx }: { readonly block: number; readonly tx?: string }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const number = `0x${block.toString(16)}`
  const questions: readonly (readonly [string, readonly unknown[]])[] =
    tx === undefined
      ? [
          ['eth_getBlockByNumber', [number, true]],
          ['eth_getBlockReceipts', [number]],
          ['debug_getRawBlock', [number]],
        ]
      : [
          ['eth_getTransactionByHash', [tx]],
          ['eth_getTransactionReceipt', [tx]],
        ]
  return (
    <p className="mt-2 flex flex-wrap gap-x-3 gap-y-1">
      <span className="caption">{t('ledger.raw')}</span>
      {questions.map(([method, params]) => (
        <a key={method} className="font-mono text-12" href={rpcLink(slug, method, params)}>
          {method}
        </a>
      ))}
    </p>
  )
}
