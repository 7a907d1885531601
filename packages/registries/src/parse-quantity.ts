/**
 * A number of credits of a tonne each, in whole kilograms; undefined when the cell is something else or finer than a
 * kilogram. Commas may stand between thousands; a trailing `.0` of a spreadsheet is no fraction.
 *
 * @example parseTonnesAsKg('1,454,054') // 1_454_054_000
 */
export function parseTonnesAsKg(cell: string): number | undefined {
  const found = /^((?:\d{1,3}(?:,\d{3})+)|\d+)(?:\.(\d{1,3})0*)?$/.exec(cell.trim())
  if (found === null) return undefined
  const kilograms = BigInt((found[1] ?? '').replaceAll(',', '')) * 1000n + BigInt((found[2] ?? '').padEnd(3, '0'))
  return kilograms <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(kilograms) : undefined
}
