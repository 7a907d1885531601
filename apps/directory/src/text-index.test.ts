import { generateFixture } from '@tcctv/registries'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { listingOf } from './listing.ts'
import { isOneEditAway, TextIndex } from './text-index.ts'

const RISK = { level: 'none', risk: 0, summary: '', counterpartCount: 0 } as const
const { projects } = generateFixture({ seed: 3, count: 60 })
const named = (names: readonly string[]) =>
  names.map((name, number) => listingOf({ ...(projects[number] ?? failed()), name, parties: [] }, number, RISK))

describe('text index', () => {
  it('wants every word, in any order, by their beginnings', () => {
    const index = new TextIndex(named(['Velmora Wind Farm', 'Velmora Solar Park', 'Tarsk Wind Farm']))
    expect([...index.search('wind velm').keys()]).toEqual([0])
    expect([...index.search('farm').keys()].toSorted((a, b) => a - b)).toEqual([0, 2])
    expect(index.search('velmora hydro').size).toBe(0)
  })

  it('ranks the word itself above longer ones, and the name above the description', () => {
    const [first, second, third] = named(['Windara Dam', 'Wind Farm', 'Tarsk Dam'])
    const told = { ...(third ?? failed()), project: { ...(third?.project ?? failed()), description: 'wind measured' } }
    const scores = new TextIndex([first ?? failed(), second ?? failed(), told]).search('wind')
    expect(scores.get(1)).toBeGreaterThan(scores.get(0) ?? Infinity)
    expect(scores.get(1)).toBeGreaterThan(scores.get(2) ?? Infinity)
  })

  it('forgets the old text of a listing that is put again', () => {
    const listings = named(['Velmora Wind Farm', 'Tarsk Wind Farm'])
    const index = new TextIndex(listings)
    index.put({ ...(listings[0] ?? failed()), project: { ...(listings[0]?.project ?? failed()), name: 'Osgar Dam' } })
    expect(index.search('velmora').size).toBe(0)
    expect([...index.search('osgar').keys()]).toEqual([0])
    expect([...index.search('wind').keys()]).toEqual([1])
  })

  it('finds what a plain scan finds, for any beginning of any word of a title', () => {
    const titles = projects.map(({ name }) => name)
    const index = new TextIndex(named(titles))
    fc.assert(
      fc.property(fc.nat(titles.length - 1), fc.nat(4), fc.integer({ min: 1, max: 9 }), (at, word, length) => {
        const words = (titles[at] ?? '').toLowerCase().split(/[^a-z0-9]+/)
        const start = (words[word % words.length] ?? '').slice(0, length)
        const scanned = titles.flatMap((title, number) => {
          const own = `${title} ${projects[number]?.registryProjectId}`.toLowerCase().split(/[^a-z0-9]+/)
          const told = (projects[number]?.description ?? '').toLowerCase().split(/[^a-z0-9]+/)
          return [...own, ...told].some((found) => found.startsWith(start)) ? [number] : []
        })
        if (start !== '') expect([...index.search(start).keys()].toSorted((a, b) => a - b)).toEqual(scanned)
      }),
    )
  })
})

it.each([
  ['wind', 'wnd', true],
  ['wind', 'winds', true],
  ['wind', 'wand', true],
  ['wind', 'wind', false],
  ['wind', 'widn', false],
  ['aab', 'ab', true],
])('one edit between %s and %s: %s', (a, b, expected) => {
  expect(isOneEditAway(a, b)).toBe(expected)
})

function failed(): never {
  throw new Error('the fixture is too small')
}
