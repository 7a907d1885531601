import type { Corpus } from './corpus.ts'
import type { Entry } from './entry.ts'

/** What one feature says about a pair. `isKnown` is false when a side lacks the fact; then it is never a reason. */
export type Reading = { readonly bits: number; readonly level: string; readonly isKnown: boolean }

/**
 * One piece of evidence. `bits` are those of `read`, without its words. Both must give the same for (a, b) and (b, a). `show` is what a reader sees of one side.
 * `maxBits` is the largest weight it can give: its part in the coverage, 0 when having no fact is no gap.
 */
export type Feature = {
  readonly title: string
  readonly maxBits: number
  readonly bits: (a: Entry, b: Entry, corpus: Corpus) => number
  readonly read: (a: Entry, b: Entry, corpus: Corpus) => Reading
  readonly show: (entry: Entry) => string
}

/** Largest absolute weight of a table. */
export function maxBitsOf(weights: Readonly<Record<string, number>> | readonly number[]): number {
  return Math.max(...Object.values(weights).map((weight: number) => Math.abs(weight)))
}

/** A feature whose levels stand in a weight table; a level called `unknown` is not known. */
export function levelled<Table extends Readonly<Record<string, number>>>(
  table: Table,
  {
    levelOf,
    ...feature
  }: Pick<Feature, 'title' | 'show'> & {
    readonly maxBits?: number
    readonly levelOf: (a: Entry, b: Entry, corpus: Corpus) => keyof Table & string
  },
): Feature {
  const bitsOf = (level: keyof Table & string) => table[level] ?? 0
  return {
    maxBits: maxBitsOf(table),
    ...feature,
    bits: (a, b, corpus) => bitsOf(levelOf(a, b, corpus)),
    read: (a, b, corpus) => {
      const level = levelOf(a, b, corpus)
      return { bits: bitsOf(level), level, isKnown: level !== 'unknown' }
    },
  }
}
