import { assetOf, generateFixture, type RegistryProject } from '@tcctv/registries'
import { describe, expect, it } from 'vitest'
import { assessPair, assessProject, makeMatchIndex } from './index.ts'

const [first, second] = generateFixture({ seed: 8, count: 40 }).projects.filter(
  ({ programKind }) => programKind === 'standalone',
)
if (first === undefined || second === undefined) throw new Error('fixture is empty')
const period = { from: '2020-01-01', to: '2026-12-31', precision: 'day' } as const

/** The two entries in different registries, with these facts, compared. */
function compared(left: Partial<RegistryProject>, right: Partial<RegistryProject>) {
  const index = makeMatchIndex([
    { ...first, registry: 'NORTH', registryProjectId: 'FIX-1', ...left } as RegistryProject,
    { ...second, registry: 'SOUTH', registryProjectId: 'FIX-2', ...right } as RegistryProject,
  ])
  const [a, b] = [...index.entries.values()]
  if (a === undefined || b === undefined) throw new Error('two entries are expected')
  return { index, pair: assessPair(a, b, index) }
}

describe('a thing that moves', () => {
  const battery = (number: string) => ({ assets: [assetOf('equipment', number)] })

  it('is compared and weighs, in whatever country, title and registry it stands', () => {
    const apart = { name: 'Made-up Storage', nameNormalised: 'made up storage' }
    const { index, pair } = compared(
      { ...battery('SN 44-1907/b'), countries: ['KE'] },
      { ...apart, ...battery('sn441907B'), countries: ['CL'] },
    )
    expect(index.pairs).toHaveLength(1)
    expect(pair.bits.asset).toBe(12)
    expect(
      compared({ ...battery('SN 1'), countries: ['KE'], locations: [] }, { ...battery('SN 2'), countries: ['CL'] })
        .index.pairs,
    ).toHaveLength(0)
  })

  it('is a thing of its kind: a meter is no permit', () => {
    expect(assetOf('meter', 'AB-123')).toEqual(assetOf('meter', 'ab 123'))
    expect(assetOf('meter', 'AB-123').sha256).not.toBe(assetOf('permit', 'AB-123').sha256)
    expect(JSON.stringify(assetOf('meter', 'AB-123'))).not.toContain('123"')
  })
})

describe('other schemes', () => {
  const risk = (otherClaims: RegistryProject['otherClaims']) =>
    assessProject(
      { ...first, registry: 'none', registryProjectId: 'described', creditingPeriod: period, otherClaims },
      makeMatchIndex([
        { ...first, name: 'Osgar Mill', nameNormalised: 'osgar mill', countries: ['NZ'], locations: [] },
      ]),
    )

  it('ask a question when they fall into the crediting period, with no counterpart at all', () => {
    const found = risk([{ kind: 'attribute-certificate', scheme: 'I-REC', from: '2021-01-01', to: '2021-12-31' }])
    expect([found.level, found.counterparts, found.otherClaims?.[0]?.overlap]).toEqual(['possible', [], 'yes'])
    expect(found.whatWouldSettle.join()).toMatch(/I-REC: .*cancelled/)
    expect(found.summary).toMatch(/1 claim of other schemes/)
  })

  it('without days are unknown, never low; apart they ask nothing; unsaid is not none', () => {
    expect(risk([{ kind: 'ets', scheme: 'Made-up ETS', from: null, to: null }]).level).toBe('unknown')
    expect(risk([{ kind: 'feed-in', scheme: 'Made-up tariff', from: '2001-01-01', to: '2010-12-31' }])).toMatchObject({
      level: 'none',
      otherClaims: [{ overlap: 'no' }],
    })
    expect([risk(null).otherClaims, risk([]).otherClaims]).toEqual([null, []])
  })
})

describe('Article 6', () => {
  const steps = (known: Partial<NonNullable<RegistryProject['articleSix']>>) => ({
    articleSix: {
      authorised: null,
      firstTransferred: null,
      adjustmentReported: null,
      adjustmentVerified: null,
      ...known,
    },
  })
  const claiming = (known: Partial<NonNullable<RegistryProject['articleSix']>>) =>
    compared(steps(known), { authorisation: 'none' }).pair.severities['double claiming']

  it.each([
    [{ authorised: '2024-01-01' }, 0.7, /without adjustment/],
    [{ authorised: '2024-01-01', firstTransferred: '2024-06-01' }, 0.7, /without adjustment/],
    [{ authorised: '2024-01-01', adjustmentReported: '2025-01-01' }, 0.7, /nobody has verified/],
    [{ authorised: '2024-01-01', adjustmentReported: '2025-01-01', adjustmentVerified: '2025-06-01' }, 0, /adjusted/],
  ])('with %j: to declare is not to apply', (known, severity, reason) => {
    expect(claiming(known)).toMatchObject({ status: 'known', severity, reason: expect.stringMatching(reason) })
  })
})

describe('a withdrawn project', () => {
  it('can still hold live units', () => {
    const registration = (serialBlocks: RegistryProject['serialBlocks']) =>
      compared({ status: 'withdrawn', serialBlocks }, {}).pair.severities['double registration']
    expect(registration([{ programme: 'S', start: 1, end: 9, state: 'held' }])).toMatchObject({ severity: 0.3 })
    expect(registration([{ programme: 'S', start: 1, end: 9, state: 'cancelled' }])).toMatchObject({ severity: 0 })
  })
})
