import { describe, expect, it } from 'vitest'
import { generateFixture } from './fixtures.ts'
import { mergeRecords } from './merge-records.ts'
import type { RegistryProject } from './project.ts'

const [base] = generateFixture({ seed: 2, count: 1 }).projects
if (base === undefined) throw new Error('fixture is empty')
const from = (sourceId: string, retrieved: string, changes: Partial<RegistryProject> = {}): RegistryProject => ({
  ...base,
  ...changes,
  source: { ...base.source, sourceId, retrieved },
})

describe('mergeRecords', () => {
  it('takes the registry’s own export first, however old, and fills its gaps', () => {
    const own = from('verra', '2024-01-01', { name: 'Own', issuances: null, locations: [], registrationDate: null })
    const gathered = from('vrod', '2026-01-01', { name: 'Gathered', issuances: [], registrationDate: '2020-01-01' })
    for (const records of [
      [own, gathered],
      [gathered, own],
    ])
      expect(mergeRecords(records)).toMatchObject({
        name: 'Own',
        issuances: [],
        registrationDate: '2020-01-01',
        source: { sourceId: 'verra' },
      })
  })

  it('keeps "nothing issued" and every reference once', () => {
    const reference = { registry: 'SOUTH', registryProjectId: 'FIX-9' }
    const merged = mergeRecords([
      from('verra', '2024-01-01', { issuances: [], references: [reference] }),
      from('vrod', '2024-01-01', { issuances: null, references: [reference] }),
    ])
    expect([merged?.issuances, merged?.references]).toEqual([[], [reference]])
  })

  it('is the record itself when there is one, nothing when there is none', () => {
    expect(mergeRecords([base])).toBe(base)
    expect(mergeRecords([])).toBeUndefined()
  })
})
