import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MeterCalibrations } from '../api-types.ts'
import { formatCount } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Amount } from '../parts/words.tsx'
import { percentOf } from './percent-of.ts'

/** What the lane bears for overdue calibrations in the records that count: against the claim, by reason. */
export function BorneTable({ meter }: { readonly meter: MeterCalibrations }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { borne } = meter
  if (borne.length === 0) return <p className="caption mt-3">{t('meters.nothingBorne')}</p>
  return (
    <Scroll className="mt-3">
      <table className="table">
        <caption className="pb-1 text-left font-medium">{t('meters.borne')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('meters.reason')}</th>
            <th scope="col" className="number">
              {t('meters.relative')}
            </th>
            <th scope="col">{t('meters.days')}</th>
            <th scope="col" className="number">
              {t('meters.amount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {borne.map(({ reason, error, days, from, to, amount, unit }) => (
            <tr key={`${reason} ${error}`}>
              <th scope="row" className="min-w-44 font-normal">
                {t(`carbon.calibration.${reason}`)}
              </th>
              <td className="number whitespace-nowrap">{percentOf(error)} %</td>
              <td className="whitespace-nowrap">
                <Link to="/p/$slug/carbon" params={{ slug }} search={{ from, to, sel: from }}>
                  {from === to ? from : `${from} – ${to}`}
                </Link>{' '}
                <span className="caption">({formatCount(days)})</span>
              </td>
              <td className="number">
                <Amount text={amount} unit={unit} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
