import type { Credit } from './credit.ts'
import { projectKey, type ProjectIssuance, type RegistryProject } from './project.ts'

type SerialBlock = NonNullable<RegistryProject['serialBlocks']>[number]

/**
 * Projects with the facts of their credits: issuances by period, serial blocks with what became of them, Article 6,
 * and where they went. Facts of credits replace those of the project list, which are totals by year at best. Credits
 * without a period make the issuances of a project incomplete: then they stay unknown rather than too low.
 * Projects without credits are the same objects.
 */
export function withCredits(projects: readonly RegistryProject[], credits: readonly Credit[]): RegistryProject[] {
  const byProject = groupCredits(credits)
  return projects.map((project) => {
    const own = byProject.get(projectKey(project))
    return own === undefined ? project : completed(project, own)
  })
}

/** Credits by project; those that name an issuance only go where the other lists say, unless they say two places. */
function groupCredits(credits: readonly Credit[]): Map<string, Credit[]> {
  const homes = projectsByIssuance(credits)
  const groups = new Map<string, Credit[]>()
  for (const credit of credits) {
    const home = credit.registryProjectId === null ? soleHome(homes, credit) : keyOf(credit, credit.registryProjectId)
    if (home === undefined) continue
    const group = groups.get(home)
    if (group === undefined) groups.set(home, [credit])
    else group.push(credit)
  }
  return groups
}

function projectsByIssuance(credits: readonly Credit[]): Map<string, Set<string>> {
  const homes = new Map<string, Set<string>>()
  for (const credit of credits) {
    if (credit.issuanceId === null || credit.registryProjectId === null) continue
    const issuance = keyOf(credit, credit.issuanceId)
    homes.set(issuance, (homes.get(issuance) ?? new Set()).add(keyOf(credit, credit.registryProjectId)))
  }
  return homes
}

function soleHome(homes: ReadonlyMap<string, ReadonlySet<string>>, credit: Credit): string | undefined {
  const found = [...(homes.get(keyOf(credit, credit.issuanceId ?? '')) ?? [])]
  return found.length === 1 ? found[0] : undefined
}

function keyOf({ registry }: Credit, id: string): string {
  return projectKey({ registry, registryProjectId: id })
}

function completed(project: RegistryProject, credits: readonly Credit[]): RegistryProject {
  const issued = onePerIssuance(credits.filter(({ event }) => event === 'issued'))
  const isComplete = issued.length > 0 && issued.every(({ period }) => period !== null)
  const blocks = serialBlocksOf(credits)
  return {
    ...project,
    issuances: isComplete ? issuancesOf(issued) : project.issuances,
    serialBlocks: blocks.length > 0 ? blocks : project.serialBlocks,
    authorisation: authorisationOf(credits) ?? project.authorisation,
    references: [...project.references, ...referencesOf(project, credits)],
  }
}

/** The same issuance stands in two lists of the CDM: once is enough. */
function onePerIssuance(issued: readonly Credit[]): readonly Credit[] {
  const named = new Set(
    issued.flatMap(({ issuanceId, registryProjectId }) =>
      registryProjectId !== null && issuanceId !== null ? [issuanceId] : [],
    ),
  )
  return issued.filter(
    ({ issuanceId, registryProjectId }) => registryProjectId !== null || !named.has(issuanceId ?? ''),
  )
}

/** Sums by period in kilograms; whole tonnes are rounded down once, at the end. */
function issuancesOf(issued: readonly Credit[]): ProjectIssuance[] {
  const sums = new Map<string, { readonly period: NonNullable<Credit['period']>; kilograms: number }>()
  for (const { period, quantityKg } of issued) {
    if (period === null) continue
    const key = `${period.from} ${period.to} ${period.precision}`
    const sum = sums.get(key) ?? { period, kilograms: 0 }
    sum.kilograms += quantityKg
    sums.set(key, sum)
  }
  return [...sums]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { period, kilograms }]) => ({ ...period, units: Math.floor(kilograms / 1000) }))
}

/** What became of each block: the last word on a block of the same numbers counts. */
function serialBlocksOf(credits: readonly Credit[]): SerialBlock[] {
  const blocks = new Map<string, SerialBlock>()
  for (const { event, block } of credits) {
    if (block === null) continue
    const state = event === 'retired' || event === 'cancelled' ? event : 'held'
    const key = `${block.space} ${block.start} ${block.end}`
    if (state === 'held' && blocks.has(key)) continue
    blocks.set(key, { programme: block.space, start: block.start, end: block.end, state })
  }
  return [...blocks.values()]
}

/** One authorised block is enough to ask about its adjustment. */
function authorisationOf(credits: readonly Credit[]): Credit['authorisation'] {
  const words = credits.map(({ authorisation }) => authorisation)
  if (words.includes('authorised')) return 'authorised'
  if (words.includes('authorised-adjusted')) return 'authorised-adjusted'
  return words.includes('none') ? 'none' : null
}

function referencesOf(project: RegistryProject, credits: readonly Credit[]): RegistryProject['references'] {
  const known = new Set(project.references.map(projectKey))
  const found = new Map(
    credits.flatMap(({ counterpart }) =>
      counterpart === null ? [] : [[projectKey(counterpart), counterpart] as const],
    ),
  )
  return [...found].flatMap(([key, reference]) => (known.has(key) ? [] : [reference]))
}
