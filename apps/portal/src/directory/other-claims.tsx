import { useTranslation } from 'react-i18next'
import type { Risk } from '../api-types.ts'

/** Claims of other schemes that the project declares; that nobody said anything is shown as unknown. */
export function OtherClaims({ claims }: { readonly claims: Risk['otherClaims'] }) {
  const { t } = useTranslation()
  if (claims === null) return <p className="mt-1">{t('risk.claimsUnknown')}</p>
  if (claims.length === 0) return <p className="mt-1">{t('risk.claimsNone')}</p>
  return (
    <ul className="mt-2 border-t border-line">
      {claims.map(({ kind, scheme, overlap, question }) => (
        <li key={`${kind} ${scheme} ${overlap}`} className="border-b border-line py-2">
          {t(`risk.claim.${kind}`)}: {scheme}. {t(`risk.claimOverlap.${overlap}`)}
          {overlap !== 'no' && <span className="caption block">{question}</span>}
        </li>
      ))}
    </ul>
  )
}
