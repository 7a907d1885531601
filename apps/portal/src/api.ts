import type {
  Block,
  BlockDetail,
  Carbon,
  CarbonBy,
  Correction,
  DirectoryHistory,
  DirectoryPage,
  DirectorySheet,
  Alert,
  AlertPage,
  AlertPoint,
  ExceptionCase,
  ModelVersion,
  TrainingState,
  Facets,
  Flag,
  ListedProject,
  MapReply,
  Me,
  MeterCalibrations,
  Page,
  PairReply,
  Parties,
  ImpactLine,
  Pdd,
  PddVersionDetail,
  PddVersionRow,
  QueueReply,
  Reading,
  ReadingRow,
  Report,
  Risk,
  Series,
  Summary,
  Trace,
  Verdict,
  VintageAccount,
} from './api-types.ts'
import { rpcLink } from './chain/rpc-link.ts'
import { describedFault, problemFault, unreachableFault } from './errors.ts'
import { readLines } from './read-lines.ts'

export type Query = Readonly<Record<string, string | number | undefined>>
/** One GET: its address is also its key in the query cache. */
export type Call<T> = { readonly path: string; readonly reply?: T }

/** Buckets asked for per panel; the server answers with at most 2,000. */
const BUCKETS = 1200

/** Every address the portal reads. The reply type is erased; the services' own schemas are checked on their side. */
export const api = {
  me: (): Call<Me> => ({ path: '/api/platform/me' }),
  projects: (): Call<Page<ListedProject>> => ({ path: '/api/platform/projects' }),
  summary: (slug: string): Call<Summary> => project(slug, 'summary'),
  series: (slug: string, parameter: string, range: Range): Call<Series> =>
    project(slug, 'series', { parameter, from: range.from, to: range.to, buckets: BUCKETS }),
  flags: (slug: string, range: Range): Call<Page<Flag>> => project(slug, 'flags', { ...range, limit: 200 }),
  carbon: (slug: string, by: CarbonBy, range?: Range): Call<Carbon> => project(slug, 'carbon', { by, ...range }),
  vintages: (slug: string): Call<Page<VintageAccount>> => project(slug, 'vintages'),
  trace: (slug: string, day: string): Call<Trace> => project(slug, `carbon/${day}/trace`),
  exceptions: (slug: string): Call<Page<ExceptionCase>> => project(slug, 'exceptions'),
  calibrations: (slug: string): Call<Page<MeterCalibrations>> => project(slug, 'calibrations'),
  corrections: (slug: string): Call<Page<Correction>> => project(slug, 'corrections'),
  ledger: (slug: string, cursor?: string): Call<Page<Block>> => project(slug, 'ledger', { cursor, limit: 50 }),
  rpc: (slug: string, method: string, params: readonly unknown[]): Call<{ readonly result: unknown }> => ({
    path: rpcLink(slug, method, params),
  }),
  block: (slug: string, number: number): Call<BlockDetail> => project(slug, `blocks/${number}`),
  reading: (slug: string, id: string): Call<Reading> => project(slug, `readings/${encodeURIComponent(id)}`),
  readings: (slug: string, query: Query): Call<Page<ReadingRow>> => project(slug, 'readings', query),
  proof: (slug: string, id: string): Call<unknown> => project(slug, `readings/${encodeURIComponent(id)}/proof`),
  parties: (slug: string): Call<Parties> => project(slug, 'parties'),
  alerts: (slug: string): Call<AlertPage> => project(slug, 'alerts'),
  alert: (slug: string, id: string): Call<Alert & { readonly points: readonly AlertPoint[] }> =>
    project(slug, `alerts/${encodeURIComponent(id)}`),
  modelVersions: (slug: string): Call<{ readonly items: readonly ModelVersion[] }> => project(slug, 'model/versions'),
  training: (slug: string): Call<TrainingState> => project(slug, 'training'),
  model: (slug: string): Call<Readonly<Record<string, unknown>>> => project(slug, 'model'),
  pdd: (slug: string): Call<Pdd> => project(slug, 'pdd'),
  pddVersions: (slug: string): Call<{ readonly items: readonly PddVersionRow[] }> => project(slug, 'pdd/versions'),
  pddVersion: (slug: string, index: string): Call<PddVersionDetail> =>
    project(slug, `pdd/${encodeURIComponent(index)}`),
  reports: (slug: string): Call<Page<Report>> => ({ path: `/api/reports/${slug}` }),
  directory: (query: Query): Call<DirectoryPage> => directory('projects', query),
  directoryProject: (registry: string, id: string): Call<DirectorySheet> => directory(entryPath(registry, id)),
  risk: (registry: string, id: string): Call<Risk> => directory(`${entryPath(registry, id)}/risk`),
  facets: (query: Query): Call<Facets> => directory('facets', query),
  map: (query: Query): Call<MapReply> => directory('map', query),
  queue: (query: Query): Call<QueueReply> => directory('queue', query),
  pair: (left: string, right: string): Call<PairReply> => directory('pairs', { left, right }),
  directoryHistory: (registry: string, id: string): Call<DirectoryHistory> =>
    directory(`${entryPath(registry, id)}/history`),
} as const

/** Local days, both named; `to` is the last day shown. */
export type Range = { readonly from: string; readonly to: string }

export function eventsPath(slug: string): string {
  return `/api/projects/${slug}/events`
}

export function reportFilePath(slug: string, id: string, file: string): string {
  return `/api/reports/${slug}/${encodeURIComponent(id)}/${encodeURIComponent(file)}`
}

/**
 * Reply of one GET. Does not check the reply against a schema: nothing shown as proved comes from here.
 *
 * @throws {TcctvError} PORTAL_PROBLEM with the service's own words, PORTAL_UNREACHABLE when nothing answers
 */
export async function read<T>(call: Call<T>, signal?: AbortSignal): Promise<T> {
  const reply = await send(call.path, { headers: { accept: 'application/json' }, ...(signal && { signal }) })
  // The services own this schema; the type is written beside the address above.
  return (await reply.json()) as T
}

/** Bytes of a file. @throws {TcctvError} as {@link read} */
export async function readBytes(path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await send(path, {})).arrayBuffer())
}

/** Opens a session; the cookie is set by the reply. @throws {TcctvError} as {@link read} */
export async function signIn(email: string, password: string): Promise<void> {
  await post('/api/platform/sign-in', { email, password })
}

export async function signOut(): Promise<void> {
  await post('/api/platform/sign-out', {})
}

/** An officer's decision on two entries; keys are registry/id. @throws {TcctvError} as {@link read} */
export async function decidePair(decision: {
  readonly left: string
  readonly right: string
  readonly verdict: Verdict
  readonly part: string | null
  readonly reason: string
}): Promise<void> {
  await post('/api/directory/decisions', decision)
}

/** @throws {TcctvError} as {@link read} */
export async function undoDecision(id: number, reason: string): Promise<void> {
  await post(`/api/directory/decisions/${id}/undo`, { reason })
}

/**
 * Has a report made; gives the name of each finished step. An empty day stands for the whole period.
 *
 * @throws {TcctvError} as {@link read}, also for a failure in the middle
 */
export async function* makeReport(slug: string, period: Range): AsyncGenerator<string, void> {
  const path = `/api/reports/${slug}`
  const set = Object.fromEntries(Object.entries(period).filter(([, day]) => day !== ''))
  const { body, status } = await post(path, set)
  if (body === null) return
  for await (const text of readLines(body)) {
    // The report generator owns this schema, as with `read`.
    const line = (JSON.parse(text) ?? {}) as { readonly step?: string; readonly problem?: Record<string, unknown> }
    if (line.problem !== undefined) throw describedFault(line.problem, { path, status })
    if (line.step !== undefined) yield line.step
  }
}

/**
 * Replays a project's history with a version of its document; gives progress and, last, the impact. Ends on the server
 * too when the signal fires.
 *
 * @throws {TcctvError} as {@link read}, also for a failure in the middle
 */
export async function* measureImpact(
  slug: string,
  index: number,
  from: string,
  signal: AbortSignal,
): AsyncGenerator<ImpactLine, void> {
  const { path } = project(slug, `pdd/${index}/impact`, { from })
  const { body, status } = await send(path, { signal })
  if (body === null) return
  for await (const text of readLines(body)) {
    // The project process owns this schema, as with `read`.
    const line = JSON.parse(text) as ImpactLine | { readonly problem: Record<string, unknown> }
    if ('problem' in line) throw describedFault(line.problem, { path, status })
    yield line
  }
}

async function post(path: string, body: unknown): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return send(path, { method: 'POST', headers, body: JSON.stringify(body) })
}

async function send(path: string, init: RequestInit): Promise<Response> {
  let reply: Response
  try {
    reply = await fetch(path, { credentials: 'same-origin', ...init })
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw unreachableFault(path, cause)
  }
  if (!reply.ok) throw await problemFault(reply)
  return reply
}

function project<T>(slug: string, rest: string, query: Query = {}): Call<T> {
  return { path: `/api/projects/${slug}/${rest}${queryText(query)}` }
}

function directory<T>(rest: string, query: Query = {}): Call<T> {
  return { path: `/api/directory/${rest}${queryText(query)}` }
}

function entryPath(registry: string, id: string): string {
  return `projects/${encodeURIComponent(registry)}/${encodeURIComponent(id)}`
}

function queryText(query: Query): string {
  const set = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return set.length === 0 ? '' : `?${new URLSearchParams(set).toString()}`
}
