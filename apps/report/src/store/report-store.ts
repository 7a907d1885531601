import { mkdir, open, readFile, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reportError } from '../errors.ts'
import { fileNameSchema, reportIdSchema, storedReportSchema, type StoredReport } from './stored-report.ts'

/**
 * Reports in directories `<slug>/<id>`. A report is there once its record is; slugs, ids and file names are checked
 * before they become part of a path.
 */
export class ReportStore {
  readonly #directory: string

  constructor(directory: string) {
    this.#directory = directory
  }

  /** Reports of a project, newest snapshot first. The slug must have been checked. */
  async list(slug: string): Promise<StoredReport[]> {
    const names = await readdir(join(this.#directory, slug)).catch(emptyWhenMissing)
    const ids = names.filter((name) => reportIdSchema.safeParse(name).success)
    const reports = await Promise.all(ids.map((id) => this.find(slug, id)))
    return reports
      .filter((report) => report !== undefined)
      .toSorted((a, b) => b.snapshotBlock - a.snapshotBlock || (a.id < b.id ? -1 : 1))
  }

  /** The record of a report, or undefined. */
  async find(slug: string, id: string): Promise<StoredReport | undefined> {
    const text = await readFile(this.#path(slug, id, 'record.json'), 'utf8').catch(undefinedWhenMissing)
    return text === undefined ? undefined : storedReportSchema.parse(JSON.parse(text))
  }

  /** @throws {TcctvError} REPORT_UNKNOWN */
  async file(slug: string, id: string, name: string): Promise<Uint8Array> {
    const bytes = await readFile(this.#path(slug, id, fileNameSchema.parse(name))).catch(undefinedWhenMissing)
    if (bytes === undefined) throw reportError('REPORT_UNKNOWN', { slug, id: `${id}/${name}` })
    return bytes
  }

  /** Writes a file of a report, durably; a reader sees the old or the new one. */
  async write(slug: string, id: string, name: string, bytes: Uint8Array): Promise<void> {
    const path = this.#path(slug, id, fileNameSchema.parse(name))
    await mkdir(join(path, '..'), { recursive: true, mode: 0o700 })
    await writeDurably(path, bytes)
  }

  async writeRecord(slug: string, report: StoredReport): Promise<void> {
    const text = `${JSON.stringify(storedReportSchema.parse(report))}\n`
    await writeDurably(this.#path(slug, report.id, 'record.json'), Buffer.from(text))
  }

  #path(slug: string, id: string, name: string): string {
    return join(this.#directory, slug, reportIdSchema.parse(id), name)
  }
}

async function writeDurably(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.draft`
  await writeFile(draft, bytes, { mode: 0o600 })
  const file = await open(draft)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
  await rename(draft, path)
}

function emptyWhenMissing(cause: unknown): string[] {
  if (isMissing(cause)) return []
  throw cause
}

function undefinedWhenMissing(cause: unknown): undefined {
  if (!isMissing(cause)) throw cause
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT'
}
