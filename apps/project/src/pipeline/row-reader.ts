import {
  compileReadingReader,
  compileSource,
  readRecord,
  type ReadReading,
  type RecordResult,
  type RowFault,
  type SourceMapping,
} from '@tcctv/methodology'
import { TcctvError, parseTime } from '@tcctv/units'
import type { Documents } from '../documents.ts'
import { projectError } from '../errors.ts'
import type { Project } from '../project.ts'
import type { RowReader } from './parse-rows.ts'

/** A source by the rules of one version. */
type VersionMapping = { readonly documents: Documents; readonly mapping: SourceMapping }
type Reading = Pick<Project, 'inForce' | 'readModel' | 'nowS'>

/**
 * Reads rows by the rules of the project document in force on the local day of each. CSV needs a declared source; JSON
 * readings name their parameter.
 *
 * @throws {TcctvError} IMPORT_SOURCE when no version in force has the source; PDD_TEXT_MISSING
 */
export function rowReader(project: Reading, source: string | undefined): RowReader {
  const atS = project.nowS()
  const mappings = mappingsOf(project, source)
  const readers = new Map(
    project.inForce.all().map((documents) => [documents, compileReadingReader(documents.pdd, documents.version)]),
  )
  return {
    csv: (record, row) => readCsv(project, mappings, { record, row, nowS: atS }),
    json: (json, row) => readerOf(project, readers, json)(json, row, atS),
  }
}

function mappingsOf({ inForce, readModel }: Reading, source: string | undefined): VersionMapping[] {
  const mappings = inForce.all().flatMap((documents) => {
    const { pdd, version } = documents
    const names = Object.keys(pdd.sources)
    const name = source ?? (names.length === 1 ? names[0] : undefined)
    if (name === undefined || !names.includes(name)) return []
    const knownTo = (lane: number) => {
      const named = version.lanes[lane]
      return named === undefined ? undefined : readModel.lastEndOfMeter(named)
    }
    return [{ documents, mapping: compileSource(pdd, version, name, knownTo) }]
  })
  if (mappings.length > 0) return mappings
  const names = Object.keys(inForce.latest().pdd.sources)
  throw projectError('IMPORT_SOURCE', { found: source ?? 'none', expected: names.join(', ') })
}

/**
 * The version that has the record's day says what is wrong with it. Registers are shown to every version, because an
 * interval between two of them may lie on another side of a change than the second one; each gives those of its days.
 */
function readCsv(project: Reading, mappings: readonly VersionMapping[], { record, row, nowS }: CsvRow): RecordResult {
  const [only] = mappings
  const read = (mapping: SourceMapping): RecordResult => readRecord(mapping, record, row, nowS)
  if (mappings.length === 1 && only !== undefined && project.inForce.all().length === 1) return read(only.mapping)
  const owner = mappings.findLast((one) => isInForce(project, one, record))
  const all: RecordResult = { readings: [], gaps: 0, spread: 0, faults: [] }
  if (owner === undefined) return { ...all, faults: faultsOfNoVersion(mappings, { record, row, nowS }) }
  return mappings.reduce((found, one) => {
    if (one !== owner && !one.mapping.isOfRegisters) return found
    const { readings, gaps, spread, faults } = read(one.mapping)
    const kept = readings.filter(({ startS }) => project.inForce.of(startS).documents === one.documents)
    return {
      readings: [...found.readings, ...kept],
      gaps: found.gaps + (one === owner ? gaps : 0),
      spread: found.spread + Math.min(spread, kept.length),
      faults: one === owner ? faults : found.faults,
    }
  }, all)
}

type CsvRow = { readonly record: Readonly<Record<string, string>>; readonly row: number; readonly nowS: number }

/** A record whose time no version reads, or whose day has a version without this source. */
function faultsOfNoVersion(mappings: readonly VersionMapping[], { record, row, nowS }: CsvRow): RowFault[] {
  return mappings.slice(-1).flatMap(({ mapping }) => {
    const { timeColumn, sourceId } = mapping
    const { faults } = readRecord(mapping, record, row, nowS)
    const found = record[timeColumn] ?? 'nothing'
    const advice = 'The version of the project document in force on this day has no such source.'
    const expected = `a day on which a version with the source ${sourceId} is in force`
    return faults.length > 0
      ? faults
      : [{ row, field: timeColumn, code: 'SOURCE_NOT_IN_FORCE', found, expected, advice }]
  })
}

/** Whether a version has the day of a record. A register ends the intervals before it. */
function isInForce(
  { inForce }: Reading,
  { documents, mapping }: VersionMapping,
  record: Readonly<Record<string, string>>,
): boolean {
  const stamp = record[mapping.timeColumn]
  const atS = stamp === undefined ? 'TIME_FORMAT' : mapping.clock(stamp)
  return typeof atS === 'number' && inForce.of(mapping.isOfRegisters ? atS - 1 : atS).documents === documents
}

function readerOf({ inForce }: Reading, readers: ReadonlyMap<Documents, ReadReading>, json: unknown): ReadReading {
  const atS = typeof json === 'object' && json !== null && 'start' in json ? instantOf(json.start) : undefined
  const documents = atS === undefined ? inForce.latest() : inForce.of(atS).documents
  const reader = readers.get(documents) ?? compileReadingReader(documents.pdd, documents.version)
  return reader
}

function instantOf(stamp: unknown): number | undefined {
  try {
    return typeof stamp === 'string' ? parseTime(stamp) : undefined
  } catch (cause) {
    if (cause instanceof TcctvError) return undefined // the reader says what is wrong with it
    throw cause
  }
}
