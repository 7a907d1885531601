import type { LineCounter } from 'yaml'
import { type Document, isMap, isNode, isScalar } from 'yaml'
import { methodologyError } from '../errors.ts'

/** One fault of a document. `line` and `column` count from 1. */
export type DocumentFault = {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly code: string
  readonly found: string
  readonly expected: string
}

export type Path = readonly (string | number)[]

/** Collects the faults of one document; nothing is thrown before all were found. */
export type FaultSink = {
  readonly add: (path: Path, code: string, found: unknown, expected: string) => void
  readonly faults: readonly DocumentFault[]
}

/**
 * Place of a part of a document; with `offset` the place of that character of a text, whatever its quotes and folds;
 * with `of` key that of the part's own key.
 */
export type Locate = (
  path: Path,
  offset?: number,
  of?: 'key' | 'value',
) => { readonly line: number; readonly column: number }

/** Faults of a key itself, marked there and not at its value. */
const KEY_FAULTS: readonly string[] = ['UNKNOWN_KEY', 'KEY', 'TWICE']

/** @param known faults found before; one of the same path is then told what is expected there, and not added twice */
export function faultSink(locate: Locate, known: readonly DocumentFault[] = []): FaultSink {
  const faults = [...known]
  const placeOf = (path: Path, code: string) => locate(path, 0, KEY_FAULTS.includes(code) ? 'key' : 'value')
  const places = new Map(known.map(({ path }, index) => [path, index]))
  return {
    faults,
    add: (path, code, found, expected) => {
      const at = places.get(path.join('.'))
      const before = at === undefined ? undefined : faults[at]
      if (at !== undefined && before !== undefined) faults[at] = { ...before, expected }
      else faults.push({ path: path.join('.'), ...placeOf(path, code), code, found: shown(found), expected })
    },
  }
}

/** Throws DOCUMENT_INVALID with all faults in the order of the text, if there are any. */
export function refuseFaults(document: string, found: readonly DocumentFault[]): void {
  const faults = found.toSorted((left, right) => left.line - right.line || left.column - right.column)
  const [first] = faults
  if (first === undefined) return
  const text = `${first.path} (line ${first.line}): found ${first.found}, expected ${first.expected}`
  throw methodologyError('DOCUMENT_INVALID', { document, count: faults.length, first: text, faults })
}

/** Line and column of the deepest part of a path that stands in the text. */
export function locateIn(document: Document, lines: LineCounter, text: string): Locate {
  return (path, offset = 0, of = 'value') => {
    const key = of === 'key' ? keyAt(document, path) : undefined
    if (key !== undefined) {
      const { line, col } = lines.linePos(key)
      return { line, column: col }
    }
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? document.contents : document.getIn(path.slice(0, length), true)
      if (isNode(node) && node.range) {
        const [start, end] = node.range
        const value = isScalar(node) && length === path.length ? String(node.value) : ''
        const { line, col } = lines.linePos(start + offsetInSource(text.slice(start, end), value, offset))
        return { line, column: col }
      }
    }
    return { line: 1, column: 1 }
  }
}

/** Where the last key of a path begins. */
function keyAt(document: Document, path: Path): number | undefined {
  const map = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  if (!isMap(map)) return undefined
  const found = map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key
  return isScalar(found) ? found.range?.[0] : undefined
}

/** Where character `offset` of a value stands in its source: quotes, folds and indents of the source are passed over. */
function offsetInSource(source: string, value: string, offset: number): number {
  if (offset <= 0) return 0
  let at = -1
  for (const character of value.slice(0, offset + 1).replaceAll(/\s/g, '')) {
    const next = source.indexOf(character, at + 1)
    if (next < 0) return 0
    at = next
  }
  return Math.max(at, 0)
}

function shown(found: unknown): string {
  const text = typeof found === 'string' ? found : (JSON.stringify(found) ?? 'nothing')
  return text.length > 120 ? `${text.slice(0, 117)}...` : text
}
