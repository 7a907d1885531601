import type { Methodology } from '../documents/methodology.ts'

/** One difference of two documents: a part that only one of them has, or that differs. */
export type DocumentChange = {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before?: string
  readonly after?: string
}

/**
 * What differs between two methodology documents, in the order of the first and then of the second: comments and the
 * order of keys do not count, values do.
 *
 * @example diffMethodologies(v1, v2) // [{ path: 'fixed.GWP.value', kind: 'changed', before: '28', after: '27.9' }]
 */
export function diffMethodologies(before: Methodology, after: Methodology): DocumentChange[] {
  return changesOf(before, after, [])
}

function changesOf(before: unknown, after: unknown, path: readonly string[]): DocumentChange[] {
  if (isMap(before) && isMap(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return keys.flatMap((key) => changesOf(before[key], after[key], [...path, key]))
  }
  const [left, right] = [shown(before), shown(after)]
  if (left === right) return []
  const at = path.join('.')
  if (left === undefined) return [{ path: at, kind: 'added', after: right ?? '' }]
  if (right === undefined) return [{ path: at, kind: 'removed', before: left }]
  return [{ path: at, kind: 'changed', before: left, after: right }]
}

function isMap(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}

function shown(part: unknown): string | undefined {
  return typeof part === 'string' ? part : JSON.stringify(part)
}
