import { describe, expect, it } from 'vitest'
import { FIXED_ONE, TcctvError } from '@tcctv/units'
import { decodeBounds } from './bounds.ts'
import { textId, toChainPddVersion, type PddVersionLike } from './pdd-version.ts'
import { DENVER, FROM_S, FIRST_DAY, PROGRAM, READING_LIMIT, programHash, versionWith } from './project.test-support.ts'

const lane = { meter: 'M1', stepS: 3600, places: 3, multiplier: 10n ** 15n, low: -1_000_000n, high: 1_000_000n }
const VERSION: PddVersionLike = {
  documentHash: versionWith().documentHash,
  methodologyHash: versionWith().methodologyHash,
  program: {
    code: new Uint8Array(),
    constants: PROGRAM.constants,
    tables: [],
    variables: [],
    equations: [],
    hash: programHash(PROGRAM),
  },
  purpose: 'project',
  visibility: 'public',
  crediting: { fromS: FROM_S, toS: versionWith().creditingToS },
  offsets: DENVER,
  lanes: [
    { ...lane, parameter: 'EG', variable: 0, role: 'baseline' },
    { ...lane, parameter: 'IMP', variable: 1, role: 'project' },
  ],
  variables: [
    { kind: 'lanes' },
    { kind: 'lanes' },
    { kind: 'constant', amount: FIXED_ONE / 2n },
    { kind: 'constant', amount: 0n },
    { kind: 'builtin', name: 'DAYS' },
    { kind: 'builtin', name: 'DAYS_ALL' },
  ],
  limits: [
    {
      id: 'eg-range',
      applies: 'reading',
      subject: { kind: 'parameter', variable: 0 },
      effectiveFrom: 0,
      by: 'none',
      bounds: decodeBounds(READING_LIMIT.bounds),
    },
  ],
  heads: { baseline: 0, project: 1, leakage: null, reduction: 2 },
  issuance: { quantum: FIXED_ONE, rounding: 'floor', carryNegative: true, carryRemainder: true },
  programs: [],
  histories: [],
  meters: [],
}

describe('toChainPddVersion', () => {
  it('makes the struct of the contract', () => {
    expect(toChainPddVersion(VERSION)).toEqual(versionWith({ limits: [READING_LIMIT] }))
    expect(toChainPddVersion(VERSION).firstDay).toBe(FIRST_DAY)
  })

  it('refuses identifiers above 31 bytes', () => {
    expect(() => textId('x'.repeat(32))).toThrow(TcctvError)
    expect(textId('x'.repeat(31))).toHaveLength(66)
  })
})
