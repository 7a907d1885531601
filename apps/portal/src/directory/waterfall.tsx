import { useTranslation } from 'react-i18next'
import type { RiskPair } from '../api-types.ts'
import { Scroll } from '../parts/scroll.tsx'
import { stepsOf, type WaterfallStep } from './waterfall-steps.ts'

/** Prior, then each reason in bits with both entries' values beside it; the last row is the sum of those above. */
export function Waterfall({ pair, isLeft }: { readonly pair: RiskPair; readonly isLeft: boolean }) {
  const { t } = useTranslation()
  const { steps, low, high } = stepsOf(pair)
  const percent = (bits: number) => ((bits - low) / (high - low || 1)) * 100
  return (
    <Scroll>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('risk.feature')}</th>
            <th scope="col" className="number">
              {t('risk.weight')}
            </th>
            <th scope="col">{t('risk.here')}</th>
            <th scope="col">{t('risk.there')}</th>
            <th scope="col" className="w-2/5 min-w-40">
              <span className="sr-only">{t('risk.weight')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {steps.map((step) => (
            <tr key={`${step.kind}/${step.name}`}>
              <th scope="row">{step.kind === 'reason' ? step.name : t(`risk.${step.kind}`)}</th>
              <td className="number">
                {step.isKnown ? t('risk.bits', { bits: signed(step.bits) }) : t('directory.unknown')}
              </td>
              <td>{(isLeft ? step.left : step.right) || (step.kind === 'reason' ? t('directory.unknown') : '')}</td>
              <td>{(isLeft ? step.right : step.left) || (step.kind === 'reason' ? t('directory.unknown') : '')}</td>
              <td>
                <StepBar step={step} percent={percent} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function StepBar({ step, percent }: { step: WaterfallStep; percent: (bits: number) => number }) {
  const [left, right] = [percent(Math.min(step.from, step.to)), percent(Math.max(step.from, step.to))]
  const colour = step.kind !== 'reason' ? 'var(--ink-2)' : step.bits < 0 ? 'var(--data)' : 'var(--mark)'
  const zero = `${percent(0)}%`
  return (
    <svg width="100%" height="14" aria-hidden="true" className="block">
      <rect x={`${left}%`} width={`${Math.max(0.5, right - left)}%`} y="1" height="12" fill={colour} />
      <line x1={zero} x2={zero} y1="0" y2="14" stroke="var(--control)" />
    </svg>
  )
}

function signed(bits: number): string {
  return `${bits < 0 ? '−' : '+'}${Math.abs(bits).toFixed(1)}`
}
