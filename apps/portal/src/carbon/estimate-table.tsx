import { useTranslation } from 'react-i18next'
import type { VintageAccount } from '../api-types.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Tonnes, Unit } from '../parts/words.tsx'

/** Results against the ex-ante estimates of the project document. */
export function EstimateTable({ vintages }: { readonly vintages: readonly VintageAccount[] }) {
  const { t } = useTranslation()
  if (vintages.every(({ estimate }) => estimate === null)) return <p className="caption mt-4">{t('estimate.none')}</p>
  const heads = [t('estimate.estimate'), t('carbon.reduction'), t('estimate.difference')]
  return (
    <Scroll className="panel mt-4">
      <table className="table">
        <caption className="px-3 pt-2 text-left font-medium">{t('estimate.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('carbon.vintage')}</th>
            {heads.map((name) => (
              <th key={name} scope="col" className="number">
                {name}, <Unit unit="tCO2e" />
              </th>
            ))}
            <th scope="col" className="number">
              %
            </th>
            <th scope="col">{t('estimate.increase')}</th>
            <th scope="col">{t('estimate.source')}</th>
          </tr>
        </thead>
        <tbody>
          {vintages.map((vintage) => (
            <RowOf key={vintage.vintage} vintage={vintage} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function RowOf({ vintage: { vintage, reduction, final, estimate } }: { readonly vintage: VintageAccount }) {
  const { t } = useTranslation()
  if (estimate === null) return null
  const { differencePercent, significantPercent: limit, isSignificant, explanation } = estimate
  const word = !isSignificant ? 'notSignificant' : explanation === null ? 'significant' : 'explained'
  return (
    <tr>
      <th scope="row">
        {vintage} <span className="caption">{t(final ? 'carbon.final' : 'carbon.notFinal')}</span>
      </th>
      {[estimate.estimate, reduction, estimate.difference].map((text, index) => (
        <td key={index} className="number">
          <Tonnes text={text} />
        </td>
      ))}
      <td className="number">{differencePercent ?? '–'}</td>
      <td className={isSignificant ? 'min-w-56 font-medium text-warn' : 'whitespace-nowrap'}>
        {limit === null ? t('estimate.noThreshold') : t(`estimate.${word}`, { limit })}
        {explanation !== null && <q className="block font-normal text-ink">{explanation}</q>}
      </td>
      <td className="whitespace-nowrap">{estimate.source}</td>
    </tr>
  )
}
