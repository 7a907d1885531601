import { TcctvError } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { compileTestDocuments, TEST_METHODOLOGY, TEST_PDD } from '../test-chain/documents.ts'
import { createCheckList } from './checks.ts'
import type { DeclaredGap } from './gap-values.ts'
import { createSubstitutionLog } from './substitutions.ts'

const HOUR_S = 3600
const { version } = compileTestDocuments(TEST_METHODOLOGY, TEST_PDD)
const [lane] = version.lanes
if (lane === undefined) throw new Error('the test document has a lane')
/** A baseline lane and one of project emissions, both hourly. */
const TWO = { ...version, lanes: [lane, { ...lane, role: 2 }] }
const rule = (of: Partial<DeclaredGap>, parameter = 'F'): DeclaredGap => ({
  parameter,
  meter: 'M',
  kind: 'tool08',
  ...of,
})
/** Lane, first hour, counts, and whether a rule gave them. */
type Part = readonly [lane: number, fromHour: number, counts: readonly bigint[], isSubstituted?: boolean]

/** What is open in the end, or what the check expected where it failed. */
function told(rules: readonly DeclaredGap[], parts: readonly Part[], nextDay = 100): readonly string[] | string {
  const log = createSubstitutionLog()
  for (const [of, fromHour, counts, isSubstituted = false] of parts) {
    const column = { lane: of, startS: fromHour * HOUR_S, stepS: HOUR_S, counts, hash: '0x' as const }
    log.add({ where: 'block 1', day: 1, evidence: isSubstituted ? 5 : 3 }, TWO, rules, [column])
  }
  try {
    return log.finish(
      nextDay,
      createCheckList(() => undefined),
    )
  } catch (fault) {
    if (fault instanceof TcctvError && fault.details['check'] === 'substitutions')
      return String(fault.details['expected'])
    throw fault
  }
}
const hours = (count: number, of = 100n): bigint[] => Array.from({ length: count }, () => of)
const gapped = (of: number, counts: bigint[], fromHour = 20): Part[] => [
  [of, 0, hours(fromHour)],
  [of, fromHour, counts, true],
  [of, fromHour + counts.length, hours(100)],
]
/** Measured for `before` hours, then otherwise for two, then as before. */
const partner = (during: readonly bigint[]): Part[] => [
  [1, 0, hours(20)],
  ...(during.length === 0 ? [] : [[1, 20, during] as const]),
  [1, 22, hours(100)],
]

describe('the log of substituted readings', () => {
  const pair = [rule({}), rule({}, 'C')]
  const confirmed = [rule({ corroboratedBy: 'C' }), rule({ kind: 'review' }, 'C')]

  it.each([
    ['a gap whose partner is measured', pair, [...gapped(0, hours(2)), ...partner(hours(2))]],
    ['a gap that is corroborated', confirmed, [...gapped(0, hours(2)), ...partner(hours(2, 81n))]],
    ['the rating', [rule({}), rule({ kind: 'rated', ratedCount: 250n }, 'C')], gapped(1, hours(3, 250n))],
    ['a gap of 7 days', [rule({})], gapped(0, hours(168), 80)],
  ])('passes %s', (_what, rules, parts) => {
    expect(told(rules, parts)).toEqual([])
  })

  it.each([
    [
      'a gap whose partner has one too',
      pair,
      [...gapped(0, hours(2)), ...partner([])],
      /readings of C \(M\) in the gap/,
    ],
    ['a gap that is not corroborated', confirmed, [...gapped(0, hours(2)), ...partner(hours(2, 79n))], /within 20 %/],
    [
      'another value than the rating',
      [rule({}), rule({ kind: 'rated', ratedCount: 250n }, 'C')],
      gapped(1, hours(3)),
      /rated/,
    ],
    ['a rating of a baseline', [rule({ kind: 'rated', ratedCount: 250n })], gapped(0, hours(3, 250n)), /no baseline/],
    [
      'zero of project emissions',
      [rule({}), rule({ kind: 'zero' }, 'C')],
      gapped(1, hours(3, 0n)),
      /outside of a baseline/,
    ],
    ['a gap above 7 days', [rule({})], gapped(0, hours(169), 80), /above 7 days/],
  ])('refuses %s', (_what, rules, parts, expected) => {
    expect(told(rules, parts)).toMatch(expected)
  })

  it('leaves a gap open whose partner has not come yet, while its day is open', () => {
    const parts = [...gapped(0, hours(2)), [1, 0, hours(5)] as const]
    expect(told(pair, parts, 0)).toEqual([
      '2 substituted readings of F (M): readings of C up to 1970-01-01T22:00:00Z, not on the chain yet',
    ])
    expect(told(pair, parts)).toMatch(/readings of C up to/)
  })
})
