import { useTranslation } from 'react-i18next'
import type { ListedProject } from '../api-types.ts'
import { RISK_LEVELS, RiskWord } from './risk-word.tsx'

/** Double counting risk of a project of the platform, with a mark when the directory raised it. */
export function OwnRisk({ risk }: { readonly risk: ListedProject['risk'] }) {
  const { t } = useTranslation()
  if (risk === null) return <>{t('risk.notAssessed')}</>
  const { lastChange } = risk
  const isRaised = lastChange !== null && RISK_LEVELS.indexOf(lastChange.to) < RISK_LEVELS.indexOf(lastChange.from)
  return (
    <>
      <RiskWord level={risk.level} />
      <span className="caption block min-w-40 !whitespace-normal">
        {risk.summary} · {t('risk.assessed', { day: risk.assessedAt.slice(0, 10) })}
      </span>
      {isRaised && (
        <span className="block !whitespace-normal text-warn">
          {t('risk.raised', {
            from: t(`risk.${lastChange.from}`),
            day: lastChange.at.slice(0, 10),
            cause: lastChange.cause,
          })}
        </span>
      )}
    </>
  )
}
