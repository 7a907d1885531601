import type { ProjectClaim, RegistryProject } from '@tcctv/registries'
import { periodsOverlap } from './overlap.ts'

/** A scheme beside carbon credits that may count the same reduction, or its attribute. */
export type OtherClaim = {
  readonly kind: ProjectClaim['kind']
  readonly scheme: string
  /** Whether it holds for days of the crediting period. */
  readonly overlap: 'yes' | 'no' | 'unknown'
  readonly question: string
}

const QUESTIONS: Readonly<Record<ProjectClaim['kind'], string>> = {
  'attribute-certificate': 'were certificates issued for the same energy, and were they cancelled for this project?',
  'feed-in': 'does the scheme’s support already count the reduction towards a target?',
  ets: 'are the emissions inside a trading scheme whose cap the reduction loosens?',
  'value-chain': 'does a company count the reduction in its own inventory?',
}

/** Other claims that a project declares, with whether they fall into its crediting period. */
export function readOtherClaims({ otherClaims, creditingPeriod }: RegistryProject): OtherClaim[] {
  return (otherClaims ?? []).map(({ kind, scheme, from, to }) => {
    const overlap = periodsOverlap({ from, to, precision: 'day' }, creditingPeriod)
    return { kind, scheme, overlap: overlap === null ? 'unknown' : overlap ? 'yes' : 'no', question: QUESTIONS[kind] }
  })
}
