import { foldText, projectKey, type ProjectMethod, type RegistryProject } from '@tcctv/registries'
import { entryRole, type EntryRole } from './entry-role.ts'
import { activityWords, letterBits, storyWords, titleNumbers, titleTokens } from './title-tokens.ts'

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
  /** Words for what a programme does; empty for others. */
  readonly activity: readonly string[]
  readonly developer: string
  readonly developerWords: readonly string[]
  readonly methods: readonly (ProjectMethod & { readonly id: string })[]
  readonly startYear: number | null
  readonly point: Point | null
  readonly places: readonly string[]
  readonly states: readonly string[]
}

const NO_WORDS: ReadonlySet<string> = new Set()

/** Prepares projects for comparison; a word that many titles have is kept once. */
export function makeEntries(projects: readonly RegistryProject[]): Entry[] {
  const words = new Map<string, string>()
  const once = (word: string) => {
    const known = words.get(word)
    if (known === undefined) words.set(word, word)
    return known ?? word
  }
  return projects.map((project) => makeEntry(project, once))
}

/** Prepares a project for comparison. */
export function makeEntry(project: RegistryProject, once: (word: string) => string = (word) => word): Entry {
  const tokens = titleTokens(project.nameNormalised).map(once)
  const numbers = titleNumbers(project.nameNormalised)
  const parties = project.parties.map(({ nameNormalised }) => nameNormalised)
  const developer = once([...new Set(parties)].toSorted().join(' '))
  const mayBePart = project.programKind === 'component' || numbers.length > 0
  const role = entryRole(project)
  return {
    key: projectKey(project),
    project,
    role,
    tokens,
    letters: tokens.map(letterBits),
    joinedTitle: project.nameNormalised.replaceAll(' ', ''),
    numbers,
    story: mayBePart ? storyWords(`${project.nameNormalised} ${project.description ?? ''}`) : NO_WORDS,
    activity: role === 'programme' ? activityWords(tokens).map(once) : [],
    developer,
    developerWords: developer === '' ? [] : developer.split(' ').map(once),
    methods: project.methods.flatMap((method) => (method.id === null ? [] : [{ ...method, id: method.id }])),
    startYear: startYearOf(project),
    point: project.locations.find((location) => location.kind === 'point') ?? null,
    places: labelsOf(project, 'place'),
    states: labelsOf(project, 'state'),
  }
}

function labelsOf({ locations }: RegistryProject, kind: 'place' | 'state'): string[] {
  return locations.flatMap((location) => (location.kind === kind ? [foldText(location.label)] : []))
}

function startYearOf({ creditingPeriod, issuances }: RegistryProject): number | null {
  const firstVintage = (issuances ?? []).map(({ from }) => from).toSorted()[0]
  const from = creditingPeriod?.from ?? firstVintage
  return from === undefined ? null : Number(from.slice(0, 4))
}
