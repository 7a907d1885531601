import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { MeterCalibrations } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Hash } from '../parts/words.tsx'
import { percentOf } from './percent-of.ts'

/** Calibrations that are on the chain, with the error found and the hash of the certificate. */
export function CalibrationTable({ meter }: { readonly meter: MeterCalibrations }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const { calibrations } = meter
  if (calibrations.length === 0) return <p className="caption mt-3">{t('meters.noCalibration')}</p>
  return (
    <Scroll className="mt-3">
      <table className="table">
        <caption className="pb-1 text-left font-medium">{t('meters.calibrations')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('meters.day')}</th>
            <th scope="col" className="number">
              {t('meters.found')}
            </th>
            <th scope="col">{t('meters.certificate')}</th>
            <th scope="col">{t('meters.signer')}</th>
            <th scope="col" className="number">
              {t('flag.block')}
            </th>
          </tr>
        </thead>
        <tbody>
          {calibrations.map(({ day, error, certificate, signer, block, tx }) => (
            <tr key={tx}>
              <th scope="row" className="whitespace-nowrap">
                {day}
              </th>
              <td className="number whitespace-nowrap">± {percentOf(error)} %</td>
              <td>
                <Hash text={certificate} />
              </td>
              <td>
                <Hash text={signer} />
              </td>
              <td className="number">
                <Link to="/p/$slug/ledger/tx/$hash" params={{ slug, hash: tx }} search={{ block: String(block) }}>
                  {block}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
