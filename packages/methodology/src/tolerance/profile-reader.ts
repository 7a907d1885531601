import {
  compileOffsetTable,
  DAY_S,
  instantOfWallClock,
  parseTime,
  type LocalDay,
  type OffsetTable,
  type Period,
  type UnixS,
} from '@tcctv/units'
import { faultSink, refuseFaults } from '../documents/faults.ts'
import { parsePdd, type Pdd } from '../documents/pdd.ts'
import { readYaml } from '../documents/read-yaml.ts'
import { methodologyError } from '../errors.ts'
import { sourceLanes } from '../pdd-version/lanes.ts'
import type { SourceLane } from '../pdd-version/pdd-version.ts'
import { hashDocument } from '../documents/hash-document.ts'
import { compileReadingReader } from '../reading/reading-reader.ts'
import { compileSource } from '../reading/compile-source.ts'
import { readRecord } from '../reading/read-record.ts'
import type { Reading, RowFault } from '../reading/reading.ts'

/** Reads the records of a file for a profile of one parameter. */
export type ProfileReader = {
  readonly parameter: string
  readonly lanes: readonly SourceLane[]
  readonly offsets: OffsetTable
  readonly window: { readonly startDay: LocalDay; readonly endDay: LocalDay }
  readonly format: 'csv' | 'json' | 'ndjson'
  /** Readings of the parameter inside of the window; what lies outside of it is passed over. */
  readonly csv: (record: Readonly<Record<string, string>>, row: number) => RowOfProfile
  /** The same of a JSON reading, see `dataSchema`. */
  readonly json: (json: unknown, row: number) => RowOfProfile
}
type RowOfProfile = { readonly readings: readonly Reading[]; readonly faults: readonly RowFault[] }

type Ask = {
  readonly parameter: string | undefined
  readonly source: string | undefined
  readonly startDay: LocalDay
  readonly endDay: LocalDay
  readonly nowS: UnixS
}

/**
 * A reader of a project's own data files by the sources of its document, for days before or after the crediting period
 * alike. It needs no methodology: what that calls plausible is not checked.
 *
 * @throws {TcctvError} SOURCE_UNKNOWN when the source, or the parameter of several, is not named or not known;
 * DOCUMENT_INVALID with all faults of the shape, of the sources, and of lanes of the parameter that differ
 */
export function profileReader(pddYaml: string, ask: Ask): ProfileReader {
  const pdd = parsePdd(pddYaml)
  const sink = faultSink(readYaml(pddYaml, 'project document').locate)
  const all = sourceLanes(pdd, sink)
  refuseFaults('project document', sink.faults)
  const source = chosen(
    ask.source ?? (ask.parameter === undefined ? undefined : sourceOf(pdd, ask.parameter)),
    Object.keys(pdd.sources),
  )
  const parameter = chosen(ask.parameter, parametersOf(pdd, source))
  const lanes = all.filter((lane) => lane.parameter === parameter)
  if (
    lanes.some(
      ({ unit, places, stepS }) => unit !== lanes[0]?.unit || places !== lanes[0].places || stepS !== lanes[0].stepS,
    )
  )
    sink.add(['sources'], 'LANE_DIFFERS', parameter, 'one unit, quantum and interval for all meters of the parameter')
  refuseFaults('project document', sink.faults)
  const { startDay, endDay } = ask
  const offsets = offsetsOf(pdd.crediting.zone, startDay, endDay)
  const crediting = {
    fromS: instantOfWallClock(offsets, startDay * DAY_S),
    toS: instantOfWallClock(offsets, endDay * DAY_S),
  }
  const version = { documentHash: hashDocument(pdd), lanes: all, crediting, offsets }
  const mapping = compileSource(pdd, version, source)
  const readJson = compileReadingReader(pdd, version)
  const ofParameter = ({ lane }: Reading): boolean => all[lane]?.parameter === parameter
  return {
    parameter,
    lanes,
    offsets,
    window: { startDay, endDay },
    format: pdd.sources[source]?.format ?? 'csv',
    csv: (record, row) => {
      const atS = mapping.clock(record[mapping.timeColumn] ?? '')
      if (typeof atS === 'number' && isOutside(atS, crediting, mapping.isOfRegisters)) return NOTHING
      const { readings, faults } = readRecord(mapping, record, row, ask.nowS)
      return { readings: readings.filter(ofParameter), faults }
    },
    json: (json, row) => {
      const atS = startOf(json)
      if (atS !== undefined && isOutside(atS, crediting, false)) return NOTHING
      const { reading, faults } = readJson(json, row, ask.nowS)
      return { readings: reading === undefined || !ofParameter(reading) ? [] : [reading], faults }
    },
  }
}

const NOTHING: RowOfProfile = { readings: [], faults: [] }

function startOf(json: unknown): UnixS | undefined {
  const start = typeof json === 'object' && json !== null && 'start' in json ? json.start : undefined
  try {
    return typeof start === 'string' ? parseTime(start) : undefined
  } catch {
    return undefined // the reader of readings says so
  }
}

/** A register at the end of the window still ends an interval inside. */
function isOutside(atS: UnixS, { fromS, toS }: Period, isOfRegisters: boolean): boolean {
  return atS < fromS || atS > toS || (atS === toS && !isOfRegisters)
}

function chosen(asked: string | undefined, known: readonly string[]): string {
  const [only] = known
  const found = asked ?? (known.length === 1 ? only : undefined)
  if (found !== undefined && known.includes(found)) return found
  throw methodologyError('SOURCE_UNKNOWN', { source: asked ?? 'without a name', known: known.join(', ') })
}

function sourceOf(pdd: Pdd, parameter: string): string | undefined {
  const sources = Object.keys(pdd.sources).filter((id) => parametersOf(pdd, id).includes(parameter))
  return sources.length === 1 ? sources[0] : undefined
}

function parametersOf(pdd: Pdd, source: string): readonly string[] {
  const columns = Object.values(pdd.sources[source]?.columns ?? {})
  return [
    ...new Set(
      columns.flatMap(({ parameter, split }) => [parameter, ...(split === undefined ? [] : [split.negative])]),
    ),
  ]
}

function offsetsOf(zone: string, startDay: LocalDay, endDay: LocalDay): OffsetTable {
  return compileOffsetTable(zone, { fromS: startDay * DAY_S, toS: endDay * DAY_S })
}
