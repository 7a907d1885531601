import type { ResultDocument } from '@tcctv/methodology'

/** A result for people: equations of every period, what is issued, printed figures that do not come out, flags. */
export function resultTable(result: ResultDocument): string {
  const { methodology, engine, periods, issuance, differences, flags } = result
  return [
    `${methodology}, engine ${engine}`,
    ...periods.flatMap(({ id, equations }) => ['', id, ...columns(Object.entries(equations).map(equationRow))]),
    ...(issuance.length === 0 ? [] : ['', 'issued', ...columns(issuance.map(issuanceRow))]),
    ...(differences.length === 0
      ? []
      : ['', 'printed figures that do not come out', ...columns(differences.map(differenceRow))]),
    ...(flags.length === 0 ? [] : ['', ...flags.map((flag) => `flag: ${flag}`)]),
    '',
  ].join('\n')
}

type EquationText = ResultDocument['periods'][number]['equations'][string]

function equationRow([id, { value, unit, unrounded, round }]: readonly [string, EquationText]): string[] {
  return [id, value, unit, round === null || unrounded === value ? '' : `${round} of ${unrounded}`]
}

function issuanceRow({ id, er, issued, carried, buffer, capped }: ResultDocument['issuance'][number]): string[] {
  const parts = [`carried ${carried}`, ...(capped === undefined ? [] : [`above the cap ${capped}`])]
  return [id, issued, `of ${er}`, [...parts, ...(buffer === undefined ? [] : [`buffer ${buffer}`])].join(', ')]
}

function differenceRow({ period, equation, printed, computed, difference }: ResultDocument['differences'][number]) {
  return [`${period} ${equation}`, computed, `printed ${printed}`, `difference ${difference}`]
}

/** Rows in columns; the second, the amount, stands to the right. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<readonly number[]>(
    (most, row) => row.map((cell, at) => Math.max(most[at] ?? 0, cell.length)),
    [],
  )
  return rows.map((row) => {
    const cells = row.map((cell, at) => (at === 1 ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
    return `  ${cells.join('  ')}`.trimEnd()
  })
}
