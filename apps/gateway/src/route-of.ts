import { slugSchema } from '@tcctv/service'
import { gatewayError } from './errors.ts'

/** Where a path leads. `path` is what the upstream sees, without the prefix and the query. */
export type Route =
  | { readonly to: 'project'; readonly slug: string; readonly path: string }
  | { readonly to: 'platform' | 'directory' | 'report'; readonly path: string }
  | { readonly to: 'own'; readonly path: '/healthz' | '/readyz' | '/openapi.json' }
  | { readonly to: 'portal'; readonly path: string }

const UPSTREAMS = { platform: 'platform', directory: 'directory', reports: 'report' } as const
const OWN = ['/healthz', '/readyz', '/openapi.json'] as const
/** Of upstreams, for the machine's own eyes only. */
const HIDDEN = /^\/(?:internal(?:\/|$)|metrics$|healthz$|readyz$)/

/**
 * The table of addresses. What it does not name is answered here and reaches no upstream.
 *
 * @param path the raw path of the request, without query
 * @throws {TcctvError} PATH_REFUSED, ADDRESS_UNKNOWN
 * @example routeOf('/api/projects/pv-1/summary') // { to: 'project', slug: 'pv-1', path: '/summary' }
 */
export function routeOf(path: string): Route {
  const segments = segmentsOf(path)
  const own = OWN.find((name) => name === path)
  if (own !== undefined) return { to: 'own', path: own }
  if (segments[0] !== 'api') {
    if (path === '/metrics') throw gatewayError('ADDRESS_UNKNOWN', { path })
    return { to: 'portal', path }
  }
  const [, group = '', ...rest] = segments
  const route = group === 'projects' ? projectRoute(rest) : upstreamRoute(group, rest)
  if (route === undefined || HIDDEN.test(route.path)) throw gatewayError('ADDRESS_UNKNOWN', { path })
  return route
}

function projectRoute([slug = '', ...rest]: readonly string[]): Route | undefined {
  return slugSchema.safeParse(slug).success ? { to: 'project', slug, path: `/${rest.join('/')}` } : undefined
}

function upstreamRoute(group: string, rest: readonly string[]): Route | undefined {
  const to = Object.entries(UPSTREAMS).find(([name]) => name === group)?.[1]
  return to === undefined ? undefined : { to, path: `/${rest.join('/')}` }
}

/** Segments as sent, after refusing every form that two readers could understand differently. */
function segmentsOf(path: string): readonly string[] {
  if (!path.startsWith('/')) throw gatewayError('PATH_REFUSED', { reason: 'does not begin with a slash' })
  const segments = path.slice(1).split('/')
  for (const [index, segment] of segments.entries()) {
    const plain = decode(segment)
    const isLast = index === segments.length - 1
    if (plain === undefined) throw gatewayError('PATH_REFUSED', { reason: 'malformed percent encoding' })
    if (plain === '' && !isLast) throw gatewayError('PATH_REFUSED', { reason: 'empty segment' })
    if (plain === '.' || plain === '..') throw gatewayError('PATH_REFUSED', { reason: 'dot segment' })
    // eslint-disable-next-line no-control-regex
    if (/[/\\\u0000-\u001f\u007f%]/.test(plain)) throw gatewayError('PATH_REFUSED', { reason: 'hidden character' })
  }
  return segments
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment)
  } catch {
    return undefined
  }
}
