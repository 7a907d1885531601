import { useTranslation } from 'react-i18next'
import type { RiskPair } from '../api-types.ts'
import { stepsOf } from './waterfall-steps.ts'

/** Prior, then each reason in bits with both entries' values beside it; the last row is the sum of those above. */
export function Waterfall({ pair }: { readonly pair: RiskPair }) {
  const { t } = useTranslation()
  const { steps, low, high } = stepsOf(pair)
  const percent = (bits: number) => ((bits - low) / (high - low || 1)) * 100
  return (
    <div className="scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('risk.feature')}</th>
            <th scope="col">{t('risk.here')}</th>
            <th scope="col">{t('risk.there')}</th>
            <th scope="col" className="number">
              {t('risk.weight')}
            </th>
            <th scope="col" className="w-2/5 min-w-40">
              <span className="sr-only">{t('risk.weight')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={step.name}>
              <th scope="row">
                {step.kind === 'prior' ? t('risk.prior') : step.kind === 'sum' ? t('risk.sum') : step.name}
              </th>
              <td>{step.left ?? (step.kind === 'reason' ? t('directory.unknown') : '')}</td>
              <td>{step.right ?? (step.kind === 'reason' ? t('directory.unknown') : '')}</td>
              <td className="number">
                {step.bits === null ? t('directory.unknown') : t('risk.bits', { bits: signed(step.bits) })}
              </td>
              <td>
                {step.bits !== null && (
                  <svg width="100%" height="14" aria-hidden="true" className="block">
                    <rect
                      x={`${percent(Math.min(step.from, step.to))}%`}
                      width={`${Math.max(0.5, percent(Math.max(step.from, step.to)) - percent(Math.min(step.from, step.to)))}%`}
                      y="1"
                      height="12"
                      fill={step.kind === 'reason' ? (step.bits < 0 ? 'var(--data)' : 'var(--mark)') : 'var(--ink-2)'}
                    />
                    <line x1={`${percent(0)}%`} x2={`${percent(0)}%`} y1="0" y2="14" stroke="var(--control)" />
                  </svg>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function signed(bits: number): string {
  return `${bits < 0 ? '−' : '+'}${Math.abs(bits).toFixed(1)}`
}
