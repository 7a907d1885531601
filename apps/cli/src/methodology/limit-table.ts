import type { LimitText } from '@tcctv/methodology'
import { parseDecimal } from '@tcctv/units'

const HEADER = [
  'tolerance',
  'subject',
  'applies',
  'basis',
  'low',
  'high',
  'first margin',
  'second margin',
  'unit',
  'from',
]
/** Columns of amounts stand to the right. */
const AMOUNTS: ReadonlySet<number> = new Set([4, 5, 6, 7])
/** More places than any limit has. */
const PLACES = 60

/**
 * Limits for people, as one table, or below each other where that is wider than the terminal. A table of many rows is
 * shown by its extremes and their count; `--json` has all.
 */
export function limitTable(limits: readonly LimitText[], columns: number): string {
  if (limits.length === 0) return 'no tolerances\n'
  const lines = aligned([HEADER, ...limits.map(cellsOf)])
  const isTooWide = lines.some((line) => line.length > columns)
  return isTooWide ? limits.map(blockOf).join('\n') : `${lines.join('\n')}\n`
}

function cellsOf(limit: LimitText): string[] {
  const { id, subject, applies, unit, effective } = limit
  return [id, subject, applies, basisOf(limit), ...amountsOf(limit), unit, effective]
}

function blockOf(limit: LimitText): string {
  const { id, subject, applies, unit, effective } = limit
  const amounts = amountsOf(limit).map((text, index) => `  ${(HEADER[index + 4] ?? '').padEnd(15)}${text} ${unit}\n`)
  return `${id}: ${subject}, each ${applies} from ${effective}\n  ${basisOf(limit)}\n${amounts.join('')}`
}

function basisOf({ basis, rows }: LimitText): string {
  return rows.length === 1 ? basis : `${basis} (${rows.length} rows)`
}

function amountsOf({ rows }: LimitText): string[] {
  return (['low', 'high', 'first', 'second'] as const).map((name) => extremes(rows.map((row) => row[name])))
}

/** The least and the most of decimals, or the one that they all are. */
function extremes(decimals: readonly string[]): string {
  const sorted = decimals
    .map((text) => ({ text, count: parseDecimal(text, PLACES) }))
    .toSorted((left, right) => (left.count < right.count ? -1 : left.count > right.count ? 1 : 0))
  const [least, most] = [sorted[0]?.text ?? '', sorted.at(-1)?.text ?? '']
  return least === most ? least : `${least} … ${most}`
}

function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = HEADER.map((_, at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  return rows.map((row) => {
    const cells = row.map((cell, at) =>
      AMOUNTS.has(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    )
    return cells.join('  ').trimEnd()
  })
}
