import { Link, Outlet, useNavigate } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useState, useSyncExternalStore } from 'react'
import { useTranslation } from 'react-i18next'
import { api, signOut } from '../api.ts'
import { LANGUAGES, chooseLanguage, type Language } from '../language/language.ts'
import { chooseTheme, keptTheme, type Theme } from '../theme.ts'
import { useApi } from '../use-api.ts'

/** Frame of every page: name, main sections, language, theme, sign-in. */
export function Shell() {
  const { t } = useTranslation()
  return (
    <div className="flex min-h-screen flex-col">
      <a href="#content" className="button absolute left-2 top-2 z-20 -translate-y-16 focus:translate-y-0">
        {t('app.skip')}
      </a>
      <header className="border-b border-line bg-surface">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 max-sm:gap-y-2">
          <Link to="/" className="text-16 font-semibold text-ink no-underline">
            {t('app.name')}
          </Link>
          <nav aria-label={t('nav.main')} className="-mx-1 flex flex-wrap items-center">
            <MainLink to="/projects" text={t('nav.projects')} />
            <MainLink to="/directory" text={t('nav.directory')} />
            <MainLink to="/verify" text={t('nav.verify')} />
          </nav>
          <div className="no-print ml-auto flex flex-wrap items-center gap-2">
            <LanguageChoice />
            <ThemeChoice />
            <Session />
          </div>
        </div>
      </header>
      <Offline />
      <Outlet />
    </div>
  )
}

function MainLink({ to, text }: { readonly to: '/projects' | '/directory' | '/verify'; readonly text: string }) {
  return (
    <Link
      to={to}
      className="rounded px-2 py-2 text-ink-2 no-underline data-[status=active]:font-medium data-[status=active]:text-ink data-[status=active]:underline"
    >
      {text}
    </Link>
  )
}

function LanguageChoice() {
  const { t, i18n } = useTranslation()
  return (
    <select
      className="field"
      aria-label={t('app.language')}
      value={i18n.language}
      onChange={(event) => void chooseLanguage(i18n, languageOf(event.target.value))}
    >
      {Object.entries(LANGUAGES).map(([tag, name]) => (
        <option key={tag} value={tag}>
          {name}
        </option>
      ))}
    </select>
  )
}

function languageOf(tag: string): Language {
  return tag === 'zh-Hant' ? tag : 'en'
}

function ThemeChoice() {
  const { t } = useTranslation()
  const [theme, setTheme] = useState<Theme>(keptTheme)
  const choose = (next: Theme) => {
    chooseTheme(next)
    setTheme(next)
  }
  return (
    <select
      className="field"
      aria-label={t('app.theme')}
      value={theme}
      onChange={({ target }) => choose(target.value === 'light' || target.value === 'dark' ? target.value : 'system')}
    >
      <option value="system">{t('app.themeSystem')}</option>
      <option value="light">{t('app.themeLight')}</option>
      <option value="dark">{t('app.themeDark')}</option>
    </select>
  )
}

function Session() {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const navigate = useNavigate()
  const me = useApi(api.me())
  if (me.data === undefined || me.data.kind === 'anonymous') {
    return (
      <Link to="/login" className="button">
        {t('nav.signIn')}
      </Link>
    )
  }
  const leave = async () => {
    await signOut()
    cache.clear()
    await navigate({ to: '/' })
  }
  return (
    <>
      <span className="caption max-w-40 truncate max-sm:sr-only" title={me.data.name}>
        {me.data.name}
      </span>
      <button type="button" className="button" onClick={() => void leave()}>
        {t('nav.signOut')}
      </button>
    </>
  )
}

function Offline() {
  const { t } = useTranslation()
  const isOnline = useSyncExternalStore(watchOnline, () => navigator.onLine)
  if (isOnline) return null
  return (
    <p role="status" className="border-b border-warn bg-surface px-4 py-2 text-warn">
      {t('state.offline')}
    </p>
  )
}

function watchOnline(changed: () => void): () => void {
  window.addEventListener('online', changed)
  window.addEventListener('offline', changed)
  return () => {
    window.removeEventListener('online', changed)
    window.removeEventListener('offline', changed)
  }
}
