import { formatFixed, type Fixed } from '@tcctv/units'
import { describe, expect, it } from 'vitest'
import { evaluated, smallMethodology } from './small-methodology.test-support.ts'

const MONITORED =
  'A: {unit: t, kind: total}, B: {unit: "1", kind: total, plausible: ["0.5", "1000000"]}, D: {unit: "1", kind: total, plausible: ["0.001", "1000000"]}'

/** What an expression gives before it is rounded, and its opcodes. */
function unrounded(expr: string, amounts: Readonly<Record<string, string>>) {
  const methodology = smallMethodology({
    monitored: MONITORED,
    equations: `E: {expr: "${expr}", unit: t, round: floor, quantum: "0.000000000000000001"}`,
  })
  const { program, bytecode, reference } = evaluated(methodology, amounts)
  expect(reference.map(({ unrounded: exact }) => exact)).toEqual(bytecode.map(({ unrounded: exact }) => exact))
  const operations = program.listing.split('\n').flatMap((line) => /^\w{4} {2}(\w+)/.exec(line)?.[1] ?? [])
  return { amount: formatFixed((bytecode[0]?.unrounded ?? 0n) as Fixed), operations }
}

describe('divisions in products', () => {
  it.each([
    ['a division and its inverse', 'A / 3 * 3', '1000000000000000'],
    ['constants of two places', 'A / 7 * 3.5', '500000000000000'],
    ['a fraction that is no decimal', 'A * (44 / 12)', '3666666666666666.666666666666666666'],
    ['the same from right to left', '44 / 12 * A', '3666666666666666.666666666666666666'],
    ['a division by a division', 'A / (D / B)', '285714285714285.714285714285714285'],
    ['a factor behind a division', 'A / D * B', '285714285714285.714285714285714285'],
    ['a factor in front of one', 'B * (A / D)', '285714285714285.714285714285714285'],
    ['a negated division', '-(A / D) * B', '-285714285714285.714285714285714286'],
  ])('are rounded once, at the end: %s', (_what, expr, expected) => {
    expect(unrounded(expr, { A: '1000000000000000', B: '2', D: '7' }).amount).toBe(expected)
  })

  it('are one operation with the product before them', () => {
    const { operations } = unrounded('A / D * B', { A: '1', B: '1', D: '1' })
    expect(operations).toEqual(['VAR', 'VAR', 'VAR', 'MULDIVF', 'ROUND', 'STORE', 'END'])
  })

  it('stay as written where the product alone would be too large for 256 bits', () => {
    const methodology = smallMethodology({
      monitored: `${MONITORED}, C: {unit: t, kind: total, sign: nonnegative}, F: {unit: t, kind: total, plausible: ["1000000", "10000000"]}`,
      equations: 'E: {expr: "A / F * C / F * C", unit: t, round: floor, quantum: "1"}',
    })
    const { bytecode } = evaluated(methodology, { A: '1000000', C: '3000000', F: '1000000' })
    expect(bytecode[0]?.rounded).toBe(9_000_000n * 10n ** 18n)
  })
})

describe('a table whose argument is rounded', () => {
  const document = (rows: string, round: string) =>
    smallMethodology({
      monitored: MONITORED,
      coefficients: `T: {kind: table, unit: "1", table: [${rows}]}`,
      equations: `E: {expr: "lookup(T, B / 3 * 0.1, down)", unit: "1", round: ${round}, quantum: "0.1"}`,
    })
  const RISING = '["0", "1"], ["1", "2"], ["1000000", "3"]'
  const FALLING = '["0", "3"], ["1", "2"], ["1000000", "1"]'
  const MIXED = '["0", "1"], ["1", "3"], ["1000000", "2"]'

  it.each([
    [RISING, 'floor', '30', '2'],
    [RISING, 'ceil', '29.9999', '1'],
    [FALLING, 'floor', '30.0001', '2'],
    [FALLING, 'ceil', '29.9999', '3'],
  ])('%s stays on its side with %s', (rows, round, B, expected) => {
    const { bytecode, reference } = evaluated(document(rows, round), { B })
    expect(formatFixed((bytecode[0]?.rounded ?? 0n) as Fixed)).toBe(expected)
    expect(reference[0]?.rounded).toBe(bytecode[0]?.rounded)
  })

  it('has no safe side where the table rises and falls', () => {
    expect(() => evaluated(document(MIXED, 'floor'), { B: '1' })).toThrow(expect.objectContaining({ code: 'E_ROUND' }))
  })
})
