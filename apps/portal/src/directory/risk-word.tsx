import { useTranslation } from 'react-i18next'
import type { RiskLevel } from '../api-types.ts'

const LOOK: Record<RiskLevel, { readonly colour: string; readonly shape: string }> = {
  confirmed: { colour: 'text-bad', shape: 'M1 1h8v8H1z' },
  likely: { colour: 'text-bad', shape: 'M5 .5 9.5 5 5 9.5.5 5z' },
  possible: { colour: 'text-warn', shape: 'M5 1 9.3 9H.7z' },
  unknown: { colour: 'text-ink', shape: 'M2 2h6v6H2z' },
  none: { colour: 'text-ok', shape: 'M1 5h8' },
}

/** Risk as word, shape and colour. Unknown is a state of its own and never looks like low. */
export function RiskWord({ level }: { readonly level: RiskLevel | null }) {
  const { t } = useTranslation()
  if (level === null) return <span className="text-ink-2">{t('risk.notAssessed')}</span>
  const { colour, shape } = LOOK[level]
  const isHollow = level === 'unknown'
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap font-medium ${colour}`}>
      <svg width="10" height="10" viewBox="0 0 10 10" aria-hidden="true">
        <path
          d={shape}
          fill={isHollow ? 'none' : 'currentColor'}
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray={isHollow ? '2 1.5' : undefined}
        />
      </svg>
      {t(`risk.${level}`)}
    </span>
  )
}
