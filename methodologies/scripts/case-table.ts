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

const TRAPS = `## Where printed texts are wrong

| document | what | shown |
|---|---|---|
| Bergama | total of the leakage 28,616, its own rows add to 28,618 | case \`bergama-mp1\`, LE.total |
| Bergama | first-order decay counts a year twice: 10,363 t printed, 8,452 t by TOOL04 | case \`bergama-fod\` |
| Bergama | flow times fraction times density is 1.5 % below to 81 % above the printed methane, cause unknown | case \`bergama-flow\` |
| Bergama | diesel 2.753 printed, 2.759 from the factors of the same line, and tonnes for kilograms | case \`bergama-diesel\` |
| Bergama | import deducted in the net generation and again as project emissions | kept and declared in \`acm0001-lfg\` (\`double-deduction-of-import\`); undeclared it is a warning of \`check\` |
| Soc Son | two totals for one quantity: build margin 0.8010 or 0.8048 | case \`socson-tool07\`, EF_BM.alt |
| Soc Son | 0.84585 printed as 0.8458 | case \`socson-tool07\`, EF_CM |
| Soc Son | project emissions differ by 1.1 t, unresolved | case \`socson-pe\`, PE |
| Soc Son | calorific value 0.0433 GJ/t and factor 74.8 t/GJ: both wrong by 1000, the product right | refused by plausible ranges (\`packages/methodology/src/check/traps.test.ts\`) |
| Hereko | the total is rounded after adding: 2 t | case \`hereko-years\`, ER.total |
| VM0038 v1.0 | kWh per 100 km times 0.6215 for kWh per 100 mi is upside down (1.609) | units with \`km\` and \`mi\` put it right (\`traps.test.ts\`); not used by \`ev-charging\` |
| California forest projects | one issued amount is 540 t (0.1 %) above its components, two are a tonne off | cases \`carb-car1208\`, \`carb-acr284\`, \`carb-acr393\` |`

/** The page docs/published-cases.md. */
export function casePage(cases: readonly { readonly head: CaseHead; readonly judgement: Judgement }[]): string {
  const verdicts = cases.flatMap(({ judgement }) => judgement.verdicts)
  const [passed, exact] = [verdicts.filter(({ passed }) => passed), verdicts.filter(isExact)]
  const summary = `${cases.length} cases, ${verdicts.length} printed figures: ${exact.length} come out as printed, ${passed.length - exact.length} with the stated difference, ${verdicts.length - passed.length} fail.`
  return `${[HEAD, summary, TRAPS, ...cases.map(section)].join('\n\n')}\n`
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
