import { useTranslation } from 'react-i18next'
import type { RiskLevel } from '../api-types.ts'

const LOOK: Record<RiskLevel, { readonly colour: string; readonly shape: string }> = {
  confirmed: { colour: 'text-bad', shape: 'M1 1h8v8H1z' },
  likely: { colour: 'text-bad', shape: 'M5 .5 9.5 5 5 9.5.5 5z' },
  possible: { colour: 'text-warn', shape: 'M5 1 9.3 9H.7z' },
  unknown: { colour: 'text-ink', shape: 'M2 2h6v6H2z' },
  none: { colour: 'text-ok', shape: 'M1 5h8' },
}

export const RISK_LEVELS: readonly RiskLevel[] = ['confirmed', 'likely', 'possible', 'unknown', 'none']

/** Risk as word, shape and colour. Unknown is a state of its own and never looks like low. */
export function RiskWord({ level }: { readonly level: RiskLevel }) {
  const { t } = useTranslation()
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${LOOK[level].colour}`}>
      <svg width="12" height="12" viewBox="-1 -1 12 12" aria-hidden="true">
        <Shape level={level} />
      </svg>
      {t(`risk.${level}`)}
    </span>
  )
}

/** The same shape, centred at a point of a map. */
export function RiskShape({ level, x, y }: { readonly level: RiskLevel; readonly x: number; readonly y: number }) {
  return (
    <g transform={`translate(${x - 5} ${y - 5})`} className={LOOK[level].colour}>
      <circle cx="5" cy="5" r="8" fill="var(--surface)" stroke="var(--control)" />
      <Shape level={level} />
    </g>
  )
}

function Shape({ level }: { readonly level: RiskLevel }) {
  const isHollow = level === 'unknown'
  return (
    <path
      d={LOOK[level].shape}
      fill={isHollow ? 'none' : 'currentColor'}
      stroke="currentColor"
      strokeWidth="1.5"
      strokeDasharray={isHollow ? '2 1.5' : undefined}
    />
  )
}
