import { generateFixture, projectKey, type RegistryProject } from '@tcctv/registries'
import { describe, expect, it } from 'vitest'
import {
  assessListed,
  makeMatchIndex,
  pairKey,
  rankOf,
  summarise,
  summariseAll,
  updateMatchIndex,
  type Decision,
} from './index.ts'

const { projects, planted } = generateFixture({ seed: 4, count: 300 })
const index = makeMatchIndex(projects)
const decided = (left: string, right: string, changes: Partial<Decision>): ReadonlyMap<string, Decision> => {
  const [a, b] = left < right ? [left, right] : [right, left]
  const decision = {
    left: a,
    right: b,
    verdict: 'same',
    part: null,
    reason: 'read both',
    who: 'officer',
    at: '2026-01-01',
    ...changes,
  } as const
  return new Map([[pairKey(left, right), decision]])
}
const pairOf = (kind: string) => {
  const found = planted.find((pair) => pair.kind === kind)
  if (found === undefined) throw new Error(`no planted ${kind}`)
  return found
}

describe('updateMatchIndex', () => {
  it('levels of what changed and of its neighbours are those of an index made anew', () => {
    const changed = projects.slice(0, 12).map((project, at) => ({ ...project, estimatedAnnualTonnes: 70_001 + at }))
    const all = projects.map((project, at) => changed[at] ?? project)
    const { index: updated, affected } = updateMatchIndex(index, changed)
    const [now, anew] = [summarise(updated, affected), summariseAll(makeMatchIndex(all))]
    for (const project of changed) expect(affected).toContain(projectKey(project))
    expect([...now].map(([key, { level }]) => [key, level])).toEqual(
      [...now].map(([key]) => [key, anew.get(key)?.level]),
    )
    const before = summariseAll(index)
    for (const [key, { level }] of anew)
      if (!affected.has(key)) expect([key, level]).toEqual([key, before.get(key)?.level])
  })

  it('finds the twin of an entry that comes in later', () => {
    const { left, right } = pairOf('same')
    const without = makeMatchIndex(projects.filter((project) => projectKey(project) !== left))
    const late = projects.filter((project) => projectKey(project) === left)
    const { index: updated, affected } = updateMatchIndex(without, late)
    expect([...affected]).toEqual(expect.arrayContaining([left, right]))
    expect(rankOf(assessListed(right, updated)?.level ?? 'none')).toBeGreaterThanOrEqual(rankOf('possible'))
    expect(
      assessListed(right, without)
        ?.counterparts.map((pair) => [pair.left, pair.right])
        .flat(),
    ).not.toContain(left)
  })
})

describe('decisions', () => {
  const assess = (left: string, right: string, changes: Partial<Decision>) => {
    const { index: updated } = updateMatchIndex(index, [], decided(left, right, changes))
    const found = assessListed(left, updated)?.counterparts.find(
      (pair) => pairKey(pair.left, pair.right) === pairKey(left, right),
    )
    if (found === undefined) throw new Error('the pair is not shown')
    return found
  }

  it('"different" takes the pair to the lowest level and keeps showing it, with the bits of the model', () => {
    const { left, right } = pairOf('same')
    const found = assess(left, right, { verdict: 'different' })
    expect(found).toMatchObject({
      pSame: 0,
      pPartOf: 0,
      level: 'none',
      decision: { verdict: 'different', reason: 'read both' },
    })
    expect(found.scoreBits).toBeGreaterThan(0)
  })

  it('"same" confirms a pair that nothing proposed', () => {
    const [a, b] = [
      projects.find(({ countries }) => countries[0] === 'KE'),
      projects.find(({ countries, registry }) => countries[0] === 'TR' && registry !== 'NORTH'),
    ] as [RegistryProject, RegistryProject]
    const found = assess(projectKey(a), projectKey(b), { verdict: 'same' })
    expect(found).toMatchObject({ pSame: 1, isExplicit: true })
  })

  it('"part of" says which side is the part', () => {
    const { left, right } = pairOf('sibling')
    expect(assess(left, right, { verdict: 'part_of', part: 'right' })).toMatchObject({
      pSame: 0,
      pPartOf: 1,
      part: 'right',
    })
  })

  it('"transferred" mitigates the severity and leaves the probability', () => {
    const { left, right } = pairOf('same')
    const [same, transferred] = (['same', 'transferred'] as const).map((verdict) => assess(left, right, { verdict }))
    expect(transferred?.pSame).toBe(1)
    expect(transferred?.mitigations).toContainEqual(expect.objectContaining({ kind: 'transferred' }))
    if (typeof same?.severity === 'number' && same.severity > 0)
      expect(transferred?.severity).toBeCloseTo(same.severity * 0.05)
  })

  it('taken back leaves the pair as the model had it', () => {
    const { left, right } = pairOf('same')
    const { index: with_ } = updateMatchIndex(index, [], decided(left, right, { verdict: 'different' }))
    const { index: without, affected } = updateMatchIndex(with_, [], new Map())
    expect(affected).toContain(left)
    expect(assessListed(left, without)).toEqual(assessListed(left, index))
  })
})
