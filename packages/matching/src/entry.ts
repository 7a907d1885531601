import { projectKey, type ProjectMethod, type RegistryProject } from '@tcctv/registries'
import { entryRole, type EntryRole } from './entry-role.ts'
import { letterBits, storyWords, titleNumbers, titleTokens } from './title-tokens.ts'

export type Point = { readonly longitude: number; readonly latitude: number; readonly precisionM: number | null }

/** A project with everything that comparing it needs, computed once. */
export type Entry = {
  readonly key: string
  readonly project: RegistryProject
  readonly role: EntryRole
  readonly tokens: readonly string[]
  /** Letters of each token, as bits. */
  readonly letters: readonly number[]
  /** Title without spaces, to find words that the other side writes apart. */
  readonly joinedTitle: string
  readonly numbers: readonly string[]
  /** Words of title and description of an entry that may be a part of a programme; empty for others. */
  readonly story: ReadonlySet<string>
  readonly developer: string
  readonly developerWords: readonly string[]
  readonly methods: readonly (ProjectMethod & { readonly id: string })[]
  readonly startYear: number | null
  readonly point: Point | null
}

const NO_WORDS: ReadonlySet<string> = new Set()

/** Prepares a project for comparison. */
export function makeEntry(project: RegistryProject): Entry {
  const tokens = titleTokens(project.nameNormalised)
  const numbers = titleNumbers(project.nameNormalised)
  const developer = [...new Set(project.parties.map(({ nameNormalised }) => nameNormalised))].toSorted().join(' ')
  const mayBePart = project.programKind === 'component' || numbers.length > 0
  return {
    key: projectKey(project),
    project,
    role: entryRole(project),
    tokens,
    letters: tokens.map(letterBits),
    joinedTitle: project.nameNormalised.replaceAll(' ', ''),
    numbers,
    story: mayBePart ? storyWords(`${project.nameNormalised} ${project.description ?? ''}`) : NO_WORDS,
    developer,
    developerWords: developer === '' ? [] : developer.split(' '),
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
