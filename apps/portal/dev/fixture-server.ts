// Answers like the services, for looking at pages during development. Nothing of it is built or shipped.
import { readFile } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join } from 'node:path'
import { alert, alerts, training, versions } from './fixture-alerts.ts'
import { directory } from './fixture-directory.ts'
import {
  METHODOLOGY,
  PDD,
  PDD_HASH,
  hash,
  chain,
  suspendedSlugs,
  summary,
  vintages,
  series,
  carbon,
  exceptions,
  blocks,
  reading,
  flags,
  readingRows,
  trace,
} from './fixture-project.ts'

const DIST = join(import.meta.dirname, '..', 'dist')
const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
}
async function answer(path: string, query: URLSearchParams): Promise<unknown> {
  const [, , service = '', ...rest] = path.split('/')
  if (service === 'platform') return platform(rest[0] ?? '')
  if (service === 'directory') return directory(rest, query)
  if (service === 'reports') return reports(rest)
  const [slug = '', what = '', id = '', more] = rest.map(decodeURIComponent)
  if (what === 'summary') return summary(slug)
  if (what === 'series') return series(query)
  if (what === 'carbon') return id === '' ? carbon(query) : trace(id)
  if (what === 'vintages') return vintages(slug)
  if (what === 'exceptions') return suspendedSlugs.includes(slug) ? exceptions : { items: exceptions.items.slice(2) }
  if (what === 'flags') return { items: flags(), cursor: null }
  if (what === 'ledger') return { items: blocks.toReversed(), cursor: 'older' }
  if (what === 'blocks') return blocks[Number(id) - 1]
  if (what === 'parties') return chain.parties
  if (what === 'readings' && id === '') return { items: await readingRows(), cursor: null }
  if (what === 'readings') return more === 'proof' ? (await reading(id)).proof : (await reading(id)).facts
  if (what === 'alerts') return id === '' ? alerts : alert(id)
  if (what === 'training') return training
  if (what === 'model' && id === 'versions') return versions
  if (what === 'model')
    return {
      name: 'calendar-profile',
      seeds: [1, 2, 3],
      granularity: 'native',
      data: { rows: 35_040, missing: 12, fromS: 1_302_850_800, toS: 1_334_473_200 },
      candidates: [
        { name: 'calendar-profile', granularity: 'native', rank: 1, forecastError: 0.11, notEvaluated: null },
        { name: 'persistence', granularity: 'hourly', rank: 2, forecastError: 0.24, notEvaluated: null },
        { name: 'level', granularity: 'monthly', rank: null, forecastError: null, notEvaluated: 'too few months' },
      ],
    }
  if (what === 'pdd')
    return {
      yaml: PDD,
      documentHash: PDD_HASH,
      methodologyYaml: METHODOLOGY,
      listing: 'VAR 0\nCONST 1\nMULF\nSTORE',
      program: { hash: hash(7) },
    }
  return undefined
}

function platform(what: string): unknown {
  if (what === 'me') return { id: 'u', kind: 'user', name: 'Operator', roles: { operator: true, projects: {} } }
  if (what === 'sign-in' || what === 'sign-out') return {}
  return {
    items: [
      {
        slug: 'pv',
        title: 'Photovoltaic plant, demonstration',
        state: 'ready',
        stage: 'trial',
        purpose: 'demonstration',
        risk: {
          level: 'possible',
          summary: 'possible: SOUTH/FIX-1, 36 sources compared',
          assessedAt: '2026-01-02T03:04:05Z',
          lastChange: { from: 'none', to: 'possible', cause: 'import of fixture', at: '2026-01-02T03:04:05Z' },
        },
      },
      {
        slug: 'pv-held',
        title: 'Photovoltaic plant with an open exception',
        state: 'ready',
        stage: 'trial',
        purpose: 'demonstration',
        risk: null,
      },
    ],
  }
}

function reports(rest: readonly string[]): unknown {
  if (rest.length > 1) return chain.bundle
  const file = (name: string, bytes: number) => ({ name, bytes, sha256: hash(21) })
  return {
    items: [
      {
        id: 'r1',
        period: {
          from: '2012-04-15',
          to: '2012-07-01',
        },
        snapshotBlock: 800,
        createdBlock: 801,
        manifestHash: hash(20),
        anchor: {
          block: 12,
          tx: blocks[11]?.transactions[0]?.hash,
        },
        files: [file('report.pdf', 846e3), file('data.json', 92e3), file('bundle.zip', chain.bundle.length)],
      },
    ],
  }
}

function sendJson(response: ServerResponse, body: unknown): void {
  if (body instanceof Uint8Array) {
    response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(body)
    return
  }
  if (body === undefined) {
    response.writeHead(404, { 'content-type': 'application/problem+json' })
    response.end(
      JSON.stringify({ code: 'NOT_FOUND', detail: 'nothing here', advice: 'Check the address.', requestId: 'r-1' }),
    )
    return
  }
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

// As the gateway sends it.
const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

const server = createServer((request, response) => {
  void (async () => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    if (url.pathname.endsWith('/events')) {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write(': hello\n\n')
      return
    }
    if (request.method === 'POST' && url.pathname.startsWith('/api/reports/')) {
      response.writeHead(200, { 'content-type': 'application/x-ndjson' })
      return void response.end(
        '{"step":"snapshot"}\n{"step":"data.json"}\n{"problem":{"code":"X","detail":"made up"}}\n',
      )
    }
    if (url.pathname.startsWith('/api/')) return sendJson(response, await answer(url.pathname, url.searchParams))
    const isFile = extname(url.pathname) !== ''
    const file = join(DIST, isFile ? url.pathname : 'index.html')
    const bytes = await readFile(file).catch(() => null)
    if (bytes === null) return void response.writeHead(404).end()
    response.writeHead(200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CSP,
    })
    response.end(bytes)
  })().catch((fault: unknown) => {
    console.error(fault)
    response.writeHead(500).end()
  })
})
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '')
})
