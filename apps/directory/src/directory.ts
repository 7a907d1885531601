import {
  assessListed,
  assessProject,
  assessPair,
  fitCalibration,
  makeMatchIndex,
  NO_DECISIONS,
  packPairs,
  rankPairs,
  summarise,
  summariseAll,
  unpackIndex,
  updateMatchIndex,
  type CalibrationProposal,
  type DecisionBook,
  type MatchIndex,
  type PairAssessment,
  type ProjectRisk,
  type RankedPair,
  type RiskLevel,
  type RiskSummary,
} from '@tcctv/matching'
import { FIXTURE_SOURCE_ID, projectKey, type ProjectReference, type RegistryProject } from '@tcctv/registries'
import { FacetColumns } from './facet-columns.ts'
import type { Filters } from './filters.ts'
import { countFacets, type Facets } from './facets.ts'
import { listingOf, type Listing } from './listing.ts'
import { mapView, type MapView } from './map-view.ts'
import { makePointIndex, type Box, type PointIndex } from './point-index.ts'
import { nameRanksOf, runQuery, sortListings, type SortOrder } from './run-query.ts'
import type { Snapshot } from './store/snapshot.ts'
import { TextIndex } from './text-index.ts'

/** A project whose level differs after a change of the directory. */
export type LevelChange = { readonly project: string; readonly from: RiskLevel; readonly to: RiskLevel }

/**
 * All projects with their index and risks, in memory. A change takes place between two requests: what one request
 * reads is of one state.
 */
export class Directory {
  #matchIndex: MatchIndex
  readonly #listings: Listing[]
  readonly #byKey: Map<string, Listing>
  readonly #text: TextIndex
  #points: PointIndex
  readonly #columns: FacetColumns
  #nameRanks: Uint32Array | undefined
  #generation: string
  #workList: readonly RankedPair[] | undefined

  /** `snapshot` is that of the same projects and decisions; it spares scoring them. */
  constructor(
    projects: readonly RegistryProject[],
    generation: string,
    decisions: DecisionBook = NO_DECISIONS,
    snapshot?: Snapshot,
  ) {
    this.#generation = generation
    const opened = snapshot === undefined ? undefined : unpackIndex(projects, decisions, snapshot.pairs)
    this.#matchIndex = opened ?? makeMatchIndex(projects, decisions)
    const risks = opened === undefined || snapshot === undefined ? summariseAll(this.#matchIndex) : snapshot.risks
    // In order of name already, which is the usual order of lists: sorting them again is then cheap.
    this.#listings = projects
      .toSorted(byName)
      .map((project, number) => listingOf(project, number, riskIn(risks, project)))
    this.#byKey = new Map(this.#listings.map((listing) => [listing.key, listing]))
    this.#text = new TextIndex(this.#listings)
    this.#points = makePointIndex(this.#listings)
    this.#columns = new FacetColumns(this.#listings)
  }

  /** Changes whenever any record or decision does; the same for the same state of the store. */
  get generation(): string {
    return this.#generation
  }

  /** What a directory of the same state can be opened with. */
  get snapshot(): Snapshot {
    const risks = new Map(this.#listings.map(({ key, risk }) => [key, risk]))
    return { pairs: packPairs(this.#matchIndex), risks }
  }

  get size(): number {
    return this.#listings.length
  }

  /** Undecided pairs, the most urgent first. Made at the first question after a change. */
  get workList(): readonly RankedPair[] {
    this.#workList ??= rankPairs(this.#matchIndex)
    return this.#workList
  }

  search(filters: Filters, sort: SortOrder): readonly Listing[] {
    return sortListings(runQuery(this.#indexes, filters), sort, this.#indexes.nameRanks)
  }

  facets(filters: Filters): Facets {
    return countFacets(this.#indexes, filters)
  }

  map(filters: Filters, box: Box, zoom: number): MapView {
    return mapView(this.#indexes, filters, box, zoom)
  }

  /** True when some project that passes the filters is made up. */
  showsFixture(filters: Filters): boolean {
    if (!this.#matchIndex.sources.some(({ id }) => id === FIXTURE_SOURCE_ID)) return false
    return runQuery(this.#indexes, filters).some(({ listing }) => listing.project.source.kind === 'fixture')
  }

  project(reference: ProjectReference): RegistryProject | undefined {
    return this.#byKey.get(projectKey(reference))?.project
  }

  risk(reference: ProjectReference): ProjectRisk | undefined {
    return assessListed(projectKey(reference), this.#matchIndex)
  }

  /** Assessment of any two listed projects; undefined when one is not listed. */
  pair(a: string, b: string): PairAssessment | undefined {
    const [left, right] = [this.#matchIndex.entries.get(a), this.#matchIndex.entries.get(b)]
    return left === undefined || right === undefined ? undefined : assessPair(left, right, this.#matchIndex)
  }

  /** What officers' decisions say of the model's scores; changes nothing. */
  proposeCalibration(): CalibrationProposal {
    const decided = [...this.#matchIndex.decisions.values()].flatMap(({ left, right, verdict }) => {
      const scored = verdict === 'part_of' ? undefined : this.pair(left, right)
      return scored === undefined ? [] : [{ scoreBits: scored.scoreBits, isSame: verdict !== 'different' }]
    })
    return fitCalibration(decided)
  }

  listing(key: string): Listing | undefined {
    return this.#byKey.get(key)
  }

  /** Risk of a project that is registered nowhere, against all that are. */
  check(project: RegistryProject): ProjectRisk {
    return assessProject(project, this.#matchIndex)
  }

  levelOf(key: string): RiskLevel | undefined {
    return this.#byKey.get(key)?.risk.level
  }

  /** Takes in projects that are new or read differently, and decisions; gives the levels that differ. */
  update(changed: readonly RegistryProject[], generation: string, decisions: DecisionBook): LevelChange[] {
    const { index, affected } = updateMatchIndex(this.#matchIndex, changed, decisions)
    const risks = summarise(index, affected)
    const projects = new Map(changed.map((project) => [projectKey(project), project]))
    const changes: LevelChange[] = []
    for (const [key, risk] of risks) {
      const before = this.#byKey.get(key)
      const project = projects.get(key) ?? before?.project
      if (project === undefined) continue
      const from = before?.risk.level ?? 'none'
      if (from !== risk.level) changes.push({ project: key, from, to: risk.level })
      this.#put(listingOf(project, before?.number ?? this.#listings.length, risk), projects.has(key))
    }
    this.#matchIndex = index
    this.#workList = undefined
    this.#columns.forget()
    this.#generation = generation
    if (changed.length > 0) {
      this.#points = makePointIndex(this.#listings)
      this.#nameRanks = undefined
    }
    return changes
  }

  #put(listing: Listing, isTextNew: boolean): void {
    this.#listings[listing.number] = listing
    this.#byKey.set(listing.key, listing)
    if (isTextNew) this.#text.put(listing)
  }

  get #indexes() {
    this.#nameRanks ??= nameRanksOf(this.#listings)
    return {
      listings: this.#listings,
      text: this.#text,
      points: this.#points,
      columns: this.#columns,
      nameRanks: this.#nameRanks,
    }
  }
}

function riskIn(risks: ReadonlyMap<string, RiskSummary>, project: RegistryProject): RiskSummary {
  const found = risks.get(projectKey(project))
  if (found === undefined) throw new Error(`no risk of ${projectKey(project)}`) // each project is an entry of the index
  return found
}

function byName(a: RegistryProject, b: RegistryProject): number {
  return a.nameNormalised < b.nameNormalised ? -1 : a.nameNormalised > b.nameNormalised ? 1 : 0
}
