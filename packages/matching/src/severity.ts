import type { RegistryProject } from '@tcctv/registries'
import { overlapTonnes, periodsOverlap, type TonneBounds } from './overlap.ts'

export const SEVERITY_KINDS = ['double issuance', 'double registration', 'double claiming', 'double use'] as const
export type SeverityKind = (typeof SEVERITY_KINDS)[number]

/** How much a match would matter, 0 to 1, from facts only. A kind whose facts are missing carries no number. */
export type Severity =
  | {
      readonly status: 'known'
      readonly severity: number
      readonly reason: string
      readonly tonnes: TonneBounds | null
    }
  | { readonly status: 'unknown'; readonly missing: readonly string[] }

export type Severities = Readonly<Record<SeverityKind, Severity>>

const CLOSED: readonly string[] = ['withdrawn', 'rejected', 'transferred']

/** Severity of every kind for two projects, supposing they are one activity. Symmetric. */
export function readSeverities(a: RegistryProject, b: RegistryProject): Severities {
  return {
    'double issuance': doubleIssuance(a, b),
    'double registration': doubleRegistration(a, b),
    'double claiming': doubleClaiming(a, b),
    'double use': doubleUse(a, b),
  }
}

function doubleIssuance(a: RegistryProject, b: RegistryProject): Severity {
  if (a.issuances?.length === 0 || b.issuances?.length === 0) return known(0, 'one side has issued nothing')
  if (a.issuances === null || b.issuances === null) return missing(a, b, 'issuances', 'issuance by monitoring period')
  const tonnes = overlapTonnes(a.issuances, b.issuances)
  if (tonnes.low > 0) return known(1, 'both issued for the same days', tonnes)
  if (tonnes.high > 0) return known(0.5, 'both issued for periods that may overlap', tonnes)
  return known(0, 'issued for different periods', tonnes)
}

function doubleRegistration(a: RegistryProject, b: RegistryProject): Severity {
  const statuses = [a.status, b.status]
  if (statuses.some((status) => CLOSED.includes(status)))
    return [a, b].some(hasLiveUnits)
      ? known(0.3, 'one side is not active, but units of it are still held')
      : known(0, 'one side is not active')
  if (statuses.includes('unknown')) return missing(a, b, 'status', 'status')
  const isOverlap = periodsOverlap(a.creditingPeriod, b.creditingPeriod)
  if (isOverlap === null) return missing(a, b, 'creditingPeriod', 'crediting period')
  if (!isOverlap) return known(0, 'crediting periods are apart')
  return statuses.includes('pipeline')
    ? known(0.3, 'crediting periods overlap, one side is in the pipeline')
    : known(0.5, 'both active with overlapping crediting periods')
}

function doubleClaiming(a: RegistryProject, b: RegistryProject): Severity {
  const steps = [a, b].map(articleSixState)
  if (steps.includes('reported')) return known(0.7, 'an adjustment is reported, but nobody has verified it')
  if (steps.includes('open')) return known(0.7, 'authorised for another country without adjustment')
  const states = [a, b].map(({ authorisation, articleSix }) =>
    articleSix === null ? authorisation : 'authorised-adjusted',
  )
  if (states.includes('authorised')) return known(0.7, 'authorised for another country without adjustment')
  if (states.includes(null)) return missing(a, b, 'authorisation', 'Article 6 authorisation and adjustment')
  return known(0, states.includes('authorised-adjusted') ? 'adjusted' : 'not authorised on either side')
}

/** Withdrawn is a word about the project; its units stay what they are. */
function hasLiveUnits({ status, serialBlocks }: RegistryProject): boolean {
  return CLOSED.includes(status) && (serialBlocks ?? []).some(({ state }) => state === 'held')
}

/** How far the steps of Article 6 are documented; `none` when nothing is authorised or nothing is documented. */
function articleSixState({ articleSix }: RegistryProject): 'none' | 'open' | 'reported' | 'verified' {
  if (articleSix === null || (articleSix.authorised === null && articleSix.firstTransferred === null)) return 'none'
  if (articleSix.adjustmentVerified !== null) return 'verified'
  return articleSix.adjustmentReported === null ? 'open' : 'reported'
}

function doubleUse(a: RegistryProject, b: RegistryProject): Severity {
  if (a.serialBlocks === null || b.serialBlocks === null) return missing(a, b, 'serialBlocks', 'serial numbers')
  const others = b.serialBlocks
  const isShared = a.serialBlocks.some((block) =>
    others.some((other) => block.programme === other.programme && block.start <= other.end && other.start <= block.end),
  )
  return isShared ? known(1, 'the same serial numbers on both sides') : known(0, 'no common serial number')
}

function known(severity: number, reason: string, tonnes: TonneBounds | null = null): Severity {
  return { status: 'known', severity, reason, tonnes }
}

function missing(a: RegistryProject, b: RegistryProject, fact: keyof RegistryProject, title: string): Severity {
  const lacking = [a, b].filter((project) => isLacking(project, fact))
  const names = lacking.map(({ registry, registryProjectId }) => `${title} of ${registry}/${registryProjectId}`)
  return { status: 'unknown', missing: names.toSorted() }
}

function isLacking(project: RegistryProject, fact: keyof RegistryProject): boolean {
  if (fact === 'status') return project.status === 'unknown'
  if (fact === 'creditingPeriod') return project.creditingPeriod?.from == null || project.creditingPeriod.to === null
  return project[fact] === null
}
