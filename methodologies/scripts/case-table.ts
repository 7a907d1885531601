import type { Judgement } from './engines.ts'
import type { Verdict } from './judge-case.ts'

/** What the page says of a shipped case. */
export type CaseHead = {
  readonly case: string
  readonly title: string
  readonly methodology: string
  readonly source: {
    readonly document: string
    readonly repo?: string
    readonly path?: string
    readonly commit?: string
  }
  readonly note?: string
}

const HEAD = `# Published cases

Figures that others printed, computed again by the library. \`printed\` is the number of the source, \`computed\` that of
the engine before it is rounded by \`rounding\` to the printed decimals, \`difference\` = rounded − printed. No equation is
bent to reach a printed number: a difference is shown, with its reason where one is known. Every case runs on the
reference, the bytecode interpreter and the \`Quantifier\` contract, which must agree in every equation.

This page is written by \`test/methodology-cases.test.ts\` (\`UPDATE_DOCS=1 npx vitest run test/methodology-cases.test.ts\`).`

/** The page docs/published-cases.md. */
export function casePage(cases: readonly { readonly head: CaseHead; readonly judgement: Judgement }[]): string {
  const verdicts = cases.flatMap(({ judgement }) => judgement.verdicts)
  const [passed, exact] = [verdicts.filter(({ passed }) => passed), verdicts.filter(isExact)]
  const summary = `${cases.length} cases, ${verdicts.length} printed figures: ${exact.length} come out as printed, ${passed.length - exact.length} with the stated difference, ${verdicts.length - passed.length} fail.`
  return `${[HEAD, summary, ...cases.map(section)].join('\n\n')}\n`
}

function section({ head, judgement }: { readonly head: CaseHead; readonly judgement: Judgement }): string {
  const { document, repo, path, commit } = head.source
  const place = repo === undefined ? '' : `, ${repo} \`${path ?? ''}\` at ${commit?.slice(0, 10) ?? ''}`
  return [
    `## ${head.case}`,
    `${head.title}. By \`${head.methodology}\`. Source: ${document}${place}.`,
    ...(head.note === undefined ? [] : [head.note]),
    [
      '| output | unit | printed | computed | rounding | difference | status | reason |',
      '|---|---|---|---|---|---|---|---|',
      ...judgement.verdicts.map(row),
    ].join('\n'),
  ].join('\n\n')
}

function row(verdict: Verdict): string {
  const { output, computed, difference, passed } = verdict
  const rounding = output.compare === undefined ? output.rounding : `within ${output.compare.relative}, relative`
  const status = !passed ? 'FAILS' : isExact(verdict) ? 'as printed' : 'differs, shown'
  const cells = [output.id, output.unit, output.value, computed, rounding, difference, status, output.note ?? '']
  return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`
}

function isExact({ output, passed }: Verdict): boolean {
  return passed && (output.compare !== undefined || output.check.status === 'exact')
}
