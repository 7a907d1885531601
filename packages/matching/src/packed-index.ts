import type { RegistryProject } from '@tcctv/registries'
import { makeCorpus } from './corpus.ts'
import type { DecisionBook } from './decisions.ts'
import { makeEntries } from './entry.ts'
import { indexOf, withDecided, type MatchIndex, type ScoredPair } from './match-index.ts'

/** Of each pair the places of its entries, which stand in order of key, and its bits. */
const PAIR_BYTES = 16
const HEAD_BYTES = 4

/**
 * The scored pairs of an index as bytes, so that an index of the same projects can be opened without scoring them
 * again. Little-endian: number of entries, then each pair.
 */
export function packPairs({ entries, pairs }: MatchIndex): Uint8Array {
  const places = new Map([...entries.keys()].toSorted().map((key, place) => [key, place]))
  const packed = new Uint8Array(HEAD_BYTES + pairs.length * PAIR_BYTES)
  const view = new DataView(packed.buffer)
  view.setUint32(0, places.size, true)
  for (const [number, { left, right, bits }] of pairs.entries()) {
    const at = HEAD_BYTES + number * PAIR_BYTES
    view.setUint32(at, places.get(left.key) ?? 0, true)
    view.setUint32(at + 4, places.get(right.key) ?? 0, true)
    view.setFloat64(at + 8, bits, true)
  }
  return packed
}

/**
 * Opens an index with packed pairs; undefined when they are of another number of projects. The caller answers for
 * projects and decisions being those of the index that was packed. Word statistics are counted anew: after updates in
 * place they differ a little from those the pairs were scored with, as {@link updateMatchIndex} says.
 */
export function unpackIndex(
  projects: readonly RegistryProject[],
  decisions: DecisionBook,
  packed: Uint8Array,
): MatchIndex | undefined {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  if (packed.byteLength < HEAD_BYTES || view.getUint32(0, true) !== projects.length) return undefined
  const entries = makeEntries(projects).toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const pairs: ScoredPair[] = []
  for (let at = HEAD_BYTES; at + PAIR_BYTES <= packed.byteLength; at += PAIR_BYTES) {
    const [left, right] = [entries[view.getUint32(at, true)], entries[view.getUint32(at + 4, true)]]
    if (left === undefined || right === undefined) return undefined
    pairs.push({ left, right, bits: view.getFloat64(at + 8, true) })
  }
  const byKey = new Map(entries.map((entry) => [entry.key, entry]))
  const corpus = makeCorpus(entries)
  return indexOf(corpus, byKey, withDecided(pairs, byKey, decisions, corpus), decisions)
}
