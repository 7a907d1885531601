import { RISK_LEVELS, type ProjectRisk, type RiskLevel } from '@tcctv/matching'
import { parseProject, type RegistryProject } from '@tcctv/registries'
import { projectOfDescription, type Description } from './description.ts'
import type { Directory, LevelChange } from './directory.ts'
import { directoryError } from './errors.ts'
import type { DirectoryDb } from './store/open-store.ts'

export type Watched = {
  readonly id: string
  readonly project: RegistryProject
  readonly level: RiskLevel
  readonly at: string
}

/** How a project of the platform is named among changes of levels. */
function watchedKey(id: string): string {
  return `own/${id}`
}

/** @throws {TcctvError} STORE_RECORD */
export async function listWatched(db: DirectoryDb): Promise<Watched[]> {
  const rows = await db.selectFrom('watched').selectAll().orderBy('id').execute()
  return rows.map(({ id, description, level, at }) => ({
    id,
    project: recordOf(id, description),
    level: RISK_LEVELS.find((known) => known === level) ?? 'unknown',
    at,
  }))
}

/**
 * Assesses a project of the platform now and after every change of the directory from here on. What is kept is the
 * record, with hashes in the place of serials and accounts.
 */
export async function watch(
  db: DirectoryDb,
  directory: Directory,
  id: string,
  description: Description,
  at: string,
): Promise<ProjectRisk> {
  const project = projectOfDescription(description, at.slice(0, 10))
  const risk = directory.check(project)
  const row = { id, description: JSON.stringify(project), level: risk.level, at }
  await db
    .insertInto('watched')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
  return risk
}

/** Assesses every project of the platform again; gives those whose level differs, and keeps the new one. */
export async function reassessWatched(db: DirectoryDb, directory: Directory, at: string): Promise<LevelChange[]> {
  const changes: LevelChange[] = []
  for (const { id, project, level } of await listWatched(db)) {
    const { level: now } = directory.check(project)
    if (now === level) continue
    changes.push({ project: watchedKey(id), from: level, to: now })
    await db.updateTable('watched').set({ level: now, at }).where('id', '=', id).execute()
  }
  return changes
}

function recordOf(id: string, record: string): RegistryProject {
  const result = parseProject(JSON.parse(record))
  if ('project' in result) return result.project
  throw directoryError('STORE_RECORD', {
    project: watchedKey(id),
    reason: `${result.fault.column}: ${result.fault.expected}`,
  })
}
