import { LineCounter, isScalar, parseDocument, visit, type Document } from 'yaml'
import { faultSink, locateIn, refuseFaults, type DocumentFault, type FaultSink, type Locate } from './faults.ts'

const LIMIT_CHARACTERS = 1_000_000
const LIMIT_DEPTH = 16

/** Plain data of a YAML text and where its parts stand. */
export type YamlText = { readonly data: unknown; readonly locate: Locate }

/**
 * Reads one YAML 1.2 core document into plain data: strings, whole numbers, booleans, lists, maps with text keys.
 * Refuses anchors, aliases, tags, duplicate keys and every floating-point number (a decimal must be quoted).
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
  refuseFaults(name, [...syntaxFaults(document, lines), ...nodeFaults(document, lines)])
  const data: unknown = document.toJS({ maxAliasCount: 0 })
  return { data, locate }
}

/** A sink for the faults of a document that was read. */
export function sinkOf(text: YamlText): FaultSink {
  return faultSink(text.locate)
}

function tooLong(found: number, limit: number): DocumentFault {
  const expected = `at most ${limit}`
  return { path: '', line: 1, column: 1, code: 'TOO_LONG', found: `${found} characters`, expected }
}

function syntaxFaults(document: Document, lines: LineCounter): DocumentFault[] {
  return [...document.errors, ...document.warnings].map((error) => {
    const { line, col } = lines.linePos(error.pos[0])
    const found = error.message.split('\n')[0] ?? error.code
    return {
      path: '',
      line,
      column: col,
      code: 'YAML_SYNTAX',
      found,
      expected: 'YAML 1.2 without tags or duplicate keys',
    }
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
      if (isScalar(node) && typeof node.value === 'number' && !isWhole(node.source))
        add(node.range?.[0], 'YAML_FLOAT', node.source ?? '', 'a quoted decimal, for example "0.5"')
    },
    Pair: (_key, pair) => {
      if (!isScalar(pair.key) || typeof pair.key.value !== 'string')
        add(isScalar(pair.key) ? pair.key.range?.[0] : 0, 'YAML_KEY', String(pair.key), 'a text as key; quote it')
    },
  })
  return faults
}

function isWhole(source: string | undefined): boolean {
  return source !== undefined && /^-?\d{1,15}$/.test(source)
}
