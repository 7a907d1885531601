import type { FixtureSeed } from './fixture-project.ts'
import type { SeededRandom } from './seeded-random.ts'

export type { FixtureSeed } from './fixture-project.ts'
export type FixtureKind = 'same' | 'part_of' | 'sibling'

/** One degree of latitude in km, for moving a made-up site. */
const KM_PER_DEGREE = 111.2

/** Two entries of different registries that stand in the stated relation; for `part_of` the part comes first. */
export function plantPair(
  kind: FixtureKind,
  seed: FixtureSeed,
  random: SeededRandom,
): readonly [FixtureSeed, FixtureSeed] {
  const registry = otherRegistry(seed.registry, random)
  switch (kind) {
    case 'same':
      return [seed, secondEntry(seed, registry, random)]
    case 'part_of':
      return partAndProgramme(seed, registry, random)
    case 'sibling':
      return siblings(seed, registry, random)
  }
}

/** The same activity written by other hands: title reworded, some facts missing, the site a few hundred metres off. */
function secondEntry(seed: FixtureSeed, registry: string, random: SeededRandom): FixtureSeed {
  const { activity, capacityMw, place } = seed
  const size = capacityMw === null ? '' : `${capacityMw} MW `
  return {
    ...seed,
    registry,
    title: random.pick([`${size}${activity.reworded} in ${place}`, `${place} ${activity.reworded}`, seed.title]),
    proponent: random.chance(0.7) ? seed.proponent : 'Example Carbon Services Inc',
    methods: random.chance(0.2) ? [] : seed.methods,
    point: moved(seed, random.next() * 0.8),
    locationRung: random.chance(0.75) ? seed.locationRung : 'unknown',
    startYear: seed.startYear === null ? null : seed.startYear + random.between(0, 1),
    status: random.pick(['pipeline', 'registered', 'issuing', seed.status]),
    annualTonnes: random.chance(0.5) ? seed.annualTonnes : null,
    issuanceKnown: random.chance(0.6),
  }
}

function partAndProgramme(
  seed: FixtureSeed,
  registry: string,
  random: SeededRandom,
): readonly [FixtureSeed, FixtureSeed] {
  const title = `${seed.place} ${seed.activity.title}`
  const part: FixtureSeed = {
    ...seed,
    title: `${title} CPA ${random.between(2, 9)}`,
    programKind: 'component',
    startYear: seed.startYear === null ? null : seed.startYear + 1,
    annualTonnes: seed.annualTonnes === null ? null : Math.round(seed.annualTonnes / 7),
  }
  return [
    part,
    {
      ...seed,
      registry,
      title: `${title} Programme of Activities`,
      programKind: 'programme',
      locationRung: 'unknown',
      capacityMw: null,
    },
  ]
}

/** Two neighbouring activities of one owner: numbered phases some kilometres apart. */
function siblings(seed: FixtureSeed, registry: string, random: SeededRandom): readonly [FixtureSeed, FixtureSeed] {
  const title = `${seed.place} ${seed.activity.title}`
  const second: FixtureSeed = {
    ...seed,
    registry,
    title: `${title} Phase II`,
    capacityMw: seed.capacityMw === null ? null : seed.capacityMw * 2,
    point: moved(seed, random.between(6, 20)),
    startYear: seed.startYear === null ? null : seed.startYear + random.between(1, 3),
    annualTonnes: seed.annualTonnes === null ? null : seed.annualTonnes * 2,
  }
  return [{ ...seed, title: `${title} Phase I` }, second]
}

function moved({ point }: FixtureSeed, km: number): FixtureSeed['point'] {
  return { ...point, latitude: Math.round((point.latitude + km / KM_PER_DEGREE) * 1e5) / 1e5 }
}

function otherRegistry(registry: string, random: SeededRandom): string {
  if (registry === 'NORTH') return random.pick(['SOUTH', 'WEST'])
  return registry === 'SOUTH' ? random.pick(['NORTH', 'WEST']) : random.pick(['NORTH', 'SOUTH'])
}
