import { isDay } from './days.ts'
import type { CarbonBy } from './api-types.ts'

/** What a link holds; anything unknown or malformed is dropped, so an old link still opens. */
type Raw = Readonly<Record<string, unknown>>

export type DataSearch = { from?: string; to?: string; params?: string; sel?: string }
export type CarbonSearch = { by?: CarbonBy; from?: string; to?: string; sel?: string }
export type DirectorySearch = {
  q?: string
  registry?: string
  country?: string
  status?: string
  category?: string
  method?: string
  bbox?: string
  size?: string
  risk?: string
  sort?: string
  view?: 'list' | 'map'
}
export type PairSearch = { left?: string; right?: string }
export type CursorSearch = { cursor?: string }
export type TransactionSearch = { block?: string }
export type ReadingsSearch = { from?: string; to?: string; parameter?: string; cursor?: string }
export type SignInSearch = { next?: string }

const DIRECTORY_TEXTS = ['q', 'registry', 'country', 'status', 'category', 'method', 'risk', 'size', 'sort'] as const

export function dataSearch(raw: Raw): DataSearch {
  return { ...days(raw), ...texts(raw, ['params', 'sel']) }
}

export function carbonSearch(raw: Raw): CarbonSearch {
  const by = raw['by']
  const known = by === 'day' || by === 'month' || by === 'vintage' ? { by: by as CarbonBy } : {}
  return { ...known, ...days(raw), ...texts(raw, ['sel']) }
}

export function directorySearch(raw: Raw): DirectorySearch {
  const { view, bbox } = raw
  return {
    ...texts(raw, DIRECTORY_TEXTS),
    ...(typeof bbox === 'string' && isBox(bbox) ? { bbox } : {}),
    ...(view === 'map' || view === 'list' ? { view } : {}),
  }
}

export function pairSearch(raw: Raw): PairSearch {
  return texts(raw, ['left', 'right'])
}

export type AlertsSearch = { readonly state?: string; readonly id?: string }

export function alertsSearch(raw: Raw): AlertsSearch {
  return texts(raw, ['state', 'id'])
}

export function cursorSearch(raw: Raw): CursorSearch {
  return texts(raw, ['cursor'])
}

export function transactionSearch(raw: Raw): TransactionSearch {
  return texts(raw, ['block'])
}

export function readingsSearch(raw: Raw): ReadingsSearch {
  return { ...days(raw), ...texts(raw, ['parameter', 'cursor']) }
}

/** Only a path of this site: a sign-in link must not lead elsewhere. */
export function signInSearch(raw: Raw): SignInSearch {
  const { next } = raw
  return typeof next === 'string' && /^\/(?![/\\])/.test(next) ? { next } : {}
}

/** Search text of a link: plain names and texts, sorted, nothing quoted. */
export function writeSearch(search: Raw): string {
  const set = Object.entries(search).flatMap(([name, text]): [string, string][] =>
    typeof text === 'string' && text !== '' ? [[name, text]] : [],
  )
  if (set.length === 0) return ''
  const parameters = new URLSearchParams(set)
  parameters.sort()
  return `?${parameters.toString()}`
}

export function readSearch(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text))
}

function days(raw: Raw): { from?: string; to?: string } {
  const { from, to } = raw
  if (typeof from !== 'string' || typeof to !== 'string') return {}
  return isDay(from) && isDay(to) && from <= to ? { from, to } : {}
}

function texts<Name extends string>(raw: Raw, names: readonly Name[]): { [Key in Name]?: string } {
  const found: { [Key in Name]?: string } = {}
  for (const name of names) {
    const text = raw[name]
    if (typeof text === 'string' && text !== '') found[name] = text
  }
  return found
}

/** Four numbers west, south, east, north; west may be above east over the antimeridian. */
function isBox(text: string): boolean {
  const numbers = text.split(',').map(Number)
  const [w = 999, s = 99, e = 999, n = -99] = numbers
  return numbers.length === 4 && Math.abs(w) <= 180 && Math.abs(e) <= 180 && s >= -90 && n <= 90 && s < n
}
