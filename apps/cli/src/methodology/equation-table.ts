import type { EquationFacts } from '@tcctv/methodology'

const SIDES = { down: 'never above', up: 'never below', exact: 'exact', mixed: 'on either side' } as const

/**
 * Unit, side and range of every equation: in columns where they fit, else one equation below the other.
 *
 * @param columns of the terminal
 */
export function equationTable(equations: readonly EquationFacts[], columns: number, hasStandIns: boolean): string[] {
  const rows = [
    ['equation', 'unit', 'of the exact result', hasStandIns ? 'range (stand-ins)' : 'range'],
    ...equations.map(cellsOf),
  ]
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((row) => row[at]?.length ?? 0)))
  const lines = rows.map((row) => `  ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}`.trimEnd())
  if (lines.every((line) => line.length <= columns)) return lines
  return equations.flatMap((equation) => {
    const [id = '', unit = '', side = '', range = ''] = cellsOf(equation)
    return [`  ${id} [${unit}]`, `    ${side}`, `    ${range}`]
  })
}

function cellsOf({ id, unit, round, quantum, side, range, scope }: EquationFacts): string[] {
  const rounding = round === undefined ? '' : `, ${round} to ${shortQuantum(quantum ?? '')}`
  const each = scope === 'interval' ? ', each interval' : ''
  return [id, unit, `${SIDES[side]}${rounding}${each}`, rangeText(range)]
}

/** @example shortQuantum('0.000000000000000001') // '1e-18' */
function shortQuantum(quantum: string): string {
  const [, zeros] = /^0\.(0{5,})1$/.exec(quantum) ?? []
  return zeros === undefined ? quantum : `1e-${zeros.length + 1}`
}

/** At most six places; what is left out is marked. */
const short = (bound: string | null): string | null => bound?.replace(/(\.\d{6})\d+$/, '$1…') ?? null

function rangeText(range: EquationFacts['range']): string {
  const [low, high] = [short(range.low), short(range.high)]
  if (low !== null && high !== null) return `${low} to ${high}`
  if (low !== null) return `${low} or more`
  return high === null ? 'not bounded' : `${high} or less`
}
