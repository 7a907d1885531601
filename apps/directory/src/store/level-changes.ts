import { RISK_LEVELS, type RiskLevel } from '@tcctv/matching'
import type { LevelChange } from '../directory.ts'
import { batches } from './batches.ts'
import type { DirectoryDb } from './open-store.ts'

export type LoggedLevelChange = LevelChange & { readonly id: number; readonly cause: string; readonly at: string }

type LevelChangeQuery = {
  readonly after: number
  readonly project?: string | undefined
  readonly limit: number
  readonly isOwnShown: boolean
}

export async function writeLevelChanges(
  db: DirectoryDb,
  changes: readonly LevelChange[],
  cause: string,
  at: string,
): Promise<void> {
  for (const some of batches(changes))
    await db
      .insertInto('level_change')
      .values(some.map(({ project, from, to }) => ({ project, from_level: from, to_level: to, cause, at })))
      .execute()
}

/** Changes of levels after one of them, oldest first; of one project when it is named. Own ones only when asked for. */
export async function listLevelChanges(
  db: DirectoryDb,
  { after, project, limit, isOwnShown }: LevelChangeQuery,
): Promise<LoggedLevelChange[]> {
  let query = db.selectFrom('level_change').selectAll().where('id', '>', after).orderBy('id').limit(limit)
  if (project !== undefined) query = query.where('project', '=', project)
  if (!isOwnShown) query = query.where('project', 'not like', 'own/%')
  const rows = await query.execute()
  return rows.map((row) => ({
    id: row.id,
    project: row.project,
    from: levelOf(row.from_level),
    to: levelOf(row.to_level),
    cause: row.cause,
    at: row.at,
  }))
}

function levelOf(text: string): RiskLevel {
  return RISK_LEVELS.find((level) => level === text) ?? 'unknown'
}
