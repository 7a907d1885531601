import { useTranslation } from 'react-i18next'

/** Name of a country code in the language of the page; what is no code stays as it is. */
export function useCountryName(): (code: string) => string {
  const { i18n } = useTranslation()
  const names = new Intl.DisplayNames([i18n.language], { type: 'region', fallback: 'code' })
  return (code) => (/^[A-Z]{2}$/.test(code) ? (names.of(code) ?? code) : code)
}
