import { countryWords } from './countries.ts'
import { foldText } from './fold-text.ts'
import type { ProjectReference } from './project.ts'

export type NormalisedName = { readonly text: string; readonly references: readonly ProjectReference[] }

/** A registry's id inside a title of another registry, for example "(VCS 1234)". */
const REFERENCES: readonly { readonly registry: string; readonly pattern: RegExp }[] = [
  { registry: 'GS', pattern: /\bGS\s?-?(?:ID)?\s?#?(\d{3,6})\b/g },
  { registry: 'VCS', pattern: /\bVCS\s?-?(?:ID)?\s?#?(\d{2,5})\b/g },
  { registry: 'CDM', pattern: /\bCDM\s?-?(?:ref(?:erence)?\.?|project)?\s?(?:no\.?|number)?\s?:?#?\s?(\d{2,5})\b/gi },
]
const CONVERSION = /\bCERs?\s+(?:to|->)\s+(?:VERs?|VCUs?)(?:\s+conversion)?\b|\bCERs?\s+conversion\b/gi
/** Notes on the period before registration: such an entry concerns the same activity. */
const PRE_CDM = /\bpre[\s-]*(?:registration[\s-]+)?CDM\b(?:[\s-]*(?:VERs?|clone|credits?|period)\b)*/gi
/** A document's code in brackets, such as (ABC-CDM-APRIL-16-01), or a long number. */
const DOCUMENT_CODE = /[([](?=[^)\]]*\d)(?:[A-Za-z0-9]+[-._/]){2,}[A-Za-z0-9]+[)\]]|[([]\d{5,}[)\]]/g
const CAPACITY = /(?<!\dp\d*)(\d+(?:[.,]\d+)?)\s*mw(?:p|e|ac|dc|th|el)?\b/gi
const ROMAN: Readonly<Record<string, string>> = {
  i: '1',
  ii: '2',
  iii: '3',
  iv: '4',
  v: '5',
  vi: '6',
  vii: '7',
  viii: '8',
  ix: '9',
  x: '10',
}

/**
 * A title as it is compared: references to other registries taken out (and returned), notes on conversion and on the
 * time before registration and codes of documents left out, folded, "12 MWp" as "12mw", roman numerals and ordinals as digits, the country's own name left out.
 * Normalising the result again changes nothing.
 *
 * @example normaliseName('Example Wind Phase II, India (GS 1234)', ['IN']).text // 'example wind phase 2'
 */
export function normaliseName(name: string, countries: readonly string[]): NormalisedName {
  const references: ProjectReference[] = []
  let rest = name.replace(CONVERSION, ' ').replace(/_/g, ' ').replace(PRE_CDM, ' ').replace(DOCUMENT_CODE, ' ')
  for (const { registry, pattern } of REFERENCES) {
    rest = rest.replace(pattern, (_, id: string) => {
      references.push({ registry, registryProjectId: id })
      return ' '
    })
  }
  return { text: withoutCountries(normaliseTokens(rest), countries), references }
}

function normaliseTokens(name: string): string {
  const capacity = name.replace(CAPACITY, (_, count: string) => ` ${count.replace(/[.,]/, 'p')}mw `)
  return foldText(capacity)
    .split(' ')
    .map((token) => ROMAN[token] ?? token.replace(/^(\d+)(?:st|nd|rd|th)$/, '$1'))
    .join(' ')
}

function withoutCountries(name: string, countries: readonly string[]): string {
  const words = countries.flatMap(countryWords).toSorted((a, b) => b.length - a.length)
  const rest = words.reduce((text, word) => ` ${text} `.replaceAll(` ${word} `, ' ').trim(), name)
  const once = rest.replace(/\s+/g, ' ')
  if (once === '') return name
  return once === name ? once : withoutCountries(once, countries)
}
