import { foldText } from '@tcctv/registries'

/** Words that nearly every title carries; they tell nothing about which project it is. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  'project projects power plant station limited ltd pvt co company energy electricity generation based grid connected renewable carbon emission emissions reduction reductions programme program activity activities development cdm vcs gs ver vers vcu vcus mw mwp kw the a an of in at on and for by from with to through de la del el do da dos das y e en le les du des et phase unit bundle bundled grouped small scale poa'.split(
    ' ',
  ),
)
/** Words for the reach of a programme rather than for what it does. */
const REGION_WORDS: ReadonlySet<string> = new Set(
  'africa african asia asian america latin international global national multi country countries region regional'.split(
    ' ',
  ),
)
const STORY_LENGTH = 1000
const LETTERED = /\b(?:phase|unit|block|stage|section|part|lot|group|bundle) ([a-z])\b/g
const NUMBER = /^\d{1,2}$/

/** Distinct words and numbers of a normalised title, sorted, without stop words. */
export function titleTokens(nameNormalised: string): string[] {
  const words = nameNormalised.split(' ').filter((word) => isTelling(word) && !STOP_WORDS.has(word))
  return [...new Set(words)].toSorted()
}

/** Words of a title or description as {@link storyWords} has them, without those for its reach. Sorted. */
export function activityWords(tokens: readonly string[]): string[] {
  return [...new Set(tokens.filter((word) => !REGION_WORDS.has(word)).map(singular))].toSorted()
}

/** Words of the beginning of a text, the plural's s left out. */
export function storyWords(text: string): Set<string> {
  return new Set(foldText(text.slice(0, STORY_LENGTH)).split(' ').map(singular))
}

function singular(word: string): string {
  return word.length > 3 ? word.replace(/s$/, '') : word
}

/** Single Latin letters are rests of abbreviations; in other scripts one sign is a word. */
function isTelling(word: string): boolean {
  return word !== '' && !/^[a-z]$/.test(word)
}

/**
 * Distinct standalone numbers of one or two digits of a normalised title, sorted: phases, units, components. A letter
 * behind such a word counts as one: phase A is not phase D.
 */
export function titleNumbers(nameNormalised: string): string[] {
  const numbers = nameNormalised.split(' ').filter((word) => NUMBER.test(word))
  const letters = [...nameNormalised.matchAll(LETTERED)].map(([, letter = '']) => letter)
  return [...new Set([...numbers.map((number) => String(Number(number))), ...letters])].toSorted()
}

/** Character 3-grams within word boundaries with their counts. */
export function trigrams(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of text.split(' ')) {
    const padded = ` ${word} `
    for (let at = 0; at + 3 <= padded.length; at += 1) {
      const gram = padded.slice(at, at + 3)
      counts.set(gram, (counts.get(gram) ?? 0) + 1)
    }
  }
  return counts
}

/** Which letters a word has, as bits: letters may share one of the 32 bits. Words that differ in few letters differ in few bits. */
export function letterBits(word: string): number {
  let bits = 0
  for (let at = 0; at < word.length; at += 1) bits |= 1 << ((word.charCodeAt(at) - 97) & 31)
  return bits
}
