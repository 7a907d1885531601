import { foldText } from './fold-text.ts'
import type { ProjectParty } from './project.ts'

const LEGAL_FORMS: ReadonlySet<string> = new Set(
  'ltd limited pvt private llc llp lp inc incorporated corp corporation co company gmbh ag kg sa sas sarl srl spa sl bv nv ab as oy plc pte pty ltda eireli cv de rl tbk pt cia jsc ojsc the and group holding holdings'.split(
    ' ',
  ),
)
/** Entries of exports that stand for "not one party". */
const NOBODY: ReadonlySet<string> = new Set(['', 'multiple proponents', 'n a', 'na', 'none', 'not assigned', 'tbd'])
/** A note in the place of a name: the credits came from another programme. */
const CONVERTED = /^(?:credits )?(?:converted|transferred) from\b.*\bghg programs?\b/

/**
 * Name of an organisation as it is compared: folded, legal forms out, words sorted. Empty when nothing is left.
 *
 * @example normalisePartyName('Example Wind 12 Pvt. Ltd.') // '12 example wind'
 */
export function normalisePartyName(name: string): string {
  const joined = foldText(name.replace(/\b([A-Za-z])\.(?=[A-Za-z]\b)/g, '$1'))
  return joined
    .split(' ')
    .filter((word) => !LEGAL_FORMS.has(word))
    .toSorted()
    .join(' ')
}

/** The parties named in one cell, separated by semicolons; entries such as "Multiple Proponents" are nobody. */
export function normaliseParties(cell: string, role: ProjectParty['role']): ProjectParty[] {
  return cell
    .split(/[;\n]/)
    .map((name) => name.trim())
    .filter((name) => !NOBODY.has(foldText(name)) && !CONVERTED.test(foldText(name)))
    .map((name) => ({ name, nameNormalised: normalisePartyName(name), role }))
}
