import type { ImportContext, ImportedRow, Importer, RowFault } from './importer.ts'
import { registryProjectSchema, type RegistryProject } from './project.ts'

/** The product's own format: one canonical record as JSON a line, UTF-8. */
export const interchange: Importer = { id: 'tcctv', publisher: 'TCCTV interchange', requiredColumns: [], read }

/** Records as interchange text; {@link interchange} reads it back. */
export function formatInterchange(projects: readonly RegistryProject[]): string {
  return projects.map((project) => `${JSON.stringify(project)}\n`).join('')
}

/** A stored or received record, checked; undefined with the first fault when it is not one. */
export function parseProject(
  candidate: unknown,
): { project: RegistryProject } | { fault: { column: string; expected: string } } {
  const parsed = registryProjectSchema.safeParse(candidate)
  if (parsed.success) return { project: parsed.data }
  const issue = parsed.error.issues[0]
  return { fault: { column: issue?.path.join('.') || '(record)', expected: issue?.message ?? 'a canonical record' } }
}

async function* read(chunks: AsyncIterable<string>, context: ImportContext): AsyncGenerator<ImportedRow | RowFault> {
  let row = 0
  for await (const line of linesOf(chunks)) {
    row += 1
    if (line.trim() !== '') yield readLine(line, row, context)
  }
}

function readLine(line: string, row: number, context: ImportContext): ImportedRow | RowFault {
  const parsed = parseJson(line)
  const result = parsed === undefined ? { fault: { column: '(line)', expected: 'JSON' } } : parseProject(parsed)
  if ('fault' in result) return { kind: 'fault', row, ...result.fault, found: line.slice(0, 200), action: 'rejected' }
  const { project } = result
  const kind = project.source.kind === 'fixture' ? 'fixture' : 'interchange'
  const source = { sourceId: context.sourceId, kind, row, retrieved: context.retrieved } as const
  return { kind: 'row', row, project: { ...project, source } }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // Not JSON: the caller reports the row.
    return undefined
  }
}

async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') yield rest
}
