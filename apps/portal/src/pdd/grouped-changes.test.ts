import { expect, it } from 'vitest'
import { groupedChanges } from './grouped-changes.ts'

const change = (path: string, before: string | null, after: string | null) => ({
  path,
  kind: before === null ? ('added' as const) : ('changed' as const),
  before,
  after,
  enters: 'equation' as const,
  needsRegistry: true,
})

it('tells a new branch as one, after what changed', () => {
  const renewal = ['start', 'end', 'baseline', 'estimates'].map((name) =>
    change(`crediting.renewals.1.${name}`, null, 'x'),
  )
  const factor = change('fixed.EF_OM.value', '0.8', '0.7')
  const few = change('samples.FC_FF.mean', null, '0.2')
  expect(groupedChanges([...renewal, factor, few])).toEqual([
    { path: factor.path, kind: 'one', changes: [factor] },
    { path: few.path, kind: 'one', changes: [few] },
    { path: 'crediting.renewals', kind: 'added', changes: renewal },
  ])
})
