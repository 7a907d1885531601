import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'

export function OverviewPage() {
  const { t } = useTranslation()
  return (
    <main id="content" tabIndex={-1} className="mx-auto w-full max-w-[960px] flex-1 px-4 py-10 outline-none">
      <title>TCCTV</title>
      <p className="caption">{t('app.tagline')}</p>
      <h1 className="mt-1 text-28 leading-9">{t('overview.title')}</h1>
      <p className="mt-4 max-w-[70ch] text-16 leading-6 text-ink-2">{t('overview.lead')}</p>
      <div className="mt-10 border-t border-line">
        <Way to="/projects" title={t('overview.projectsTitle')} text={t('overview.projectsText')} />
        <Way to="/directory" title={t('overview.directoryTitle')} text={t('overview.directoryText')} />
        <Way to="/verify" title={t('overview.verifyTitle')} text={t('overview.verifyText')} />
      </div>
    </main>
  )
}

function Way(props: {
  readonly to: '/projects' | '/directory' | '/verify'
  readonly title: string
  readonly text: string
}) {
  const { t } = useTranslation()
  return (
    <section className="grid gap-x-6 gap-y-2 border-b border-line py-4 sm:grid-cols-[160px_1fr_auto] sm:items-center">
      <h2>{props.title}</h2>
      <p className="text-ink-2">{props.text}</p>
      <Link to={props.to} className="button justify-self-start" aria-label={`${t('overview.open')}: ${props.title}`}>
        {t('overview.open')}
      </Link>
    </section>
  )
}
