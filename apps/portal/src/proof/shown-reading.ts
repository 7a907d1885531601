import { formatDecimal, parseDecimal } from '@tcctv/units'
import type { ShownLine } from './proof-lines.ts'

/** What a page shows of a reading, as the server's reply said it. */
export type ShownReading = {
  readonly parameter: string
  readonly meter: string
  readonly at: string
  readonly value: string
  readonly unit: string
}
/** The words of the proof; the checker has compared lane, start and count with the signed bytes. */
export type ProvenWords = {
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly startS: number
  readonly count: string
}

/**
 * The leaf line, failed when the page shows something else than what was proved. `quantum` is the size of one count of
 * the lane, decimal text with an optional unit behind it.
 */
export function compareShown(leaf: ShownLine, shown: ShownReading, words: ProvenWords, quantum: string): ShownLine {
  if (leaf.state !== 'passed') return leaf
  const expected = wordsOf({ ...shown, startS: Date.parse(shown.at) / 1000, value: plain(shown.value) })
  const found = wordsOf({ ...words, value: multiplied(words.count, quantum) })
  return expected === found ? leaf : { ...leaf, state: 'failed', expected, found, reason: 'shown' }
}

/** A count times its quantum as exact decimal text. @example multiplied('1500', '0.01 kWh') // '15' */
export function multiplied(count: string, quantum: string): string {
  const [size = '1'] = quantum.split(' ')
  const places = size.split('.')[1]?.length ?? 0
  return formatDecimal(BigInt(count) * parseDecimal(size, places), places)
}

function plain(text: string): string {
  const places = text.split('.')[1]?.length ?? 0
  try {
    return formatDecimal(parseDecimal(text, places), places)
  } catch {
    // Not a decimal: shown as it is, and so different from what was proved.
    return text
  }
}

function wordsOf(words: {
  readonly parameter: string
  readonly meter: string
  readonly unit: string
  readonly startS: number
  readonly value: string
}): string {
  return `${words.parameter} ${words.meter} ${words.startS}: ${words.value} ${words.unit}`
}
