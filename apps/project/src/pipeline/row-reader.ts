import { compileReadingReader, compileSource, readRecord } from '@tcctv/methodology'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'
import type { RowReader } from './parse-rows.ts'

/** Reads rows by the rules of the project document. CSV needs a declared source; JSON readings name their parameter. */
export function rowReader({ documents, nowS, readModel }: Project, source: string | undefined): RowReader {
  const { pdd, version } = documents
  const atS = nowS()
  const readJson = compileReadingReader(pdd, version)
  const names = Object.keys(pdd.sources)
  const name = source ?? (names.length === 1 ? names[0] : undefined)
  if (name === undefined || !names.includes(name))
    throw projectError('IMPORT_SOURCE', { found: name ?? 'none', expected: names.join(', ') })
  const mapping = compileSource(pdd, version, name, readModel.lastEndOf)
  return {
    csv: (record, row) => readRecord(mapping, record, row, atS),
    json: (json, row) => readJson(json, row, atS),
  }
}
