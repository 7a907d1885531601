import { createInstance, type i18n } from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation'
    resources: { translation: typeof en }
  }
}

export const LANGUAGES = { en: 'English', 'zh-Hant': '繁體中文' } as const
export type Language = keyof typeof LANGUAGES

const KEPT = 'tcctv.language'

/** Starts the texts: English at once, another language as soon as its texts have loaded. */
export async function startLanguage(): Promise<void> {
  const texts = createInstance().use(initReactI18next)
  await texts.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false },
  })
  await chooseLanguage(texts, preferred())
}

/** Switches the language and remembers it on this device. */
export async function chooseLanguage(texts: i18n, language: Language): Promise<void> {
  if (language === 'zh-Hant' && !texts.hasResourceBundle('zh-Hant', 'translation')) {
    const { zhHant } = await import('./zh-hant.ts')
    texts.addResourceBundle('zh-Hant', 'translation', zhHant)
  }
  await texts.changeLanguage(language)
  document.documentElement.lang = language
  localStorage.setItem(KEPT, language)
}

function preferred(): Language {
  const kept = localStorage.getItem(KEPT)
  if (kept === 'en' || kept === 'zh-Hant') return kept
  const first = navigator.languages.find((tag) => /^(en|zh)/.test(tag)) ?? 'en'
  return /^zh-(hant|hk|tw|mo)/i.test(first) ? 'zh-Hant' : 'en'
}
