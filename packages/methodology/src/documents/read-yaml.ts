import { LineCounter, isMap, isScalar, isSeq, parseDocument, visit, type Document, type ErrorCode } from 'yaml'
import {
  faultSink,
  locateIn,
  refuseFaults,
  type DocumentFault,
  type FaultSink,
  type Locate,
  type Path,
} from './faults.ts'

const LIMIT_CHARACTERS = 1_000_000
const LIMIT_DEPTH = 16

/** Plain data of a YAML text and where its parts stand. */
export type YamlText = {
  readonly data: unknown
  readonly locate: Locate
  /** Floating-point numbers in the data: faults that `sinkOf` starts with, told together with those of the shape. */
  readonly floats: readonly DocumentFault[]
}

/**
 * Reads one YAML 1.2 core document into plain data: strings, whole numbers, booleans, lists, maps with text keys.
 * Refuses anchors, aliases, tags and duplicate keys. Not refused here but in the sink of `sinkOf`, which every reader
 * of the data must use: floating-point numbers (a decimal must be quoted), so that they hide no other fault.
 *
 * @throws {TcctvError} DOCUMENT_INVALID with all faults
 */
export function readYaml(text: string, name: string, limit = LIMIT_CHARACTERS): YamlText {
  if (text.length > limit) refuseFaults(name, [tooLong(text.length, limit)])
  const lines = new LineCounter()
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    lineCounter: lines,
    keepSourceTokens: false,
  })
  const locate = locateIn(document, lines, text)
  const floats = floatFaults(document.contents, [], lines)
  const faults = [...syntaxFaults(document, lines), ...nodeFaults(document, lines)]
  refuseFaults(name, faults.length === 0 ? [] : [...faults, ...floats])
  const data: unknown = document.toJS({ maxAliasCount: 0 })
  return { data, locate, floats }
}

/** A sink for the faults of a document that was read; it starts with its floating-point numbers. */
export function sinkOf({ locate, floats }: YamlText): FaultSink {
  return faultSink(locate, floats)
}

function tooLong(found: number, limit: number): DocumentFault {
  const expected = `at most ${limit}`
  return { path: '', line: 1, column: 1, code: 'TOO_LONG', found: `${found} characters`, expected }
}

const QUOTES = 'quotes around a text with a colon or another sign of YAML, for example "Plastics: HDPE"'
/** What to do about a fault of the syntax, by the code of the parser. */
const REMEDIES: Readonly<Partial<Record<ErrorCode, string>>> = {
  BLOCK_AS_IMPLICIT_KEY: QUOTES,
  BLOCK_IN_FLOW: QUOTES,
  BAD_SCALAR_START: 'quotes around a text that starts with % @ or `, for example "%"',
  DUPLICATE_KEY: 'each key once in a map',
  TAB_AS_INDENT: 'spaces in place of tabs',
  BAD_INDENT: 'keys of one map in one column, and every { [ closed',
  MISSING_CHAR: 'every quote and bracket closed',
  MULTILINE_IMPLICIT_KEY: 'a space behind the colon of each key',
  UNEXPECTED_TOKEN: 'the whole text in quotes, or nothing behind the closing quote',
}

function syntaxFaults(document: Document, lines: LineCounter): DocumentFault[] {
  return [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    const found = error.message.replace(/ at line \d+, column \d+:[^]*/, '')
    const expected = REMEDIES[error.code] ?? 'YAML 1.2 without tags or duplicate keys'
    return { path: '', line, column: col, code: 'YAML_SYNTAX', found, expected }
  })
}

function nodeFaults(document: Document, lines: LineCounter): DocumentFault[] {
  const faults: DocumentFault[] = []
  const add = (offset: number | undefined, code: string, found: string, expected: string): void => {
    const { line, col } = lines.linePos(offset ?? 0)
    faults.push({ path: '', line, column: col, code, found, expected })
  }
  visit(document, {
    Alias: (_key, node) => add(node.range?.[0], 'YAML_ALIAS', `*${node.source}`, 'the content itself'),
    Node: (_key, node, ancestors) => {
      if ('anchor' in node && node.anchor !== undefined)
        add(node.range?.[0], 'YAML_ANCHOR', `&${node.anchor}`, 'no anchors')
      if (node.tag !== undefined) add(node.range?.[0], 'YAML_TAG', node.tag, 'no tags')
      if (ancestors.length > LIMIT_DEPTH * 2)
        add(node.range?.[0], 'YAML_DEPTH', 'deep nesting', `at most ${LIMIT_DEPTH} levels`)
    },
    Pair: (_key, pair) => {
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string')
        add(isScalar(pair.key) ? pair.key.range?.[0] : 0, 'YAML_KEY', String(pair.key), 'a text as key; quote it')
    },
  })
  return faults
}

function floatFaults(part: unknown, path: Path, lines: LineCounter): DocumentFault[] {
  if (isMap(part))
    return part.items.flatMap(({ key, value }) =>
      floatFaults(value, [...path, isScalar(key) ? String(key.value) : String(key)], lines),
    )
  if (isSeq(part)) return part.items.flatMap((item, index) => floatFaults(item, [...path, index], lines))
  if (!isScalar(part) || typeof part.value !== 'number' || isWhole(part.source)) return []
  const { line, col } = lines.linePos(part.range?.[0] ?? 0)
  const [found, expected] = [part.source ?? String(part.value), 'quotes around the number']
  return [{ path: path.join('.'), line, column: col, code: 'YAML_FLOAT', found, expected }]
}

function isWhole(source: string | undefined): boolean {
  return source !== undefined && /^-?\d{1,15}$/.test(source)
}
