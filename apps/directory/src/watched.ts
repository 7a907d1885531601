import { RISK_LEVELS, type ProjectRisk, type RiskLevel } from '@tcctv/matching'
import { descriptionSchema, projectOfDescription, type Description } from './description.ts'
import type { Directory, LevelChange } from './directory.ts'
import type { DirectoryDb } from './store/open-store.ts'

export type Watched = {
  readonly id: string
  readonly description: Description
  readonly level: RiskLevel
  readonly at: string
}

/** How a project of the platform is named among changes of levels. */
export function watchedKey(id: string): string {
  return `own/${id}`
}

export async function listWatched(db: DirectoryDb): Promise<Watched[]> {
  const rows = await db.selectFrom('watched').selectAll().orderBy('id').execute()
  return rows.map(({ id, description, level, at }) => ({
    id,
    description: descriptionSchema.parse(JSON.parse(description)),
    level: RISK_LEVELS.find((known) => known === level) ?? 'unknown',
    at,
  }))
}

/** Assesses a project of the platform now and after every change of the directory from here on. */
export async function watch(
  db: DirectoryDb,
  directory: Directory,
  id: string,
  description: Description,
  at: string,
): Promise<ProjectRisk> {
  const risk = assess(directory, description, at)
  const row = { id, description: JSON.stringify(description), level: risk.level, at }
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
  for (const { id, description, level } of await listWatched(db)) {
    const { level: now } = assess(directory, description, at)
    if (now === level) continue
    changes.push({ project: watchedKey(id), from: level, to: now })
    await db.updateTable('watched').set({ level: now, at }).where('id', '=', id).execute()
  }
  return changes
}

function assess(directory: Directory, description: Description, at: string): ProjectRisk {
  return directory.check(projectOfDescription(description, at.slice(0, 10)))
}
