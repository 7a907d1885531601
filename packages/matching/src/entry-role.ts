import type { RegistryProject } from '@tcctv/registries'

export type EntryRole = 'programme' | 'component' | 'neither'

export const PROGRAMME_WORDS = /\b(?:poa|programme|program|grouped|bundle|bundled)\b/
const COMPONENT_WORDS = /\b(?:cpa|vpa)s?\d*\b/

/** Whether an entry can have parts or is one: by its kind, else by the words of its title. */
export function entryRole({ programKind, nameNormalised }: RegistryProject): EntryRole {
  if (programKind !== 'unknown' && programKind !== 'standalone')
    return programKind === 'component' ? 'component' : 'programme'
  if (COMPONENT_WORDS.test(nameNormalised)) return 'component'
  return PROGRAMME_WORDS.test(nameNormalised) ? 'programme' : 'neither'
}
