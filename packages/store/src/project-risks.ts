import type { Generated, Kysely, Selectable } from 'kysely'
import type { Migration } from './migrate.ts'

/** What the directory last said of a project. `described` is a digest of the description it was asked with. */
export type ProjectRiskTable = {
  slug: string
  described: string
  level: string
  summary: string
  assessedAt: string
}
/** A level that differs from the one before. Append-only. */
export type RiskEventTable = {
  id: Generated<number>
  slug: string
  fromLevel: string
  toLevel: string
  cause: string
  at: string
}
export type ProjectRiskRow = Selectable<ProjectRiskTable>
export type RiskEvent = Omit<Selectable<RiskEventTable>, 'id'>
type Db = Kysely<{ project_risk: ProjectRiskTable; risk_event: RiskEventTable }>

export const PROJECT_RISKS_MIGRATION: Migration = {
  name: 'risks of projects',
  statements: [
    `CREATE TABLE project_risk (slug TEXT PRIMARY KEY REFERENCES project (slug), described TEXT NOT NULL,
      level TEXT NOT NULL, summary TEXT NOT NULL, assessedAt TEXT NOT NULL) STRICT`,
    `CREATE TABLE risk_event (id INTEGER PRIMARY KEY, slug TEXT NOT NULL REFERENCES project (slug),
      fromLevel TEXT NOT NULL, toLevel TEXT NOT NULL, cause TEXT NOT NULL, at TEXT NOT NULL) STRICT`,
    'CREATE INDEX risk_event_by_slug ON risk_event (slug, id)',
    ...['UPDATE', 'DELETE'].map(
      (verb) => `CREATE TRIGGER risk_event_no_${verb.toLowerCase()} BEFORE ${verb} ON risk_event
        BEGIN SELECT RAISE(ABORT, 'risk_event is append-only'); END`,
    ),
  ],
}

export function listProjectRisks(db: Db): Promise<ProjectRiskRow[]> {
  return db.selectFrom('project_risk').selectAll().orderBy('slug').execute()
}

export function findProjectRisk(db: Db, slug: string): Promise<ProjectRiskRow | undefined> {
  return db.selectFrom('project_risk').selectAll().where('slug', '=', slug).executeTakeFirst()
}

/** Keeps what the directory says now, and the event when its level differs from the one before: both or neither. */
export function writeProjectRisk(db: Db, row: ProjectRiskRow, event: RiskEvent | null): Promise<void> {
  return db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('project_risk')
      .values(row)
      .onConflict((conflict) => conflict.column('slug').doUpdateSet(row))
      .execute()
    if (event !== null) await transaction.insertInto('risk_event').values(event).execute()
  })
}

/** Events of a project, or of all, the newest first. */
export async function listRiskEvents(db: Db, slug?: string): Promise<RiskEvent[]> {
  const all = db
    .selectFrom('risk_event')
    .select(['slug', 'fromLevel', 'toLevel', 'cause', 'at'])
    .orderBy('id', 'desc')
    .limit(500)
  return (slug === undefined ? all : all.where('slug', '=', slug)).execute()
}
