import { generateFixture, projectKey, type RegistryProject } from '@tcctv/registries'
import { describe, expect, it } from 'vitest'
import { Directory } from './directory.ts'
import { choicesOf, type Facet, type Filters } from './filters.ts'
import type { Listing } from './listing.ts'
import { filterQuerySchema, filtersOf } from './query-schemas.ts'

const { projects } = generateFixture({ seed: 1, count: 400 })
const directory = new Directory(projects, 'made-up')
const ALL: Filters = {
  q: '',
  registry: [],
  country: [],
  status: [],
  category: [],
  method: [],
  risk: [],
  party: '',
  vintage: null,
  size: null,
  bbox: null,
}
const keys = (listings: readonly Listing[]) => listings.map(({ key }) => key)
const first = projects[0] as RegistryProject // the fixture has 400

describe('search', () => {
  it('gives every project without filters', () => {
    expect(directory.search(ALL, 'name')).toHaveLength(400)
  })

  it.each([
    ['its id', first.registryProjectId],
    ['its id in lower case', first.registryProjectId.toLowerCase()],
    ['its whole title', first.name],
    ['the beginning of a word', first.name.slice(0, 8)],
    ['a word with one wrong letter', (first.name.split(' ')[0] ?? '').replace(/.$/, 'q')],
  ])('finds a project by %s', (_, q) => {
    expect(keys(directory.search({ ...ALL, q }, 'relevance')).slice(0, 5)).toContain(projectKey(first))
  })

  it('finds titles in scripts without spaces', () => {
    const chinese = { ...first, registryProjectId: 'FIX-9000', name: '示例风电场项目' }
    const found = new Directory([...projects, chinese], 'made-up').search({ ...ALL, q: '风电' }, 'relevance')
    expect(keys(found)).toEqual([projectKey(chinese)])
  })

  it('combines filters', () => {
    const found = directory.search({ ...ALL, country: ['KE', 'TR'], category: ['wind'] }, 'name')
    expect(found.length).toBeGreaterThan(0)
    for (const { project } of found) {
      expect(['KE', 'TR']).toContain(project.countries[0])
      expect(project.category).toBe('wind')
    }
  })

  it('filters by years with issuance', () => {
    const found = directory.search({ ...ALL, vintage: [2012, 2013] }, 'name')
    const expected = projects.filter(({ issuances }) =>
      (issuances ?? []).some(({ from }) => ['2012', '2013'].includes(from.slice(0, 4))),
    )
    expect(found).toHaveLength(expected.length)
  })

  it('filters by size, ends included; an unknown estimate is of no size', () => {
    const { estimatedAnnualTonnes: tonnes } =
      projects.find((project) => project.estimatedAnnualTonnes !== null) ?? first
    const size = [tonnes ?? 0, Infinity] as const
    const found = directory.search({ ...ALL, size }, 'name')
    const expected = projects.filter((project) => (project.estimatedAnnualTonnes ?? -1) >= (tonnes ?? 0))
    expect(keys(found).toSorted()).toEqual(expected.map(projectKey).toSorted())
    expect(directory.search({ ...ALL, size: [0, Infinity] }, 'name').length).toBeLessThan(projects.length)
  })

  it.each([
    ['100..2000', [100, 2000]],
    ['100..', [100, Infinity]],
    ['..2000', [0, 2000]],
  ])('reads the size %s', (size, expected) => {
    expect(filtersOf(filterQuerySchema.parse({ size })).size).toEqual(expected)
  })

  it.each(['..', '100', '2000..100', '-1..2', 'a..b'])('refuses the size %s', (size) => {
    expect(filterQuerySchema.safeParse({ size }).success).toBe(false)
  })

  it('puts unknown risk above none and below possible', () => {
    const levels = directory.search(ALL, 'risk').map(({ risk }) => risk.level)
    const order = ['confirmed', 'likely', 'possible', 'unknown', 'none']
    expect(levels).toEqual(levels.toSorted((a, b) => order.indexOf(a) - order.indexOf(b)))
  })
})

describe('boxes', () => {
  const inBrazil = { west: -60, south: -30, east: -40, north: 0 }
  it('finds points inside, edges included, and no project without a point', () => {
    const found = directory.search({ ...ALL, bbox: inBrazil }, 'name')
    const expected = directory.search({ ...ALL, country: ['BR'] }, 'name').filter(({ point }) => point !== null)
    expect(keys(found)).toEqual(keys(expected))
  })

  it('reads a box over the antimeridian as two', () => {
    const fiji = { ...first, registryProjectId: 'FIX-9001', locations: [pointAt(-179.5, -17)] }
    const tonga = { ...first, registryProjectId: 'FIX-9002', locations: [pointAt(179.5, -17)] }
    const bbox = { west: 179, south: -20, east: -179, north: -15 }
    const found = new Directory([...projects, fiji, tonga], 'made-up').search({ ...ALL, bbox }, 'name')
    expect(keys(found).toSorted()).toEqual([projectKey(fiji), projectKey(tonga)].toSorted())
  })

  it('draws points when they are few, clusters when they are many, and counts the rest apart', () => {
    const world = { west: -180, south: -90, east: 180, north: 90 }
    const whole = directory.map(ALL, world, 2)
    expect(whole.points).toEqual([])
    expect(whole.clusters.reduce((sum, { count }) => sum + count, 0)).toBe(whole.total)
    expect(whole.total + whole.withoutPoint.total).toBe(400)
    const brazil = directory.map(ALL, inBrazil, 5)
    expect(brazil.points).toHaveLength(brazil.total)
    expect(brazil.clusters).toEqual([])
  })
})

describe('facets', () => {
  it('counts what a search would find when one more choice is added', () => {
    const filters: Filters = { ...ALL, country: ['IN'], category: ['wind'] }
    const { facets, total } = directory.facets(filters)
    expect(total).toBe(directory.search(filters, 'name').length)
    for (const { choice, count } of facets.country)
      expect(count).toBe(directory.search({ ...filters, country: [choice] }, 'name').length)
    for (const { choice, count } of facets.registry)
      expect(count).toBe(directory.search({ ...filters, registry: [choice] }, 'name').length)
  })

  it('has a choice for what is unknown', () => {
    const bare = { ...first, countries: [], methods: [], category: null }
    const [listing] = new Directory([bare], 'made-up').search(ALL, 'name')
    const of = (facet: Facet) => (listing === undefined ? [] : choicesOf(listing, facet))
    expect([of('country'), of('method'), of('category'), of('risk')]).toEqual([
      ['unknown'],
      ['unknown'],
      ['unknown'],
      ['unknown'],
    ])
  })
})

describe('update', () => {
  it('puts a changed project and a new one in the place of the old, in every index', () => {
    const own = new Directory(projects, '1')
    const renamed = { ...first, name: 'Quillmarsh Tidal Works', nameNormalised: 'quillmarsh tidal works' }
    const added = { ...renamed, registryProjectId: 'FIX-9001', countries: ['CL'] }
    own.update([renamed, added], '2', new Map())
    expect([own.generation, own.size]).toEqual(['2', 401])
    expect(keys(own.search({ ...ALL, q: 'quillmarsh' }, 'name')).toSorted()).toEqual(
      [projectKey(renamed), projectKey(added)].toSorted(),
    )
    expect(keys(own.search({ ...ALL, q: first.name }, 'relevance'))).not.toContain(projectKey(first))
    expect(own.facets({ ...ALL, q: 'quillmarsh' }).total).toBe(2)
  })
})

function pointAt(longitude: number, latitude: number): RegistryProject['locations'][number] {
  return { kind: 'point', longitude, latitude, precisionM: null, origin: 'registry' }
}
