export { STORE_ERRORS } from './errors.ts'
export { openSqlite, type SqliteDatabase, type SqliteRow, type SqliteStatement, type SqliteValue } from './sqlite.ts'
export { openKysely } from './open-kysely.ts'
export { migrate, sqliteTarget, type Migration } from './migrate.ts'
export { openPlatformStore, type PlatformDb } from './platform-store.ts'
export { insertOrganisation, listOrganisations, type Organisation } from './organisations.ts'
export {
  findUser,
  findUserByEmail,
  insertUser,
  listUsers,
  membershipsOf,
  setMemberships,
  type Membership,
  type User,
} from './users.ts'
export {
  deleteSession,
  deleteStaleSessions,
  findSession,
  insertSession,
  touchSession,
  type Session,
} from './sessions.ts'
export { findApiKey, insertApiKey, listApiKeys, revokeApiKey, type ApiKey } from './api-keys.ts'
export { findProject, insertProject, listProjects, updateProject, type ProjectRow } from './projects.ts'
export { appendAudit, checkAudit, listAudit, type AuditEntry } from './audit.ts'
export {
  findProjectRisk,
  listProjectRisks,
  listRiskEvents,
  writeProjectRisk,
  type ProjectRiskRow,
  type RiskEvent,
} from './project-risks.ts'
