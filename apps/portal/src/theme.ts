export type Theme = 'system' | 'light' | 'dark'

const KEPT = 'tcctv.theme'

/** The theme chosen on this device; follows the system until one is chosen. */
export function keptTheme(): Theme {
  const kept = localStorage.getItem(KEPT)
  return kept === 'light' || kept === 'dark' ? kept : 'system'
}

export function chooseTheme(theme: Theme): void {
  if (theme === 'system') {
    localStorage.removeItem(KEPT)
    delete document.documentElement.dataset['theme']
  } else {
    localStorage.setItem(KEPT, theme)
    document.documentElement.dataset['theme'] = theme
  }
  window.dispatchEvent(new Event(THEME_EVENT))
}

const THEME_EVENT = 'tcctv-theme'

/** Calls back when the drawn colours change, by choice or by the system; returns how to stop. */
export function onThemeChange(redraw: () => void): () => void {
  const system = window.matchMedia('(prefers-color-scheme: dark)')
  system.addEventListener('change', redraw)
  window.addEventListener(THEME_EVENT, redraw)
  return () => {
    system.removeEventListener('change', redraw)
    window.removeEventListener(THEME_EVENT, redraw)
  }
}

/** Current colour of a token. @example tokenColour('--data') // '#0072b2' */
export function tokenColour(token: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(token).trim()
}
