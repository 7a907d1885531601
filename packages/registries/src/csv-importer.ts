import { categorise } from './categorise.ts'
import { readCsvRows } from './csv-rows.ts'
import type { ImportContext, ImportedRow, Importer, RowFault } from './importer.ts'
import { normaliseName } from './normalise-name.ts'
import { parseCapacity } from './parse-capacity.ts'
import type { RegistryProject } from './project.ts'
import { RowReader } from './row-reader.ts'

/** What one row of an export says; everything left out is unknown. */
export type ProjectFacts = Pick<RegistryProject, 'registry' | 'registryProjectId' | 'name' | 'countries'> &
  Partial<Omit<RegistryProject, 'source' | 'nameNormalised' | 'category' | 'capacityMw'>> & {
    /** The registry's own type of the activity, for the coarse class. */
    readonly type?: string
  }

type Layout = {
  readonly id: string
  readonly publisher: string
  readonly requiredColumns: readonly string[]
  /** Reads one row; null for a row that holds no project of its own. Faults are kept by the reader. */
  readonly project: (cells: RowReader) => ProjectFacts | null
}

/** An importer of a CSV layout with one project a row. A row with a rejecting fault is left out, its faults are not. */
export function csvImporter({ id, publisher, requiredColumns, project }: Layout): Importer {
  async function* read(chunks: AsyncIterable<string>, context: ImportContext): AsyncGenerator<ImportedRow | RowFault> {
    for await (const csvRow of readCsvRows(chunks, requiredColumns)) {
      const cells = new RowReader(csvRow)
      const facts = project(cells)
      if (facts !== null && !cells.isRejected)
        yield { kind: 'row', row: csvRow.row, project: completedProject(facts, csvRow.row, context) }
      yield* cells.faults
    }
  }
  return { id, publisher, requiredColumns, read }
}

/** A canonical record of the facts of one row. */
export function completedProject(
  { type = '', ...facts }: ProjectFacts,
  row: number,
  context: ImportContext & { readonly kind?: RegistryProject['source']['kind'] },
): RegistryProject {
  const { text, references } = normaliseName(facts.name, facts.countries)
  const methods = facts.methods ?? []
  return {
    status: 'unknown',
    statusRaw: '',
    programKind: 'unknown',
    parent: null,
    parties: [],
    locations: [],
    estimatedAnnualTonnes: null,
    creditingPeriod: null,
    registrationDate: null,
    issuances: null,
    serialBlocks: null,
    transitions: [],
    authorisation: null,
    assets: [],
    otherClaims: null,
    articleSix: null,
    link: null,
    description: null,
    ...facts,
    methods,
    nameNormalised: text,
    category: categorise({ name: facts.name, methods: methods.map(({ verbatim }) => verbatim).join('; '), type }),
    capacityMw: parseCapacity(facts.name),
    references: [...(facts.references ?? []), ...references].filter(({ registry }) => registry !== facts.registry),
    source: { sourceId: context.sourceId, kind: context.kind ?? 'registry-export', row, retrieved: context.retrieved },
  }
}
