import type { Explanation } from './explain.ts'

/** An explanation as Markdown. */
export function explanationMarkdown(explanation: Explanation): string {
  const { id, version, title, hash, basis, isVerified, period, issuance, cases } = explanation
  const warning = isVerified
    ? 'All sources were read or recomputed (V). Nothing here is an approval by a registry.'
    : '**Not verified against all original texts.** Do not use it for a claim before the sources marked S or M were read.'
  return [
    `# ${title}`,
    '',
    `\`${id}\` version ${version}, hash \`${hash}\``,
    '',
    warning,
    '',
    '## Sources',
    '',
    ...basis.map(({ ref, uses, status }) => `- ${ref}: ${uses} (${status})`),
    '',
    '## Parameters',
    '',
    ...table(['fixed', 'unit', 'value', 'plausible'], explanation.fixed.map(parameterRow)),
    '',
    ...table(['monitored', 'unit', 'how', 'plausible'], explanation.monitored.map(parameterRow)),
    '',
    ...(explanation.coefficients.length === 0
      ? []
      : [...table(['coefficient', 'unit', 'how', 'plausible'], explanation.coefficients.map(parameterRow)), '']),
    '## Equations',
    '',
    ...table(
      ['', 'expression', 'unit', 'result'],
      explanation.equations.map(({ id: name, expression, unit, rounding, declares, members }) => [
        named(name, members),
        `\`${expression}\``,
        unit,
        declares === undefined ? rounding : `${rounding}; declared: ${declares}`,
      ]),
    ),
    '',
    `Period: ${period}. Issued: ${issuance}.`,
    '',
    cases.length === 0 ? 'No case is given with it.' : `Cases: ${cases.join(', ')}.`,
    '',
  ].join('\n')
}

function parameterRow({ id, unit, given, plausible, members }: Explanation['fixed'][number]): string[] {
  return [named(id, members), unit, given, plausible === undefined ? '' : `${plausible[0]} to ${plausible[1]}`]
}

function named(id: string, members: readonly string[] | undefined): string {
  return members === undefined ? id : `${id} (each of ${members.join(', ')})`
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [`No ${heads[0] ?? ''} parameter.`]
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), line(heads.map(() => '---')), ...rows.map(line)]
}
