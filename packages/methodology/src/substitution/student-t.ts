/** Two-sided 95 % quantiles of Student's t by degrees of freedom, in thousandths; from the usual printed tables. */
const TABLE: readonly (readonly [degrees: number, thousandths: bigint])[] = [
  [120, 1980n],
  [60, 2000n],
  [40, 2021n],
  [30, 2042n],
  [25, 2060n],
  [20, 2086n],
  [15, 2131n],
  [12, 2179n],
  [10, 2228n],
  [9, 2262n],
  [8, 2306n],
  [7, 2365n],
  [6, 2447n],
  [5, 2571n],
  [4, 2776n],
  [3, 3182n],
  [2, 4303n],
  [1, 12_706n],
]

/**
 * Student's t for a 95 % confidence interval of a mean, as thousandths. Between rows of the table the row of fewer
 * degrees of freedom is taken, and above 120 that of 120: the interval is never too narrow.
 *
 * @example studentT95(191).thousandths // 1980n
 */
export function studentT95(degrees: number): { readonly thousandths: bigint } {
  const row = TABLE.find(([from]) => from <= degrees)
  return { thousandths: row?.[1] ?? 12_706n }
}
