import {
  creditImporterOf,
  importerOf,
  type Importer,
  type ImportedCredit,
  type ImportedRow,
  type RowFault,
} from '@tcctv/registries'
import { createHash } from 'node:crypto'
import { directoryError } from './errors.ts'
import { openUpload, type UploadedFile } from './read-table.ts'
import { writeSource, type DirectoryDb } from './store/open-store.ts'
import { CreditWriter } from './store/write-credits.ts'
import { RecordWriter, type WriteOutcome } from './store/write-records.ts'

export type ImportRequest = {
  readonly source: string
  /** For the source `mapped`: which header holds what, as JSON. */
  readonly mapping?: string | undefined
  readonly body: ReadableStream<Uint8Array> | null
  readonly retrieved: string
  readonly fileName: string
  readonly licence: string
  readonly who: string
  readonly importedAt: string
  readonly isDryRun: boolean
  readonly limitBytes: number
}

type ImportReport = Record<WriteOutcome, number> & {
  source: string
  read: number
  rejected: number
  gone: number
  isDryRun: boolean
  faults: RowFault[]
  faultCount: number
  /** More than one row in a hundred was rejected: the file does not fit the source. */
  isRefused: boolean
}

export type Imported = { readonly report: ImportReport; readonly touched: ReadonlySet<string> }

const MAX_FAULTS = 1000
const MAX_REJECTED_SHARE = 0.01

/**
 * Reads an export into the store in one transaction: all rows or, on an error or a dry run, none. Rows that can not
 * be read are reported, not guessed. Projects that an export no longer names stay, with the day they were last seen;
 * blocks of credits that it no longer names no longer count.
 *
 * @throws {TcctvError} IMPORT_SOURCE_UNKNOWN, IMPORT_COLUMNS_MISSING, IMPORT_FILE_UNREADABLE, IMPORT_SHEET, IMPORT_MAPPING, DIRECTORY_IMPORT_TOO_LARGE, IMPORT_NOT_TEXT
 */
export async function importFile(db: DirectoryDb, request: ImportRequest): Promise<Imported> {
  const importer = creditImporterOf(request.source) ?? importerOf(request.source, request.mapping)
  const sha256 = createHash('sha256')
  const file = await openUpload(request.body, request.limitBytes, sha256)
  const context = { sourceId: importer.id, retrieved: request.retrieved }
  const report = emptyReport(importer.id, request.isDryRun)
  const touched = await rolledBackWhen(request.isDryRun, db, async (transaction) => {
    const importId = await startRun(transaction, importer.id, request)
    const writer = await (creditImporterOf(request.source) === undefined
      ? RecordWriter.open(transaction, { importId, ...context })
      : CreditWriter.open(transaction, context))
    for await (const item of itemsOf(importer, file, context)) await count(report, item, writer)
    report.gone = await writer.finish()
    await endRun(transaction, importId, importer, request, report, sha256.digest('hex'))
    return writer.touched
  })
  report.isRefused = report.rejected > report.read * MAX_REJECTED_SHARE
  return { report, touched }
}

type AnyImporter = Importer | NonNullable<ReturnType<typeof creditImporterOf>>
type Item = ImportedRow | ImportedCredit | RowFault

function itemsOf(
  importer: AnyImporter,
  file: UploadedFile,
  context: { sourceId: string; retrieved: string },
): AsyncIterable<Item> {
  if ('readWorkbook' in importer && importer.readWorkbook !== undefined && file.form === 'xlsx')
    return importer.readWorkbook(file.bytes, context)
  return importer.read(file.text, context)
}

async function count(report: ImportReport, item: Item, writer: RecordWriter | CreditWriter): Promise<void> {
  if (item.kind === 'fault') return countFault(report, item)
  report.read += 1
  if (item.kind === 'row' && writer instanceof RecordWriter) report[await writer.add(item.project)] += 1
  else if (item.kind === 'credit' && writer instanceof CreditWriter) report[await writer.add(item.credit)] += 1
  else
    throw directoryError('STORE_RECORD', { project: item.kind, reason: 'the source holds both projects and credits' })
}

function countFault(report: ImportReport, fault: RowFault): void {
  report.faultCount += 1
  if (fault.action === 'rejected') {
    report.read += 1
    report.rejected += 1
  }
  if (report.faults.length < MAX_FAULTS) report.faults.push(fault)
}

function emptyReport(source: string, isDryRun: boolean): ImportReport {
  const counts = { read: 0, inserted: 0, changed: 0, unchanged: 0, gone: 0, rejected: 0 }
  return { source, isDryRun, ...counts, faults: [], faultCount: 0, isRefused: false }
}

async function startRun(
  db: DirectoryDb,
  sourceId: string,
  { fileName, retrieved, who, importedAt }: ImportRequest,
): Promise<number> {
  const run = {
    source_id: sourceId,
    file_name: fileName,
    sha256: '',
    retrieved,
    who,
    at: importedAt,
    inserted: 0,
    changed: 0,
    gone: 0,
  }
  const { insertId } = await db.insertInto('import_run').values(run).executeTakeFirstOrThrow()
  return Number(insertId)
}

async function endRun(
  db: DirectoryDb,
  importId: number,
  importer: AnyImporter,
  request: ImportRequest,
  report: ImportReport,
  sha256: string,
): Promise<void> {
  const { inserted, changed, gone, read } = report
  await db.updateTable('import_run').set({ sha256, inserted, changed, gone }).where('id', '=', importId).execute()
  await writeSource(db, {
    id: importer.id,
    kind: importer.id === 'tcctv' || importer.id === 'cadt' ? 'interchange' : 'registry-export',
    publisher: importer.publisher,
    file_name: request.fileName,
    sha256,
    retrieved: request.retrieved,
    licence: request.licence,
    rows: read,
    imported_at: request.importedAt,
  })
}

async function rolledBackWhen<Result>(
  isDryRun: boolean,
  db: DirectoryDb,
  run: (transaction: DirectoryDb) => Promise<Result>,
): Promise<Result> {
  const transaction = await db.startTransaction().execute()
  let result: Result
  try {
    result = await run(transaction)
  } catch (error) {
    await transaction.rollback().execute()
    throw error
  }
  await (isDryRun ? transaction.rollback() : transaction.commit()).execute()
  return result
}
