import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Series } from '../api-types.ts'
import { formatInstant, formatPixelNumber } from '../format.ts'

const ROWS = 500

/** The same figures as the chart; sums are the exact text of the reply. */
export function SeriesTable({ series, zone }: { readonly series: Series; readonly zone: string }) {
  const { t } = useTranslation()
  const shown = Math.min(series.t.length, ROWS)
  const number = (found: number | null | undefined) =>
    found === null || found === undefined ? '–' : formatPixelNumber(found)
  return (
    <div className="scroll max-h-80 border-t border-line" tabIndex={0} role="region" aria-label={series.parameter}>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">
              {t('data.bucket')} ({zone})
            </th>
            {[t('data.min'), t('data.mean'), t('data.max'), t('data.expected'), t('data.band'), t('data.sum')].map(
              (name) => (
                <th key={name} scope="col" className="number">
                  {name}
                </th>
              ),
            )}
            <th scope="col" className="number">
              {t('data.missing')}
            </th>
            <th scope="col">{t('data.flags')}</th>
          </tr>
        </thead>
        <tbody>
          {series.t.slice(0, ROWS).map((start, i) => (
            <tr key={start}>
              <th scope="row">{formatInstant(start, zone)}</th>
              <td className="number">{number(series.min[i])}</td>
              <td className="number">{number(series.mean[i])}</td>
              <td className="number">{number(series.max[i])}</td>
              <td className="number">{number(series.expected[i])}</td>
              <td className="number">
                {number(series.lo[i])} … {number(series.hi[i])}
              </td>
              <td className="number">{series.sum[i] ?? '–'}</td>
              <td className="number">{series.nMissing[i] ?? 0}</td>
              <td className="whitespace-nowrap">{flagWords(series, i, t)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {series.t.length > ROWS && <p className="caption p-2">{t('data.tableLimit', { shown, all: series.t.length })}</p>}
    </div>
  )
}

function flagWords(series: Series, i: number, t: TFunction): string {
  const level = series.maxCase[i]
  const words = level === 2 || level === 3 || level === 4 ? [t(`data.case${level}`)] : []
  const anomalies = series.nAnomaly[i] ?? 0
  return [...words, ...(anomalies > 0 ? [`${t('data.anomaly')} × ${anomalies}`] : [])].join(', ')
}
