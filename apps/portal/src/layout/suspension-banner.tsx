import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { Summary } from '../api-types.ts'
import { formatInstant } from '../format.ts'

/** Band on all pages of a suspended project: since when, why, who can end it. */
export function SuspensionBanner({ summary }: { readonly summary: Summary }) {
  const { t } = useTranslation()
  const { suspended, zone, slug } = summary
  if (suspended === null) return null
  const since = Number.isNaN(Date.parse(suspended.since)) ? suspended.since : formatInstant(suspended.since, zone)
  return (
    <div role="status" className="mt-3 rounded-md border border-bad bg-surface px-4 py-2">
      <strong className="font-semibold text-bad">{t('suspended.title')}</strong> {t('suspended.since', { since })},{' '}
      {t('suspended.because', { ids: suspended.exceptions.join(', ') })}.{' '}
      {t('suspended.who', { who: suspended.whoCanRelease.join(', ') })}.{' '}
      <Link to="/p/$slug/exceptions" params={{ slug }}>
        {t('suspended.open')}
      </Link>
    </div>
  )
}
