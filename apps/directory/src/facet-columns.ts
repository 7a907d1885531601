import { choicesOf, FACETS, type Facet, type Filters } from './filters.ts'
import type { Listing } from './listing.ts'

/** Choices of one facet as numbers: those of listing n are `codes[starts[n]] … codes[starts[n + 1] - 1]`. */
type Column = { readonly names: readonly string[]; readonly starts: Uint32Array; readonly codes: Uint32Array }
type Columns = Readonly<Record<Facet, Column>>

/** Which choices of a facet a query wants, by number; null when the facet does not filter. */
type Wanted = { readonly bit: number; readonly column: Column; readonly isWanted: Uint8Array }

/**
 * Facets of all listings as columns of numbers, so that counting and filtering a whole directory takes milliseconds.
 * Made at the first question after a change.
 */
export class FacetColumns {
  readonly #listings: readonly Listing[]
  #columns: Columns | undefined

  constructor(listings: readonly Listing[]) {
    this.#listings = listings
  }

  /** To be called when a listing changes. */
  forget(): void {
    this.#columns = undefined
  }

  /** For a listing's number: one bit for each facet whose filter it does not pass, 0 when it passes all. */
  failures(filters: Filters): (number: number) => number {
    const wanted = FACETS.flatMap((facet, at) => wantedOf(this.#all[facet], filters[facet], 1 << at))
    return (number) => {
      let failed = 0
      for (const facet of wanted) if (!passes(facet, number)) failed |= facet.bit
      return failed
    }
  }

  /** Counts of every choice of a facet over some listings. */
  count(facet: Facet, numbers: readonly number[]): Map<string, number> {
    const { names, starts, codes } = this.#all[facet]
    const counts = new Uint32Array(names.length)
    for (const number of numbers)
      for (let at = starts[number] ?? 0; at < (starts[number + 1] ?? 0); at += 1) {
        const code = codes[at] ?? 0
        counts[code] = (counts[code] ?? 0) + 1
      }
    return new Map(names.flatMap((name, code) => ((counts[code] ?? 0) > 0 ? [[name, counts[code] ?? 0] as const] : [])))
  }

  get #all(): Columns {
    this.#columns ??= columnsOf(this.#listings)
    return this.#columns
  }
}

function columnsOf(listings: readonly Listing[]): Columns {
  const of = (facet: Facet) => columnOf(listings.map((listing) => choicesOf(listing, facet)))
  return {
    registry: of('registry'),
    country: of('country'),
    status: of('status'),
    category: of('category'),
    method: of('method'),
    risk: of('risk'),
  }
}

function columnOf(choices: readonly (readonly string[])[]): Column {
  const numbers = new Map<string, number>()
  const starts = new Uint32Array(choices.length + 1)
  const codes: number[] = []
  for (const [number, names] of choices.entries()) {
    for (const name of names) {
      const code = numbers.get(name) ?? numbers.size
      numbers.set(name, code)
      codes.push(code)
    }
    starts[number + 1] = codes.length
  }
  return { names: [...numbers.keys()], starts, codes: Uint32Array.from(codes) }
}

function wantedOf(column: Column, choices: readonly string[], bit: number): Wanted[] {
  if (choices.length === 0) return []
  return [{ bit, column, isWanted: Uint8Array.from(column.names, (name) => (choices.includes(name) ? 1 : 0)) }]
}

function passes({ column: { starts, codes }, isWanted }: Wanted, number: number): boolean {
  for (let at = starts[number] ?? 0; at < (starts[number + 1] ?? 0); at += 1)
    if (isWanted[codes[at] ?? 0] === 1) return true
  return false
}
