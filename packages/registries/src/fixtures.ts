import { ACTIVITIES, COUNTRIES, inventPlace } from './fixture-world.ts'
import { plantPair, type FixtureKind, type FixtureSeed } from './fixture-pairs.ts'
import { fixtureProject } from './fixture-project.ts'
import { projectKey, type RegistryProject } from './project.ts'
import { seededRandom, type SeededRandom } from './seeded-random.ts'

/** A relation the generator planted, by project keys; for `part_of`, left is the part. */
export type PlantedPair = { readonly left: string; readonly right: string; readonly kind: FixtureKind }
export type Fixture = { readonly projects: readonly RegistryProject[]; readonly planted: readonly PlantedPair[] }

export const FIXTURE_SOURCE_ID = 'fixture'

/** Share of each planted relation in the number of projects; each pair takes two of them. */
const PLANTED_SHARE: Readonly<Record<FixtureKind, number>> = { same: 0.06, part_of: 0.03, sibling: 0.06 }

/**
 * Made-up projects of three made-up registries, with known double registrations, parts of programmes and siblings.
 * Countries are real; places, parties, numbers and ids (`FIX-…`) are invented. The same options give the same bytes.
 *
 * @example generateFixture({ seed: 1, count: 400 }).planted.length // 60
 */
export function generateFixture(options: { readonly seed: number; readonly count: number }): Fixture {
  const random = seededRandom(options.seed)
  const kinds = plannedKinds(options.count)
  const projects: RegistryProject[] = []
  const planted: PlantedPair[] = []
  const add = (seed: FixtureSeed) => {
    const project = fixtureProject(seed, projects.length + 1)
    projects.push(project)
    return projectKey(project)
  }
  for (const kind of kinds) {
    const [left, right] = plantPair(kind, inventSeed(random), random)
    planted.push({ left: add(left), right: add(right), kind })
  }
  while (projects.length < options.count) add(inventSeed(random))
  return { projects, planted }
}

function plannedKinds(count: number): FixtureKind[] {
  const kinds: readonly FixtureKind[] = ['same', 'part_of', 'sibling']
  return kinds.flatMap((kind) => Array.from({ length: Math.round(count * PLANTED_SHARE[kind]) }, () => kind))
}

function inventSeed(random: SeededRandom): FixtureSeed {
  const activity = random.pick(ACTIVITIES)
  const country = random.pick(COUNTRIES)
  const place = inventPlace(random)
  const startYear = random.between(2010, 2024)
  const capacityMw = activity.capacityMw === null ? null : random.between(...activity.capacityMw)
  return {
    registry: random.pick(['NORTH', 'SOUTH', 'WEST']),
    country: country.code,
    activity,
    place,
    title: `${place} ${capacityMw === null || random.chance(0.4) ? '' : `${capacityMw} MW `}${activity.title}`,
    proponent: `Example ${activity.trade} ${random.between(1, 99)} Ltd`,
    capacityMw,
    methods: random.chance(0.15) ? [] : [random.pick(activity.methods)],
    point: {
      longitude: round(country.west + random.next() * (country.east - country.west)),
      latitude: round(country.south + random.next() * (country.north - country.south)),
    },
    locationRung: random.chance(0.7) ? 'point' : random.pick(['place', 'unknown']),
    startYear: random.chance(0.85) ? startYear : null,
    years: random.pick([7, 10]),
    status: random.pick(['pipeline', 'registered', 'issuing', 'issuing', 'completed', 'withdrawn']),
    annualTonnes: random.chance(0.2) ? null : random.between(3_000, 400_000),
    issuanceKnown: random.chance(0.8),
    programKind: 'standalone',
    parent: null,
    transitions: [],
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5
}
