import { projectKey, type ProjectMethod, type RegistryProject } from '@tcctv/registries'
import { letterBits, titleNumbers, titleTokens } from './title-tokens.ts'

export type Point = { readonly longitude: number; readonly latitude: number; readonly precisionM: number | null }

/** A project with everything that comparing it needs, computed once. */
export type Entry = {
  readonly key: string
  readonly project: RegistryProject
  readonly tokens: readonly string[]
  /** Letters of each token, as bits. */
  readonly letters: readonly number[]
  /** Title without spaces, to find words that the other side writes apart. */
  readonly joinedTitle: string
  readonly numbers: readonly string[]
  readonly developer: string
  readonly methods: readonly (ProjectMethod & { readonly id: string })[]
  readonly startYear: number | null
  readonly point: Point | null
}

/** Prepares a project for comparison. */
export function makeEntry(project: RegistryProject): Entry {
  const tokens = titleTokens(project.nameNormalised)
  return {
    key: projectKey(project),
    project,
    tokens,
    letters: tokens.map(letterBits),
    joinedTitle: project.nameNormalised.replaceAll(' ', ''),
    numbers: titleNumbers(project.nameNormalised),
    developer: [...new Set(project.parties.map(({ nameNormalised }) => nameNormalised))].toSorted().join(' '),
    methods: project.methods.flatMap((method) => (method.id === null ? [] : [{ ...method, id: method.id }])),
    startYear: startYearOf(project),
    point: project.locations.find((location) => location.kind === 'point') ?? null,
  }
}

function startYearOf({ creditingPeriod, issuances }: RegistryProject): number | null {
  const firstVintage = (issuances ?? []).map(({ from }) => from).toSorted()[0]
  const from = creditingPeriod?.from ?? firstVintage
  return from === undefined ? null : Number(from.slice(0, 4))
}
