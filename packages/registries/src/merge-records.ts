import type { RegistryProject } from './project.ts'

/** Sources that gather what registries publish; a registry's own export comes first. */
const GATHERED: ReadonlySet<string> = new Set(['vrod', 'cadt', 'tcctv'])

/**
 * What several sources say of one entry of one registry, as one record: the registry's own export first, then the
 * newest; what it does not know is taken from the others. The source named is the first one's.
 *
 * @example mergeRecords([fromBerkeley, fromVerra])?.source.sourceId // 'verra'
 */
export function mergeRecords(records: readonly RegistryProject[]): RegistryProject | undefined {
  const [first, ...others] = records.toSorted(byPrecedence)
  return first === undefined ? undefined : others.reduce(completed, first)
}

function byPrecedence({ source: a }: RegistryProject, { source: b }: RegistryProject): number {
  const [gatheredA, gatheredB] = [GATHERED.has(a.sourceId), GATHERED.has(b.sourceId)]
  if (gatheredA !== gatheredB) return gatheredA ? 1 : -1
  if (a.retrieved !== b.retrieved) return a.retrieved > b.retrieved ? -1 : 1
  return a.sourceId < b.sourceId ? -1 : 1
}

function completed(project: RegistryProject, other: RegistryProject): RegistryProject {
  return {
    ...project,
    status: project.status === 'unknown' ? other.status : project.status,
    category: project.category ?? other.category,
    programKind: project.programKind === 'unknown' ? other.programKind : project.programKind,
    parent: project.parent ?? other.parent,
    countries: filled(project.countries, other.countries),
    methods: filled(project.methods, other.methods),
    parties: filled(project.parties, other.parties),
    locations: filled(project.locations, other.locations),
    capacityMw: project.capacityMw ?? other.capacityMw,
    estimatedAnnualTonnes: project.estimatedAnnualTonnes ?? other.estimatedAnnualTonnes,
    creditingPeriod: project.creditingPeriod ?? other.creditingPeriod,
    registrationDate: project.registrationDate ?? other.registrationDate,
    issuances: project.issuances ?? other.issuances,
    serialBlocks: project.serialBlocks ?? other.serialBlocks,
    transitions: filled(project.transitions, other.transitions),
    authorisation: project.authorisation ?? other.authorisation,
    assets: filled(project.assets, other.assets),
    otherClaims: project.otherClaims ?? other.otherClaims,
    articleSix: project.articleSix ?? other.articleSix,
    references: [
      ...new Map([...project.references, ...other.references].map((item) => [JSON.stringify(item), item])).values(),
    ],
    link: project.link ?? other.link,
    description: project.description ?? other.description,
  }
}

function filled<Item>(items: Item[], others: Item[]): Item[] {
  return items.length > 0 ? items : others
}
