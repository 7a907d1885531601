import { importerOf, type ImportedRow, type RowFault } from '@tcctv/registries'
import { createHash, type Hash } from 'node:crypto'
import { TextDecoder } from 'node:util'
import { writeProject, writeSource, type DirectoryDb, type WriteOutcome } from './directory-store.ts'
import { directoryError } from './errors.ts'

export type ImportRequest = {
  readonly source: string
  /** For the source `mapped`: which header holds what, as JSON. */
  readonly mapping?: string | undefined
  readonly body: ReadableStream<Uint8Array> | null
  readonly retrieved: string
  readonly fileName: string
  readonly licence: string
  readonly importedAt: string
  readonly isDryRun: boolean
  readonly limitBytes: number
}

export type ImportReport = Record<WriteOutcome, number> & {
  source: string
  read: number
  rejected: number
  gone: number
  isDryRun: boolean
  faults: RowFault[]
  faultCount: number
}

const MAX_FAULTS = 1000

/**
 * Reads an export into the store in one transaction: all rows or, on an error or a dry run, none. Rows that can not
 * be read are reported, not guessed. Projects that an export no longer names stay, with the day they were last seen.
 *
 * @throws {TcctvError} IMPORT_SOURCE_UNKNOWN, IMPORT_COLUMNS_MISSING, IMPORT_FILE_UNREADABLE, IMPORT_MAPPING, DIRECTORY_IMPORT_TOO_LARGE, IMPORT_NOT_TEXT
 */
export async function importFile(db: DirectoryDb, request: ImportRequest): Promise<ImportReport> {
  const importer = importerOf(request.source, request.mapping)
  const sha256 = createHash('sha256')
  const chunks = decode(request.body, request.limitBytes, sha256)
  const context = { sourceId: importer.id, retrieved: request.retrieved }
  const report = emptyReport(importer.id, request.isDryRun)
  await rolledBackWhen(request.isDryRun, db, async (transaction) => {
    const before = await seenAt(transaction, importer.id)
    const { retrieved, fileName, licence, importedAt } = request
    const row = {
      id: importer.id,
      kind: importer.id === 'tcctv' ? 'interchange' : 'registry-export',
      publisher: importer.publisher,
    }
    const file = { file_name: fileName, sha256: '', retrieved, licence, rows: 0, imported_at: importedAt }
    await writeSource(transaction, { ...row, ...file })
    for await (const item of importer.read(chunks, context)) {
      await count(report, item, transaction)
      if (item.kind === 'row') before.delete(`${item.project.registry}/${item.project.registryProjectId}`)
    }
    report.gone = before.size
    await writeSource(transaction, { ...row, ...file, sha256: sha256.digest('hex'), rows: report.read })
  })
  return report
}

async function count(report: ImportReport, item: ImportedRow | RowFault, db: DirectoryDb): Promise<void> {
  if (item.kind === 'row') {
    report.read += 1
    report[await writeProject(db, item.project)] += 1
    return
  }
  report.faultCount += 1
  if (item.action === 'rejected') {
    report.read += 1
    report.rejected += 1
  }
  if (report.faults.length < MAX_FAULTS) report.faults.push(item)
}

function emptyReport(source: string, isDryRun: boolean): ImportReport {
  const counts = { read: 0, inserted: 0, changed: 0, unchanged: 0, gone: 0, rejected: 0 }
  return { source, isDryRun, ...counts, faults: [], faultCount: 0 }
}

async function seenAt(db: DirectoryDb, sourceId: string): Promise<Set<string>> {
  const rows = await db
    .selectFrom('project')
    .select(['registry', 'registry_project_id'])
    .where('source_id', '=', sourceId)
    .execute()
  return new Set(rows.map((row) => `${row.registry}/${row.registry_project_id}`))
}

async function rolledBackWhen(
  isDryRun: boolean,
  db: DirectoryDb,
  run: (transaction: DirectoryDb) => Promise<void>,
): Promise<void> {
  const transaction = await db.startTransaction().execute()
  try {
    await run(transaction)
  } catch (error) {
    await transaction.rollback().execute()
    throw error
  }
  await (isDryRun ? transaction.rollback() : transaction.commit()).execute()
}

async function* decode(
  body: ReadableStream<Uint8Array> | null,
  limitBytes: number,
  sha256: Hash,
): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > limitBytes) throw directoryError('DIRECTORY_IMPORT_TOO_LARGE', { limit: limitBytes })
    sha256.update(chunk)
    yield decodeChunk(decoder, chunk, true)
  }
  yield decodeChunk(decoder, new Uint8Array(), false)
}

function decodeChunk(decoder: TextDecoder, chunk: Uint8Array, stream: boolean): string {
  try {
    return decoder.decode(chunk, { stream })
  } catch (cause) {
    throw directoryError('IMPORT_NOT_TEXT', {}, cause)
  }
}
