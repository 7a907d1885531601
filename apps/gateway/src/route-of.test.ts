import { TcctvError } from '@tcctv/units'
import { array, assert, constantFrom, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { routeOf } from './route-of.ts'

describe('table of addresses', () => {
  it.each([
    ['/', { to: 'portal', path: '/' }],
    ['/projects/pv-1', { to: 'portal', path: '/projects/pv-1' }],
    ['/assets/a-12345678.js', { to: 'portal', path: '/assets/a-12345678.js' }],
    ['/healthz', { to: 'own', path: '/healthz' }],
    ['/readyz', { to: 'own', path: '/readyz' }],
    ['/openapi.json', { to: 'own', path: '/openapi.json' }],
    ['/api/platform/me', { to: 'platform', path: '/me' }],
    ['/api/directory/search', { to: 'directory', path: '/search' }],
    ['/api/reports/pv-1/latest', { to: 'report', path: '/pv-1/latest' }],
    ['/api/projects/pv-1/summary', { to: 'project', slug: 'pv-1', path: '/summary' }],
    ['/api/projects/pv-1/rpc', { to: 'project', slug: 'pv-1', path: '/rpc' }],
    ['/api/projects/pv-1', { to: 'project', slug: 'pv-1', path: '/' }],
    ['/api/projects/pv-1/readings/0xab:1:2', { to: 'project', slug: 'pv-1', path: '/readings/0xab:1:2' }],
    ['/api/directory/a%20b', { to: 'directory', path: '/a%20b' }],
  ])('%s', (path, expected) => {
    expect(routeOf(path)).toEqual(expected)
  })

  it.each([
    '/api',
    '/api/',
    '/api/projects',
    '/api/projects/',
    '/api/projects/Bad_Slug/summary',
    '/api/platformx/me',
    '/api/toString/x',
    '/api/platform/internal/authenticate',
    '/api/platform/internal',
    '/api/platform/metrics',
    '/api/projects/pv-1/metrics',
    '/api/directory/healthz',
    '/metrics',
  ])('%s leads nowhere', (path) => {
    expect(() => routeOf(path)).toThrow(expect.objectContaining({ code: 'ADDRESS_UNKNOWN', status: 404 }))
  })

  it.each([
    '',
    'http://evil.example/',
    '*',
    '//evil.example/',
    '/api//platform/me',
    '/api/platform/../directory',
    '/api/platform/%2e%2e/x',
    '/api/platform/.%2E/x',
    '/api/platform/./x',
    '/api/platform/a%2Fb',
    '/api/platform/a%5cb',
    '/api/platform/a\\b',
    '/api/platform/%00',
    '/api/platform/%252e%252e',
    '/api/platform/%zz',
    '/api/platform/a%0d%0ab',
  ])('refuses %j', (path) => {
    expect(() => routeOf(path)).toThrow(expect.objectContaining({ code: 'PATH_REFUSED', status: 400 }))
  })

  it('lets nothing reach an upstream that its prefix does not name', () => {
    const part = constantFrom('api', 'platform', 'projects', 'pv-1', '..', '%2e%2e', '', 'internal', '%2f', 'x', '.')
    const reached = (path: string) => {
      try {
        return routeOf(path)
      } catch (error) {
        if (error instanceof TcctvError && error.status < 500) return undefined
        throw error
      }
    }
    assert(
      property(array(part, { maxLength: 8 }), (parts) => {
        const path = `/${parts.join('/')}`
        const route = reached(path)
        if (route === undefined || route.to === 'portal') return
        const prefix = route.to === 'project' ? `/api/projects/${route.slug}` : '/api/platform'
        expect([`${prefix}${route.path}`, prefix]).toContain(path)
        expect(route.path).not.toMatch(/\/\.|%2e|%2f|^\/internal(\/|$)/i)
      }),
      { numRuns: 2000 },
    )
  })
})
