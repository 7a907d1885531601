import { generateFixture, normaliseName, projectKey, type RegistryProject } from '@tcctv/registries'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  summariseAll,
  assessPair,
  assessProject,
  makeMatchIndex,
  rankOf,
  type MatchIndex,
  type PairAssessment,
} from './index.ts'

const fixture = generateFixture({ seed: 1, count: 400 })
const index = makeMatchIndex(fixture.projects)
const assess = (left: string, right: string, within: MatchIndex = index): PairAssessment => {
  const [a, b] = [within.entries.get(left), within.entries.get(right)]
  if (a === undefined || b === undefined) throw new Error(`no entry ${left} or ${right}`)
  return assessPair(a, b, within)
}
const planted = (kind: string) => fixture.planted.filter((pair) => pair.kind === kind)
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const anyPair = fc
  .tuple(fc.constantFrom(...fixture.projects), fc.constantFrom(...fixture.projects))
  .filter(([a, b]) => a !== b)

/** The project under another name or with other facts; its title is normalised again. */
function changed(project: RegistryProject, changes: Partial<RegistryProject>): RegistryProject {
  const merged = { ...project, ...changes }
  return { ...merged, nameNormalised: normaliseName(merged.name, merged.countries).text }
}

describe('planted relations of the fixture', () => {
  it.each(planted('same'))('calls $left and $right possible or higher', ({ left, right }) => {
    expect(rankOf(assess(left, right).level)).toBeGreaterThanOrEqual(rankOf('possible'))
  })

  it.each(planted('sibling'))('does not call the siblings $left and $right likely', ({ left, right }) => {
    const assessment = assess(left, right)
    expect(rankOf(assessment.level)).toBeLessThan(rankOf('likely'))
    expect(assessment.pSame).toBeLessThan(0.5)
  })

  it('finds planted same pairs as candidates', () => {
    const found = new Set(index.pairs.map(({ left, right }) => `${left.key} ${right.key}`))
    const expected = planted('same').map(({ left, right }) => [left, right].toSorted().join(' '))
    expect(expected.filter((pair) => !found.has(pair))).toEqual([])
  })

  it('sees parts of programmes as parts and says which side is the part', () => {
    for (const { left, right } of planted('part_of')) {
      const assessment = assess(left, right)
      expect(assessment.pPartOf).toBeGreaterThan(0.5)
      expect(assessment[assessment.part ?? 'right']).toBe(left)
    }
  })

  it('compares a programme with its namesake in another country, and no other entries over borders', () => {
    const [base] = fixture.projects
    if (base === undefined) throw new Error('the fixture is empty')
    const title = 'Programme of Activities for Brellaro Clay Stoves in Quendish Mountain Villages'
    const entry = (registry: string, country: string, changes: Partial<RegistryProject>) =>
      changed(base, {
        registry,
        registryProjectId: `X-${country}`,
        countries: [country],
        name: title,
        locations: [],
        ...changes,
      })
    const pairsOf = (changes: Partial<RegistryProject>) =>
      makeMatchIndex([entry('NORTH', 'KE', changes), entry('SOUTH', 'CI', changes)]).pairs.length
    expect(pairsOf({ programKind: 'programme' })).toBe(1)
    expect(pairsOf({ programKind: 'standalone', name: title.replace('Programme of Activities for', '') })).toBe(0)
  })

  it('assesses all projects of the fixture at once', () => {
    const risks = summariseAll(index)
    expect(risks.size).toBe(400)
    for (const { left } of planted('same')) expect(rankOf(risks.get(left)?.level ?? 'none')).toBeGreaterThanOrEqual(2)
  })
})

describe('assessPair', () => {
  it('is symmetric', () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        expect(assess(projectKey(a), projectKey(b))).toEqual(assess(projectKey(b), projectKey(a)))
      }),
    )
  })

  it('shows a waterfall whose sum is the score', () => {
    fc.assert(
      fc.property(anyPair, ([a, b]) => {
        const { bits, scoreBits, evidence, pSame, pPartOf } = assess(projectKey(a), projectKey(b))
        expect(sum(Object.values(bits))).toBeCloseTo(scoreBits, 9)
        expect(sum(evidence.map((bar) => bar.bits)) + bits.prior + bits.rival).toBeCloseTo(scoreBits, 9)
        expect(pSame + pPartOf).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('does not depend on the order of the projects', () => {
    const shuffled = makeMatchIndex(fixture.projects.toReversed())
    for (const { left, right } of fixture.planted) expect(assess(left, right, shuffled)).toEqual(assess(left, right))
  })

  it('reports what is unknown and names what would settle it', () => {
    const [left, right] = twins({ methods: [], locations: [], issuances: null })
    const assessment = assessTwins(left, right)
    expect(assessment.unknown).toEqual(expect.arrayContaining(['Methodology', 'Place', 'double issuance']))
    expect(assessment.severities['double issuance']).toMatchObject({ status: 'unknown' })
    expect(assessment.whatWouldSettle).toContain(`issuance by monitoring period of ${projectKey(left)}`)
    expect(assessment.bits.loc).toBe(0)
  })

  it('never lets missing severity facts make a level none', () => {
    for (const { left, right } of [...planted('same'), ...planted('part_of')]) {
      const before = assess(left, right)
      const without = fixture.projects.map((project) =>
        [left, right].includes(projectKey(project))
          ? { ...project, issuances: null, serialBlocks: null, authorisation: null, status: 'unknown' as const }
          : project,
      )
      const after = assess(left, right, makeMatchIndex(without))
      expect(before.level).not.toBe('none')
      expect(after.level).not.toBe('none')
    }
  })

  it('confirms by an explicit transition and lets its mitigation lower severity, not probability', () => {
    const [left, right] = twins({
      issuances: [{ from: '2020-01-01', to: '2020-12-31', precision: 'day', units: 1000 }],
    })
    const link = { kind: 'conversion', registry: left.registry, registryProjectId: left.registryProjectId } as const
    const open = assessTwins(left, { ...right, transitions: [{ ...link, cancelledAtOrigin: false }] })
    const cancelled = assessTwins(left, { ...right, transitions: [{ ...link, cancelledAtOrigin: true }] })
    expect([open.level, open.pSame, open.severity]).toEqual(['confirmed', 1, 1])
    expect([cancelled.level, cancelled.pSame, cancelled.severity]).toEqual(['confirmed', 1, 0.05])
    expect(cancelled.mitigations).toMatchObject([{ kind: 'transition', factor: 0.05 }])
  })

  it('takes no point that many projects share', () => {
    const office = { kind: 'point', longitude: 77, latitude: 20, precisionM: null, origin: 'registry' } as const
    const crowd = fixture.projects.slice(0, 10).map((project) => ({ ...project, locations: [office] }))
    const crowded = makeMatchIndex(crowd)
    const [a, b] = crowd.map(projectKey)
    expect(assess(a ?? '', b ?? '', crowded).unknown).toContain('Place')
  })

  it('gives way to a better counterpart in the same registry', () => {
    const [left, right] = twins({})
    const lookalike = changed(right, { registryProjectId: 'FIX-9999', name: `${right.name} Qorvex Extension` })
    const within = makeMatchIndex([...fixture.projects, left, right, lookalike])
    const weaker = assess(projectKey(left), projectKey(lookalike), within)
    expect(weaker.rival).toBe(projectKey(right))
    expect(weaker.bits.rival).toBeLessThan(0)
  })
})

describe('assessProject', () => {
  const [left, right] = twins({})

  it('finds no absence in an empty directory: unknown, with the reason', () => {
    const { level, risk, summary } = assessProject(left, makeMatchIndex([]))
    expect({ level, risk, summary }).toEqual({
      level: 'unknown',
      risk: 'unknown',
      summary: 'could not be compared: the directory holds no source',
    })
  })

  it('says none found only with sources and dates', () => {
    const lonely = changed(left, { name: 'Zzyzxal Tidal Mill', countries: ['NZ'], locations: [] })
    const risk = assessProject(lonely, index)
    expect([risk.level, risk.risk]).toEqual(['none', 0])
    expect(risk.summary).toBe('none found in 1 source as of its date')
    expect(risk.sources).toEqual([{ id: 'fixture', retrieved: '2026-01-01' }])
  })

  it('says unknown, not none, when nothing could be compared', () => {
    const risk = assessProject(changed(left, { countries: [], locations: [] }), index)
    expect([risk.level, risk.risk]).toEqual(['unknown', 'unknown'])
    expect(risk.whatWouldSettle).toEqual(['host country and title of the project'])
  })

  it('finds the counterpart of a project that is registered nowhere', () => {
    const risk = assessProject(left, makeMatchIndex([...fixture.projects, right]))
    expect(risk.counterparts[0]).toMatchObject({ left: projectKey(left), right: projectKey(right) })
    expect(rankOf(risk.level)).toBeGreaterThanOrEqual(rankOf('possible'))
  })
})

/** Two made-up entries of one activity in two registries, with the given facts on both. */
function twins(facts: Partial<RegistryProject>): [RegistryProject, RegistryProject] {
  const [seed] = fixture.projects
  if (seed === undefined) throw new Error('the fixture is empty')
  const base = changed(seed, {
    name: 'Qaltrimosk 21 MW Wind Farm',
    countries: ['IN'],
    category: 'wind',
    capacityMw: 21,
    programKind: 'standalone',
    status: 'issuing',
    ...facts,
  })
  return [
    { ...base, registry: 'AAA', registryProjectId: 'FIX-9001' },
    { ...base, registry: 'BBB', registryProjectId: 'FIX-9002' },
  ]
}

function assessTwins(left: RegistryProject, right: RegistryProject): PairAssessment {
  return assess(projectKey(left), projectKey(right), makeMatchIndex([...fixture.projects, left, right]))
}
