import type { Methodology } from '@tcctv/methodology'
import type { CaseHead } from './case-table.ts'
import type { Judgement } from './engines.ts'
import type { HandVerdict } from './hand-case.ts'

/** Documents by what they are about; every document of the library stands in one row. */
export const FAMILIES: Readonly<Record<string, readonly string[]>> = {
  'Electricity from renewable sources': ['acm0002-solar', 'grid-renewables', 'grid-hydro', 'vmr0017', 'tool07-margin'],
  'Energy of sites and buildings': [
    'site-battery',
    'building-equipment',
    'building-chiller',
    'building-regression',
    'fuel-switch',
    'waste-heat',
    'electricity-tool05',
    'fuel-tool03',
  ],
  Transport: ['ev-charging', 'ev-charging-canada'],
  'Cooking and water': [
    'metered-cooking',
    'cooking-fuel-savings',
    'cooking-fuel-mix',
    'cooking-ams2g',
    'cooking-ams2g-test',
    'safe-water',
    'safe-water-volume',
  ],
  'Waste and manure': [
    'acm0001-lfg',
    'landfill-gas',
    'landfill-avoided-fod',
    'flare-tool06',
    'flare-hourly',
    'digester',
    'composting',
    'manure-ams3d',
    'manure-acm0010',
  ],
  'Land and biochar': ['forest-stock-change', 'afforestation', 'tidal-wetland', 'biochar', 'biochar-linear'],
  'Rules of the trade as modules': [
    'one-percent-option',
    'overlap-discount',
    'confidence-deduction',
    'buffer-pool',
    'small-scale-cap',
  ],
}

const HEAD = `# Methodology library

Every document of \`methodologies/\`, the status of its sources and the cases that \`npm test\` runs over it, each on the
reference, the bytecode interpreter and the \`Quantifier\` contract. **Nothing here is an approval by a registry.**

| sources | meaning |
|---|---|
| V | read in the official text, or recomputed from a registered document or another published computation |
| S | from a secondary source; the original was not read |
| M | from memory; not verified |

A document with S or M may not decide an issued tonne before its source was read and a new version published;
\`tcctv methodology explain\` says so at its top. Printed figures and their differences are in
[published-cases.md](published-cases.md); how a document is written in [write your own methodology](guide/write-your-own-methodology.md).

This page is written by \`test/methodology-cases.test.ts\` (\`UPDATE_DOCS=1 npx vitest run test/methodology-cases.test.ts\`).`

const SAMPLING = `Sample sizes are functions, not documents: \`tcctv methodology sample-size\`. Their printed cases are \`ams3d-box2-*\` and
\`ams3d-box4-*\`.`

const EXERCISES = `## Exercises

Documents of other kinds, written to try the language and computed by hand (exact fractions) before they were run. They
are no methodologies and have no status but M.`

export type LibraryResults = {
  readonly documents: readonly Methodology[]
  readonly exercises: readonly Methodology[]
  readonly published: readonly { readonly head: CaseHead; readonly judgement: Judgement }[]
  readonly byHand: ReadonlyMap<string, HandVerdict>
}

/** The page docs/library.md. */
export function libraryPage(results: LibraryResults): string {
  const byId = new Map(results.documents.map((document) => [document.id, document]))
  const families = Object.entries(FAMILIES).map(([family, ids]) => {
    const rows = ids.flatMap((id) => {
      const document = byId.get(id)
      return document === undefined ? [] : [documentRow(document, results)]
    })
    return `## ${family}\n\n${table(['id', 'version', 'title', 'sources', 'cases'], rows)}`
  })
  const exercises = results.exercises.map(({ id, title }) => [
    `\`${id}\``,
    title.replace('Exercise, ', ''),
    casesOf(id, results).join('; '),
  ])
  const samples = [...results.byHand].filter(([id]) => id.startsWith('x-sample-'))
  const sampleRows = samples.map(([id, verdict]) => [`\`${id}\``, verdict.methodology, handText(id, verdict)])
  return `${[
    HEAD,
    ...families,
    SAMPLING,
    `## What is not verified\n\n${table(['id', 'source', 'what is taken from it', 'status'], results.documents.flatMap(unverifiedRows))}`,
    EXERCISES,
    table(['id', 'subject', 'case'], [...exercises, ...sampleRows]),
  ].join('\n\n')}\n`
}

function documentRow(document: Methodology, results: LibraryResults): string[] {
  const { id, version, title, basis } = document
  const statuses = ['V', 'S', 'M'].filter((status) => basis.some((source) => source.status === status))
  const elsewhere = (document.tests ?? []).filter(({ expected }) => expected !== undefined)
  const cases = [...casesOf(id, results), ...elsewhere.map(({ inputs }) => `\`${inputs ?? ''}\` in \`examples/\``)]
  return [`\`${id}\``, version, title, statuses.join(', '), cases.join('; ')]
}

function casesOf(id: string, { published, byHand }: LibraryResults): string[] {
  return [
    ...published.filter(({ head }) => head.methodology === id).map(publishedText),
    ...[...byHand]
      .filter(([, verdict]) => verdict.methodology === id)
      .map(([name, verdict]) => handText(name, verdict)),
  ]
}

function publishedText({ head, judgement: { verdicts } }: LibraryResults['published'][number]): string {
  const exact = verdicts.filter(
    ({ passed, output }) => passed && (output.compare !== undefined || output.check.status === 'exact'),
  )
  const differing = verdicts.filter((verdict) => verdict.passed && !exact.includes(verdict))
  const rest = verdicts.length - exact.length - differing.length
  const parts = [
    `${exact.length} of ${verdicts.length} as printed`,
    ...(differing.length === 0 ? [] : [`${differing.length} with the stated difference`]),
    ...(rest === 0 ? [] : [`${rest} FAIL`]),
  ]
  return `\`${head.case}\` ${parts.join(', ')}`
}

function handText(id: string, { figures, wrong }: HandVerdict): string {
  return `\`${id}\` ${figures} by hand${wrong.length === 0 ? '' : `, ${wrong.length} FAIL`}`
}

function unverifiedRows({ id, basis }: Methodology): string[][] {
  return basis.filter(({ status }) => status !== 'V').map(({ ref, uses, status }) => [`\`${id}\``, ref, uses, status])
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), `|${heads.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n')
}
