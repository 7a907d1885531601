import { useTranslation } from 'react-i18next'
import { Mark } from '../parts/marks.tsx'

/** Words for every line, band and shape of the panels. */
export function Legend() {
  const { t } = useTranslation()
  return (
    <ul className="caption mb-2 flex flex-wrap gap-x-4 gap-y-1">
      <Item text={t('data.legendMean')}>
        <path d="M0 5h20" stroke="var(--data)" strokeWidth="2" />
      </Item>
      <Item text={t('data.legendRange')}>
        <path d="M0 0h20v10H0z" fill="var(--data)" opacity=".35" />
      </Item>
      <Item text={t('data.legendBand')}>
        <path d="M0 0h20v10H0z" fill="var(--data)" opacity=".12" />
        <path d="M0 .5h20M0 9.5h20" stroke="var(--data)" strokeDasharray="2 3" />
      </Item>
      <Item text={t('data.legendExpected')}>
        <path d="M0 5h20" stroke="var(--ink-2)" strokeDasharray="6 4" />
      </Item>
      {(['case2', 'case3', 'case4', 'anomaly'] as const).map((kind) => (
        <li key={kind} className="flex items-center gap-1 text-mark-text">
          <Mark kind={kind} /> {t(`data.${kind}`)}
        </li>
      ))}
    </ul>
  )
}

function Item({ text, children }: { readonly text: string; readonly children: React.ReactNode }) {
  return (
    <li className="flex items-center gap-1">
      <svg width="20" height="10" viewBox="0 0 20 10" aria-hidden="true">
        {children}
      </svg>
      {text}
    </li>
  )
}
