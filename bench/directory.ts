// Import, start, queries and an update of a directory, with times at the 95th percentile and memory.
// Run: node --expose-gc --conditions=source --import tsx bench/directory.ts [count of made-up records | folder of exports]
import { generateFixture, formatInterchange, type RegistryProject } from '@tcctv/registries'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Filters } from '../apps/directory/src/filters.ts'
import { importFile } from '../apps/directory/src/import-file.ts'
import { LiveDirectory } from '../apps/directory/src/live-directory.ts'
import { openDirectoryStore } from '../apps/directory/src/store/open-store.ts'
import { readProjects } from '../apps/directory/src/store/read-projects.ts'

const [argument = '24613'] = process.argv.slice(2)
const isMadeUp = /^\d+$/.test(argument)
/** Exports by source, as a user of registries may have them in one folder. */
const EXPORTS: Readonly<Record<string, string>> = {
  cdm: 'cdm-projects.xlsx',
  vrod: 'vrod-v2025-12.parquet',
  gs: 'gs-export-2026-06-04.csv',
  jcm: 'jcm-projects.csv',
  puro: 'puro-projects.csv',
  cercarbono: 'cercarbono-projects.csv',
  isometric: 'isometric-projects.csv',
  'cdm-issuances-cadt': 'cdm-issuances-cadt.xlsx',
  'cdm-issuances': 'cdm-issuances.xlsx',
  'puro-issuances': 'puro-issuances.csv',
}
const CHANGED = 100
const REPEATS = 60
const NOW = new Date().toISOString()
const ALL: Filters = {
  q: '',
  registry: [],
  country: [],
  status: [],
  category: [],
  method: [],
  risk: [],
  party: '',
  vintage: null,
  size: null,
  bbox: null,
}

const REQUEST = {
  retrieved: '2026-01-01',
  fileName: 'bench',
  licence: '',
  who: 'bench',
  importedAt: NOW,
  isDryRun: false,
  limitBytes: 2e9,
}

const folder = mkdtempSync(join(tmpdir(), 'tb-'))
const db = await openDirectoryStore(join(folder, 'directory.sqlite'))
const live = new LiveDirectory(db)
try {
  if (isMadeUp) await importMadeUp(Number(argument))
  else for (const [source, file] of Object.entries(EXPORTS)) await importExport(source, join(argument, file))
  const { took: started } = await timed(() => live.reload(NOW))
  console.log(`index and risks made anew: ${started}`)
  const { took: restarted } = await timed(() => new LiveDirectory(db).reload(NOW))
  console.log(`start from the store: ${restarted} (5 s aimed at)`)
  const projects = await readProjects(db)
  queries(projects)
  const changed = projects.map((project, at) =>
    at < CHANGED ? { ...project, estimatedAnnualTonnes: 70_000 + at } : project,
  )
  const again = await timed(() => load(formatInterchange(changed)))
  const { took: refreshed } = await timed(() => live.refresh(again.result.touched, 'bench', NOW))
  console.log(
    `import again with ${again.result.touched.size} changed rows: read ${again.took}, assessed anew ${refreshed} (2 s aimed at)`,
  )
  globalThis.gc?.()
  const { rss, heapUsed } = process.memoryUsage()
  console.log(`memory: ${mega(rss)} MB resident, ${mega(heapUsed)} MB heap`)
} finally {
  await db.destroy()
  rmSync(folder, { recursive: true })
}

function queries(projects: readonly RegistryProject[]): void {
  const directory = live.current
  const words = projects.slice(0, REPEATS).map(({ name }) => name.split(' ')[0] ?? '')
  const misspelt = (at: number) => (words[at] ?? '').replace(/.$/, 'q')
  percentile('text and filters', (at) =>
    directory.search({ ...ALL, q: `${words[at]} wind`, country: ['KE', 'TR'], category: ['wind'] }, 'relevance'),
  )
  percentile('text with one wrong letter', (at) => directory.search({ ...ALL, q: misspelt(at) }, 'relevance'))
  percentile('filters alone', () => directory.search({ ...ALL, status: ['issuing'], category: ['solar'] }, 'name'))
  percentile('facets of everything', () => directory.facets(ALL))
  percentile('facets of a text', (at) => directory.facets({ ...ALL, q: words[at] ?? '' }))
  percentile('box of 10 by 10 degrees', (at) =>
    directory.search({ ...ALL, bbox: { west: 30 + (at % 10), south: -5, east: 40 + (at % 10), north: 5 } }, 'name'),
  )
  percentile('map of a box, with those it can not draw', (at) =>
    directory.map(ALL, { west: 30 + (at % 10), south: -5, east: 40 + (at % 10), north: 5 }, 4),
  )
  percentile('description checked', (at) =>
    directory.check({ ...(projects[at] ?? fail()), registry: 'none', registryProjectId: 'described' }),
  )
  percentile('risk of a project', (at) => directory.risk(projects[at] ?? fail()))
}

function percentile(title: string, run: (at: number) => unknown): void {
  for (let at = 0; at < 5; at += 1) run(at)
  const times = Array.from({ length: REPEATS }, (_, at) => {
    const [from, before] = [performance.now(), process.cpuUsage()]
    run(at)
    const { user, system } = process.cpuUsage(before)
    return { wall: performance.now() - from, processor: (user + system) / 1000 }
  })
  const at = (share: number, of: (time: { wall: number; processor: number }) => number) =>
    (times.map(of).toSorted((a, b) => a - b)[Math.floor(REPEATS * share)] ?? 0).toFixed(1)
  const [wall, processor] = [at(0.95, (time) => time.wall), at(0.95, (time) => time.processor)]
  console.log(`${title}: p50 ${at(0.5, (time) => time.wall)} ms, p95 ${wall} ms (p95 of processor ${processor} ms)`)
}

async function importMadeUp(count: number): Promise<void> {
  const text = formatInterchange(generateFixture({ seed: 1, count }).projects)
  const { took } = await timed(() => load(text))
  console.log(`import of ${count} made-up records: ${took} (20 s for 25,000 aimed at)`)
}

async function importExport(source: string, path: string): Promise<void> {
  const bytes = readFileSync(path)
  const { result, took } = await timed(() => importFile(db, { ...REQUEST, source, body: new Blob([bytes]).stream() }))
  const { read, inserted, rejected } = result.report
  console.log(`import ${source}: ${read} rows read, ${inserted} inserted, ${rejected} rejected: ${took}`)
}

async function load(text: string) {
  return importFile(db, { ...REQUEST, source: 'tcctv', body: new Blob([text]).stream() })
}

/** `processor` is the time this process was running: on a shared machine the fairer figure. */
async function timed<Result>(run: () => Promise<Result>): Promise<{ result: Result; took: string }> {
  const [from, before] = [performance.now(), process.cpuUsage()]
  const result = await run()
  const { user, system } = process.cpuUsage(before)
  const seconds = (performance.now() - from) / 1000
  return { result, took: `${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor)` }
}

function fail(): never {
  throw new Error(`fewer than ${REPEATS} records`)
}

function mega(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0)
}
