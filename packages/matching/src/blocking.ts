import { projectKey } from '@tcctv/registries'
import type { Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'
import { distanceKm } from './distance.ts'
import { isTelling } from './fact-features.ts'
import { nearestNames } from './nearest-names.ts'
import { isComponent, isProgramme, storyShare, TOLD_SHARE } from './part-of.ts'

/** Numbers of two entries, the smaller first. */
export type Candidate = readonly [number, number]

const RARE_MIN_LENGTH = 3
const RARE_MAX_PROJECTS = 6
const MAX_NAMESAKES = 20
const TELLING_TITLE_WORDS = 5
const NEAR_KM = 5
const CELL_DEGREES = 0.1

/**
 * Pairs worth comparing: near titles, shared rare words, equal telling estimates or close points inside a country,
 * and explicit references anywhere. Pairs of one registry only when their titles are nearly equal. Without a country
 * and without a reference an entry has no candidates; the caller must report that as unknown.
 */
export function findCandidates(entries: readonly Entry[], corpus: Corpus): Candidate[] {
  const pairs = new PairSet(entries)
  for (const members of membersByCountry(entries).values()) {
    pairNearNames(entries, members, pairs)
    pairEqual(members, (index) => rareWords(entries, index), RARE_MAX_PROJECTS, pairs)
    pairEqual(members, (index) => tellingEstimate(entries, index), members.length, pairs)
  }
  pairProgrammes(entries, pairs)
  pairStories(entries, corpus, pairs)
  pairNearPoints(entries, pairs)
  pairReferences(entries, pairs)
  pairAssets(entries, pairs)
  return pairs.list()
}

class PairSet {
  readonly #entries: readonly Entry[]
  readonly #codes = new Set<number>()

  constructor(entries: readonly Entry[]) {
    this.#entries = entries
  }

  add(a: number, b: number, isSameRegistryAllowed = false): void {
    const isSameRegistry = this.#entries[a]?.project.registry === this.#entries[b]?.project.registry
    if (a !== b && (isSameRegistryAllowed || !isSameRegistry))
      this.#codes.add(Math.min(a, b) * this.#entries.length + Math.max(a, b))
  }

  list(): Candidate[] {
    const count = this.#entries.length
    return [...this.#codes].toSorted((x, y) => x - y).map((code) => [Math.floor(code / count), code % count])
  }
}

function membersByCountry(entries: readonly Entry[]): Map<string, number[]> {
  const members = new Map<string, number[]>()
  for (const [index, { project }] of entries.entries())
    for (const country of new Set(project.countries)) push(members, country, index)
  return members
}

/**
 * A programme's entry often carries one of its host countries only: programmes and components are also compared over
 * borders, when their titles have the same words or one party and a rare word in common.
 */
function pairProgrammes(entries: readonly Entry[], pairs: PairSet): void {
  const members = entries.flatMap((entry, index) => (isProgramme(entry) || isComponent(entry) ? [index] : []))
  pairEqual(members, (index) => fullTitle(entries[index]), MAX_NAMESAKES, pairs)
  pairEqual(members, (index) => partyWords(entries[index]), RARE_MAX_PROJECTS, pairs)
}

/** Programmes with the entries whose title or description says what the programme's title says, in any country. */
function pairStories(entries: readonly Entry[], corpus: Corpus, pairs: PairSet): void {
  const tellers = new Map<string, number[]>()
  for (const [index, { story }] of entries.entries()) for (const word of story) push(tellers, word, index)
  for (const [index, entry] of entries.entries()) {
    if (!isProgramme(entry)) continue
    const rarest = entry.activity
      .map((word) => tellers.get(word) ?? [])
      .filter((group) => group.length > 0)
      .toSorted((a, b) => a.length - b.length)
    for (const part of new Set(rarest.slice(0, 2).flat())) {
      const other = entries[part]
      if (other !== undefined && storyShare(other, entry, corpus) >= TOLD_SHARE) pairs.add(index, part)
    }
  }
}

function fullTitle(entry: Entry | undefined): readonly string[] {
  return entry !== undefined && entry.tokens.length >= TELLING_TITLE_WORDS ? [entry.tokens.join(' ')] : []
}

function partyWords(entry: Entry | undefined): readonly string[] {
  if (entry === undefined || entry.developer === '') return []
  return entry.tokens.filter((word) => word.length >= RARE_MIN_LENGTH).map((word) => `${entry.developer}/${word}`)
}

function pairNearNames(entries: readonly Entry[], members: readonly number[], pairs: PairSet): void {
  const names = members.map((index) => entries[index]?.project.nameNormalised ?? '')
  const registries = members.map((index) => entries[index]?.project.registry ?? '')
  for (const { left, right, isTwin } of nearestNames(names, registries))
    pairs.add(members[left] ?? 0, members[right] ?? 0, isTwin)
}

function pairEqual(
  members: readonly number[],
  keysOf: (index: number) => readonly string[],
  maxProjects: number,
  pairs: PairSet,
): void {
  const groups = new Map<string, number[]>()
  for (const index of members) for (const key of keysOf(index)) push(groups, key, index)
  for (const group of groups.values()) if (group.length <= maxProjects) pairAll(group, pairs)
}

function pairAll(group: readonly number[], pairs: PairSet): void {
  for (const a of group) for (const b of group) if (a < b) pairs.add(a, b)
}

function rareWords(entries: readonly Entry[], index: number): readonly string[] {
  return entries[index]?.tokens.filter((word) => word.length >= RARE_MIN_LENGTH) ?? []
}

function tellingEstimate(entries: readonly Entry[], index: number): readonly string[] {
  const tonnes = entries[index]?.project.estimatedAnnualTonnes ?? null
  return tonnes !== null && isTelling(tonnes) ? [`${tonnes}`] : []
}

function pairNearPoints(entries: readonly Entry[], pairs: PairSet): void {
  const cells = new Map<string, number[]>()
  for (const [index, { point }] of entries.entries()) if (point !== null) push(cells, cellKey(point, 0, 0), index)
  for (const [index, entry] of entries.entries()) {
    if (entry.point === null) continue
    for (const other of neighbours(entry.point, cells)) {
      const candidate = entries[other]
      if (other <= index || candidate?.point == null || candidate.project.category !== entry.project.category) continue
      if (distanceKm(entry.point, candidate.point) <= NEAR_KM) pairs.add(index, other)
    }
  }
}

type Position = { readonly longitude: number; readonly latitude: number }

/** Entries of the cells around a point. Above 60° cells are narrower than the search distance, so more are read. */
function neighbours(point: Position, cells: ReadonlyMap<string, number[]>): number[] {
  const reach = Math.abs(point.latitude) > 60 ? 4 : 1
  const found: number[] = []
  for (let east = -reach; east <= reach; east += 1)
    for (let north = -1; north <= 1; north += 1) found.push(...(cells.get(cellKey(point, east, north)) ?? []))
  return found
}

function cellKey({ longitude, latitude }: Position, east: number, north: number): string {
  return `${Math.floor(longitude / CELL_DEGREES) + east},${Math.floor(latitude / CELL_DEGREES) + north}`
}

/** A thing that moves, such as a battery, is the same in any country and in any two entries. */
function pairAssets(entries: readonly Entry[], pairs: PairSet): void {
  const holders = new Map<string, number[]>()
  for (const [index, { project }] of entries.entries())
    for (const { sha256 } of project.assets) push(holders, sha256, index)
  for (const group of holders.values()) for (const a of group) for (const b of group) if (a < b) pairs.add(a, b, true)
}

function pairReferences(entries: readonly Entry[], pairs: PairSet): void {
  const indexByKey = new Map(entries.map(({ key }, index) => [key, index]))
  for (const [index, { project }] of entries.entries()) {
    const parent = project.parent === null ? [] : [project.parent]
    for (const reference of [...project.references, ...parent, ...project.transitions]) {
      const other = indexByKey.get(projectKey(reference))
      if (other !== undefined) pairs.add(index, other, true)
    }
  }
}

function push<Key>(groups: Map<Key, number[]>, key: Key, index: number): void {
  const group = groups.get(key)
  if (group === undefined) groups.set(key, [index])
  else group.push(index)
}
