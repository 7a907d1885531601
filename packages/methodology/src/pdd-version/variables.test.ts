import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseMethodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from './compile-pdd.ts'
import { HASH, liveOf, pddFaults } from './live-pdd.test-support.ts'

const root = join(import.meta.dirname, '../../../..')
const PDD = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')
const SOLAR = parseMethodology(readFileSync(join(root, 'methodologies/acm0002-solar.yaml'), 'utf8'))
const LIVE = liveOf(PDD)
const faultsOf = (yaml: string): string[] => pddFaults(yaml, SOLAR)

describe('a constant of zero in a live project', () => {
  const withoutDeviation = LIVE.replaceAll(/, approved_deviation: \{[^}]*\}/g, '')

  it('is refused without an approved deviation', () => {
    expect(faultsOf(withoutDeviation)).toEqual([
      'constants.EG_IMP.value ZERO_CONSTANT',
      'constants.FC_FF.value ZERO_CONSTANT',
    ])
  })

  it('needs the hash of the approval, not its reference alone', () => {
    const half = withoutDeviation.replaceAll('flag: true}', 'flag: true, approved_deviation: {reference: "DEV-1"}}')
    expect(faultsOf(half)).toContain('constants.EG_IMP.approved_deviation.hash MISSING')
  })

  it('carries its deviation into the version', () => {
    const { variables } = compilePdd(parsePdd(LIVE), SOLAR)
    expect(variables[1]).toMatchObject({ kind: 'constant', approvedDeviation: { reference: 'DEV-1', hash: HASH } })
  })
})
