import { describe, expect, it } from 'vitest'
import { generateFixture } from './fixtures.ts'
import { projectKey, registryProjectSchema } from './project.ts'

const { projects, planted } = generateFixture({ seed: 1, count: 400 })

describe('generateFixture', () => {
  it('makes canonical records', () => {
    expect(projects).toHaveLength(400)
    for (const project of projects) expect(registryProjectSchema.safeParse(project).error).toBeUndefined()
  })

  it('gives the same records for the same seed, others for another', () => {
    expect(generateFixture({ seed: 1, count: 400 }).projects).toEqual(projects)
    expect(generateFixture({ seed: 2, count: 400 }).projects).not.toEqual(projects)
  })

  it('plants relations between different registries', () => {
    const keys = new Set(projects.map(projectKey))
    expect(keys.size).toBe(400)
    for (const { left, right } of planted) {
      expect(keys.has(left) && keys.has(right)).toBe(true)
      expect(left.split('/')[0]).not.toBe(right.split('/')[0])
    }
    const counts = (['same', 'part_of', 'sibling'] as const).map(
      (kind) => planted.filter((pair) => pair.kind === kind).length,
    )
    expect(counts).toEqual([24, 12, 24])
  })

  it('leaves some facts unknown', () => {
    expect(projects.some(({ locations }) => locations.length === 0)).toBe(true)
    expect(projects.some(({ methods }) => methods.length === 0)).toBe(true)
    expect(projects.some(({ creditingPeriod }) => creditingPeriod === null)).toBe(true)
    expect(projects.some(({ issuances }) => issuances === null)).toBe(true)
  })

  it('marks every record as made up', () => {
    for (const project of projects) {
      expect(project.registryProjectId).toMatch(/^FIX-\d{4}$/)
      expect(project.source.kind).toBe('fixture')
    }
  })
})
