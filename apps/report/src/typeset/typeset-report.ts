import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { ReportData } from '@tcctv/proof'
import { reportError } from '../errors.ts'

const run = promisify(execFile)
const TIMEOUT_MS = 120_000
const OLD_SPACE_MB = 512

type Annex = ReportData['annex']

const NO_ANNEX: Annex = { calibrations: [], borne: [], corrections: [] }

/**
 * PDF of a report, from the bytes of its data.json and the annex in it. The same give the same PDF. Typst runs in a process of its
 * own, so that its memory is given back and a fault in it ends one report only.
 *
 * @throws {TcctvError} TYPESETTING_FAILED
 */
export async function typesetReport(dataJson: Uint8Array, annex: Annex = NO_ANNEX): Promise<Uint8Array> {
  const directory = await mkdtemp(join(tmpdir(), 'tcctv-report-'))
  const inDirectory = (name: string): string => join(directory, name)
  const [dataPath, annexPath] = [inDirectory('data.json'), inDirectory('annex.json')]
  const pdfPath = inDirectory('report.pdf')
  try {
    await writeFile(dataPath, dataJson, { mode: 0o600 })
    await writeFile(annexPath, JSON.stringify(annex), { mode: 0o600 })
    await run(process.execPath, [...nodeOptions(), childPath(), dataPath, annexPath, pdfPath], {
      cwd: join(childPath(), '..'),
      timeout: TIMEOUT_MS,
    })
    return await readFile(pdfPath)
  } catch (cause) {
    throw reportError('TYPESETTING_FAILED', { reason: reasonOf(cause) }, cause)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** This file's ending tells whether the sources or their compiled form run. */
function childPath(): string {
  const source = fileURLToPath(new URL('./typeset.ts', import.meta.url))
  return source.replace(/\.ts$/, extname(fileURLToPath(import.meta.url)))
}

function nodeOptions(): string[] {
  const memory = `--max-old-space-size=${OLD_SPACE_MB}`
  return childPath().endsWith('.ts') ? ['--import', 'tsx', memory] : [memory]
}

function reasonOf(cause: unknown): string {
  const stderr = cause instanceof Error && 'stderr' in cause ? String(cause.stderr).trim() : ''
  return stderr === '' ? String(cause) : stderr.slice(0, 2_000)
}
