import { describe, expect, it } from 'vitest'
import type { Hex } from '../bytes.ts'
import type { ReportData } from '../report-data.ts'
import { TEST_DAYS, TEST_PDD, compileTestDocuments } from '../test-chain/documents.ts'
import { KEYS, bundleOf, commitDay, createTestProject, quantify, reportFiles } from '../test-chain/project.ts'
import { verifyBundleWith, type Verification } from '../verify-bundle.ts'

const [ONE, TWO] = TEST_DAYS as [number, number] // the first of five days
const hours = (count: number, of: (hour: number) => bigint): bigint[] =>
  Array.from({ length: count }, (_, hour) => of(hour))
/** First hour, counts and whether a rule gave them, of runs of a day. */
type Part = readonly [day: number, fromHour: number, counts: readonly bigint[], isSubstituted?: boolean]

async function projectOf(gap: string, parts: readonly Part[], closed: readonly number[]) {
  const project = await createTestProject(
    KEYS.sealer satisfies Hex,
    TEST_PDD.replace('"days"', `"gap":"${gap}","days"`),
  )
  for (const [index, [day, fromHour, counts, isSubstituted = false]] of parts.entries())
    await commitDay(project, day, counts, BigInt(index + 1), [], fromHour, isSubstituted ? 5 : 3)
  for (const day of closed) await quantify(project, day)
  return project
}

async function chainOf(gap: string, parts: readonly Part[], closed: readonly number[]): Promise<Verification> {
  const project = await projectOf(gap, parts, closed)
  const files = closed.length === 0 ? undefined : await reportFiles(project)
  const bytes = bundleOf(project, files ?? (await filesWithoutReport(project)))
  return verifyBundleWith(compileTestDocuments, bytes)
}

async function filesWithoutReport(project: Awaited<ReturnType<typeof createTestProject>>) {
  const files = await reportFiles(project)
  return new Map([...files].filter(([path]) => !path.startsWith('report/')))
}

const failed = ({ checks }: Verification) => checks.find(({ state }) => state === 'failed')

/** Hours 10 and 11 of the first day are missing; 4 hours on either side hold 406 + 407 + 408 + 409 + 412 + … + 415. */
const middle = (counts: readonly bigint[]): Part[] => [
  [ONE, 0, hours(10, (hour) => 400n + BigInt(hour))],
  [ONE, 10, counts, true],
  [ONE, 12, hours(12, (hour) => 412n + BigInt(hour))],
  [TWO, 0, hours(24, () => 400n)],
]
/** The last two hours of the first day and the first two of the second are missing. */
const midnight = (first: readonly bigint[], second: readonly bigint[]): Part[] => [
  [ONE, 0, hours(22, () => 400n)],
  [ONE, 22, first, true],
  [TWO, 0, second, true],
  [TWO, 2, hours(22, () => 401n)],
]

describe('the data of a report', () => {
  it('count substituted readings apart, with the tonnes that they carry', async () => {
    const project = await projectOf('tool08', midnight([400n, 400n], [400n, 400n]), [ONE, TWO])
    const text = new TextDecoder().decode((await reportFiles(project)).get('report/data.json'))
    const data = JSON.parse(text) as ReportData // written by reportFiles
    expect(data.days.map(({ substituted, substitutedReduction }) => [substituted, substitutedReduction])).toEqual([
      [2, '0.4'],
      [2, '0.4'],
    ])
    expect(data.vintages[0]?.data).toEqual({
      expected: 48,
      present: 44,
      dataAvailability: '0.9166',
      completeness: { included: 1, sources: 1, share: '1', missing: [], byConstant: [] },
      streams: [
        {
          parameter: 'EG',
          meter: 'M1',
          expected: 48,
          present: 44,
          substituted: 4,
          dataAvailability: '0.9166',
          evidence: [
            { class: 'file', readings: 44 },
            { class: 'substituted', readings: 4 },
          ],
        },
      ],
      evidence: [
        { class: 'file', readings: 44 },
        { class: 'substituted', readings: 4 },
      ],
      substituted: { readings: 4, baseline: '0.8', project: '0', leakage: '0', reduction: '0.8' },
    })
  })
})

describe('substituted readings', () => {
  it.each([
    ['the mean of 4 hours, rounded down', 'tool08', middle([410n, 410n])],
    ['the mean across midnight', 'tool08', midnight([400n, 400n], [400n, 400n])],
    ['zero of a baseline', 'zero', middle([0n, 0n])],
  ])('that are %s pass and are counted', async (_what, gap, parts) => {
    const result = await chainOf(gap, parts, [ONE, TWO])
    expect(failed(result)).toBeUndefined()
    const counted = parts.filter(([, , , is]) => is).reduce((sum, [, , counts]) => sum + counts.length, 0)
    expect(result.checks.find(({ id }) => id === 'substitutions')).toMatchObject({ state: 'passed', counted })
  })

  it('that are not what the rule gives are refused with parameter, meter, time and both values', async () => {
    expect(failed(await chainOf('tool08', middle([410n, 411n]), [ONE, TWO]))).toMatchObject({
      id: 'substitutions',
      where: expect.stringMatching(/^block \d+, transaction 0x.* EG \(M1\) at 2023-12-29T03:00:00Z$/),
      expected: '0.41 by the rule "mean of 4 hours on either side"',
      found: '0.411',
    })
  })

  it.each([
    ['that no rule allows', 'review', middle([410n, 410n]), /declare no rule/],
    ['by a rating that is not declared', 'rated', middle([410n, 410n]), /rating/],
    [
      'for a part of a gap',
      'tool08',
      [middle([410n, 410n])[0], [ONE, 10, [410n], true], ...middle([]).slice(2)] as Part[],
      /whole gap up to 2023-12-29T04:00:00Z/,
    ],
    ['other than zero', 'zero', middle([0n, 1n]), /rule "zero"/],
    [
      'from a window with a hole',
      'tool08',
      [
        [ONE, 0, hours(8, () => 400n)],
        [ONE, 9, [400n]],
        [ONE, 10, [400n, 400n], true],
        [ONE, 12, hours(12, () => 400n)],
      ] as Part[],
      /both windows/,
    ],
    [
      'before any reading',
      'tool08',
      [
        [ONE, 0, [400n], true],
        [ONE, 1, hours(23, () => 400n)],
      ] as Part[],
      /before the gap/,
    ],
  ])('%s are refused', async (_what, gap, parts, expected) => {
    const result = await chainOf(gap, parts, [ONE])
    expect(failed(result)).toMatchObject({ id: 'substitutions', expected: expect.stringMatching(expected) })
  })

  it('whose gap has no end yet are told as not checked', async () => {
    const parts: Part[] = [
      [ONE, 0, hours(24, () => 400n)],
      [TWO, 0, hours(22, () => 400n)],
      [TWO, 22, [400n, 400n], true],
    ]
    const { passed, notChecked } = await chainOf('tool08', parts, [ONE])
    expect(passed).toBe(true)
    expect(notChecked[0]).toBe(
      '2 substituted readings of EG (M1): a measured reading behind the gap, not on the chain yet',
    )
  })

  it('whose gap has no end are refused once their day has a record', async () => {
    const parts: Part[] = [
      [ONE, 0, hours(22, () => 400n)],
      [ONE, 22, [400n, 400n], true],
      [TWO, 0, [400n], true],
    ]
    expect(failed(await chainOf('tool08', parts, [ONE]))).toMatchObject({
      id: 'substitutions',
      expected: 'a measured reading behind the gap',
      found: 'none, on a day with a final record',
    })
  })
})
