import type { FixtureActivity } from './fixture-world.ts'
import { normaliseMethods } from './normalise-method.ts'
import { normaliseName } from './normalise-name.ts'
import { normaliseParties } from './normalise-party.ts'
import type { ProgramKind, ProjectIssuance, ProjectLocation, ProjectStatus, RegistryProject } from './project.ts'

/** What is decided about one made-up project before it is written as a record. */
export type FixtureSeed = {
  readonly registry: string
  readonly country: string
  readonly activity: FixtureActivity
  readonly place: string
  readonly title: string
  readonly proponent: string
  readonly capacityMw: number | null
  readonly methods: readonly string[]
  readonly point: { readonly longitude: number; readonly latitude: number }
  readonly locationRung: 'point' | 'place' | 'unknown'
  readonly startYear: number | null
  readonly years: number
  readonly status: ProjectStatus
  readonly annualTonnes: number | null
  readonly issuanceKnown: boolean
  readonly programKind: ProgramKind
  readonly parent: RegistryProject['parent']
  readonly transitions: RegistryProject['transitions']
}

/** Day the made-up registries are said to have been exported. */
const RETRIEVED = '2026-01-01'
const LAST_VINTAGE = 2025

/** The record of a seed; its id is its number among the records. */
export function fixtureProject(seed: FixtureSeed, number: number): RegistryProject {
  const name = normaliseName(seed.title, [seed.country])
  return {
    registry: seed.registry,
    registryProjectId: fixtureId(number),
    name: seed.title,
    nameNormalised: name.text,
    status: seed.status,
    statusRaw: `made-up: ${seed.status}`,
    category: seed.activity.category,
    programKind: seed.programKind,
    parent: seed.parent,
    countries: [seed.country],
    methods: seed.methods.flatMap(normaliseMethods),
    parties: normaliseParties(seed.proponent, 'developer'),
    locations: locationsOf(seed),
    capacityMw: seed.capacityMw,
    estimatedAnnualTonnes: seed.annualTonnes,
    creditingPeriod: periodOf(seed),
    registrationDate: seed.startYear === null || seed.status === 'pipeline' ? null : `${seed.startYear}-03-01`,
    issuances: issuancesOf(seed),
    serialBlocks: null,
    transitions: seed.transitions,
    authorisation: null,
    assets: [],
    otherClaims: null,
    articleSix: null,
    references: [],
    link: null,
    description: 'Made-up fixture data; no real project.',
    source: { sourceId: 'fixture', kind: 'fixture', row: number, retrieved: RETRIEVED },
  }
}

/** Id of the record with a number, counted from 1. @example fixtureId(7) // 'FIX-0007' */
function fixtureId(number: number): string {
  return `FIX-${String(number).padStart(4, '0')}`
}

function locationsOf(seed: FixtureSeed): ProjectLocation[] {
  if (seed.locationRung === 'unknown') return []
  if (seed.locationRung === 'place') return [{ kind: 'place', label: seed.place, origin: 'registry' }]
  return [{ kind: 'point', ...seed.point, precisionM: 100, origin: 'registry' }]
}

function periodOf({ startYear, years }: FixtureSeed): RegistryProject['creditingPeriod'] {
  return startYear === null
    ? null
    : { from: `${startYear}-01-01`, to: `${startYear + years - 1}-12-31`, precision: 'day' }
}

function issuancesOf(seed: FixtureSeed): ProjectIssuance[] | null {
  if (!seed.issuanceKnown) return null
  const { startYear, annualTonnes } = seed
  if (startYear === null || annualTonnes === null || !['issuing', 'completed'].includes(seed.status)) return []
  const lastYear = Math.min(startYear + seed.years - 1, LAST_VINTAGE)
  return Array.from({ length: Math.max(0, lastYear - startYear + 1) }, (_, index) => ({
    from: `${startYear + index}-01-01`,
    to: `${startYear + index}-12-31`,
    precision: 'day',
    units: annualTonnes,
  }))
}
