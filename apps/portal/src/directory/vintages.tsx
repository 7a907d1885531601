import { useTranslation } from 'react-i18next'
import type { Issuance } from '../api-types.ts'
import { formatCount } from '../format.ts'
import { Scroll } from '../parts/scroll.tsx'

/** Issued units by the period they were issued for. Unknown and nothing issued are two things. */
export function Vintages({ issuances }: { readonly issuances: readonly Issuance[] | null }) {
  const { t } = useTranslation()
  if (issuances === null) return <p className="caption mt-2">{t('queue.issuanceUnknown')}</p>
  if (issuances.length === 0) return <p className="caption mt-2">{t('queue.nothingIssued')}</p>
  const most = Math.max(...issuances.map(({ units }) => units), 1)
  return (
    <Scroll className="panel mt-2">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('queue.period')}</th>
            <th scope="col" className="number">
              {t('queue.issued')}
            </th>
            <th scope="col" className="w-1/3 min-w-24">
              <span className="sr-only">{t('queue.issued')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {issuances.map(({ from, to, precision, units }) => (
            <tr key={`${from} ${to}`}>
              <th scope="row" className="whitespace-nowrap">
                {precision === 'year' ? from.slice(0, 4) : `${from} … ${to}`}
              </th>
              <td className="number whitespace-nowrap">{formatCount(units)} t</td>
              <td>
                <svg width="100%" height="10" aria-hidden="true" className="block">
                  <rect width={`${(units / most) * 100}%`} height="10" fill="var(--data)" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
