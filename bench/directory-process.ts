// Start and memory of the directory process over a store of made-up records, beside a process that only opens the store
// and reads the records' JSON.
// Run after npm run build: node --conditions=source --import tsx bench/directory-process.ts [count of made-up records]
import { formatInterchange, generateFixture } from '@tcctv/registries'
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { importFile } from '../apps/directory/src/import-file.ts'
import { LiveDirectory } from '../apps/directory/src/live-directory.ts'
import { openDirectoryStore } from '../apps/directory/src/store/open-store.ts'

const [count = '24613'] = process.argv.slice(2)
const NOW = '2026-01-01T00:00:00Z'
const MAIN = join(import.meta.dirname, '..', 'apps', 'directory', 'dist', 'main.js')
const STORE = join(import.meta.dirname, '..', 'packages', 'store', 'dist', 'index.js')
/** The reference: what any service on this store must at least do. */
const PLAIN_READ = `
  import { openSqlite } from '${STORE}'
  const db = openSqlite(process.argv[1])
  const records = db.prepare('SELECT record FROM record').all().map(({ record }) => JSON.parse(record))
  console.log(records.length)
  setInterval(() => undefined, 1000)`

const folder = mkdtempSync(join(tmpdir(), 'tb-'))
const path = join(folder, 'directory', 'directory.sqlite')
try {
  await fill()
  const plain = await measured(['--input-type=module', '-e', PLAIN_READ, path])
  const service = await measured([MAIN])
  console.log(`${count} made-up records; store read and kept: ${plain.cpuS} s of processor, ${plain.megabytes} MB`)
  console.log(`directory process ready: ${service.cpuS} s of processor, ${service.megabytes} MB (5 s, 300 MB aimed at)`)
  console.log(
    `directory ÷ plain read: processor ${(service.cpuS / plain.cpuS).toFixed(1)}, memory ${(service.megabytes / plain.megabytes).toFixed(1)}`,
  )
} finally {
  rmSync(folder, { recursive: true })
}

async function fill(): Promise<void> {
  const db = await openDirectoryStore(path)
  const text = formatInterchange(generateFixture({ seed: 1, count: Number(count) }).projects)
  const request = { retrieved: '2026-01-01', fileName: 'bench', licence: '', who: 'bench', importedAt: NOW }
  const body = new Blob([text]).stream()
  await importFile(db, { ...request, source: 'tcctv', body, isDryRun: false, limitBytes: 2e9 })
  await new LiveDirectory(db).reload(NOW) // leaves the snapshot that a running directory leaves
  await db.destroy()
}

/** Runs a process to its first line on stdout; its processor time and resident memory then, and ends it. */
async function measured(args: readonly string[]): Promise<{ cpuS: number; megabytes: number }> {
  const env = { PATH: process.env['PATH'] ?? '', TCCTV_DATA_DIR: folder, TCCTV_LOG_LEVEL: 'silent' }
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    for await (const _line of createInterface(child.stdout)) break
    await new Promise((resolve) => setTimeout(resolve, 2000)) // the collector's turn after the start
    const ticks = readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]
    return { cpuS: (Number(ticks[11]) + Number(ticks[12])) / 100, megabytes: Math.round(Number(resident) / 1024) }
  } finally {
    child.kill('SIGTERM')
  }
}
