import type { Pdd } from '../documents/pdd.ts'
import { fieldOf, needsRegistry, type Enters } from './pdd-fields.ts'

/** One difference of two project documents, and what it touches. */
export type PddChange = {
  readonly path: string
  readonly kind: 'added' | 'removed' | 'changed'
  readonly before: string | null
  readonly after: string | null
  readonly enters: Enters
  readonly needsRegistry: boolean
}

/**
 * What differs between two project documents: comments and the order of keys do not count, values do; rows of a list
 * that have an `id` are compared by it. Each difference says whether it enters an equation, a tolerance or the mapping.
 *
 * @example comparePdds(v1, v2)[0] // { path: 'fixed.EF_OM.value', kind: 'changed', before: '0.8907', …, enters: 'equation' }
 */
export function comparePdds(before: Pdd, after: Pdd): PddChange[] {
  return changesOf(before, after, [])
}

function changesOf(before: unknown, after: unknown, place: readonly string[]): PddChange[] {
  const [left, right] = [partsOf(before), partsOf(after)]
  if (left !== undefined && right !== undefined) {
    const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])]
    return keys.flatMap((key) => changesOf(left[key], right[key], [...place, key]))
  }
  const [one, other] = [shown(before), shown(after)]
  if (one === other) return []
  // A whole branch that comes or goes is told by its leaves, so that each says what it enters.
  const branch = one === null ? right : other === null ? left : undefined
  if (branch !== undefined && Object.keys(branch).length > 0) {
    const [empty, full] = [{}, branch]
    return one === null ? changesOf(empty, full, place) : changesOf(full, empty, place)
  }
  const { enters } = fieldOf(place)
  const kind = one === null ? 'added' : other === null ? 'removed' : 'changed'
  return [
    {
      path: place.join('.'),
      kind,
      before: one,
      after: other,
      enters,
      needsRegistry: needsRegistry(enters),
    },
  ]
}

/** Parts of a map by key, of a list of rows by id or place; undefined for a value. Lists of plain values are values. */
function partsOf(part: unknown): Readonly<Record<string, unknown>> | undefined {
  if (isMap(part)) return part
  if (!Array.isArray(part) || part.length === 0 || !part.every(isMap)) return undefined
  return Object.fromEntries(
    part.map((item: Readonly<Record<string, unknown>>, index) => [
      typeof item['id'] === 'string' ? item['id'] : String(index + 1),
      item,
    ]),
  )
}

function isMap(part: unknown): part is Readonly<Record<string, unknown>> {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}

function shown(part: unknown): string | null {
  if (part === undefined) return null
  return typeof part === 'string' ? part : JSON.stringify(part)
}
