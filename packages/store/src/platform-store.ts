import type { Kysely } from 'kysely'
import { API_KEYS_MIGRATION, type ApiKeyTable } from './api-keys.ts'
import { AUDIT_MIGRATION, type AuditTable } from './audit.ts'
import { openKysely } from './open-kysely.ts'
import { ORGANISATIONS_MIGRATION, type OrganisationTable } from './organisations.ts'
import { PROJECT_RISKS_MIGRATION, type ProjectRiskTable, type RiskEventTable } from './project-risks.ts'
import { PROJECTS_MIGRATION, type ChainIdTable, type ProjectTable } from './projects.ts'
import { SESSIONS_MIGRATION, type SessionTable } from './sessions.ts'
import { USERS_MIGRATION, type MembershipTable, type UserTable } from './users.ts'

/** Tables of the platform process. */
type PlatformTables = {
  organisation: OrganisationTable
  user: UserTable
  membership: MembershipTable
  session: SessionTable
  api_key: ApiKeyTable
  project: ProjectTable
  chain_id: ChainIdTable
  audit: AuditTable
  project_risk: ProjectRiskTable
  risk_event: RiskEventTable
}
export type PlatformDb = Kysely<PlatformTables>

/** Opens the platform's store. Nothing in it decides a tonne: that stands on the projects' chains. */
export function openPlatformStore(path: string): Promise<PlatformDb> {
  return openKysely<PlatformTables>(path, [
    ORGANISATIONS_MIGRATION,
    USERS_MIGRATION,
    SESSIONS_MIGRATION,
    API_KEYS_MIGRATION,
    PROJECTS_MIGRATION,
    AUDIT_MIGRATION,
    PROJECT_RISKS_MIGRATION,
  ])
}
