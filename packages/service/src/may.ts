import { serviceError } from './errors.ts'
import type { Principal, ProjectRole } from './principal.ts'

/** Who may see a project: its parties, the public its records, or the public everything. */
export type Visibility = 'parties' | 'public-records' | 'public'

type Grant = {
  readonly operator: boolean
  readonly members: readonly ProjectRole[]
  /** Visibilities of the project under which everybody may, without sign-in. */
  readonly everybody: readonly Visibility[]
}

const operator: Grant = { operator: true, members: [], everybody: [] }
const members = (...roles: readonly ProjectRole[]): Grant => ({ operator: false, members: roles, everybody: [] })
const parties = ['proponent', 'registry', 'verifier'] as const

/**
 * Role × action. The operator runs the platform and can not act for a party: what decides a tonne also needs that
 * party's signature on the chain.
 */
export const GRANTS = {
  'project.create': operator,
  'project.start': operator,
  'users.manage': operator,
  'audit.read': operator,
  'readings.import': members('proponent'),
  'pdd.propose': members('proponent'),
  'pdd.impact': members(...parties),
  'alert.explain': members(...parties),
  'exception.justify': members('proponent'),
  'stage.request': members('proponent'),
  'pdd.approve': members('registry'),
  'exception.release4': members('registry'),
  'stage.approve': members('registry'),
  'finding.raise': members('registry', 'verifier'),
  'checkpoint.cosign': members('registry', 'verifier'),
  'project.read': { operator: true, members: parties, everybody: ['public-records', 'public'] },
  'records.read': { operator: false, members: parties, everybody: ['public-records', 'public'] },
  'readings.read': { operator: false, members: parties, everybody: ['public'] },
  'chain.read': { operator: false, members: parties, everybody: ['public'] },
} as const satisfies Record<string, Grant>

export type Action = keyof typeof GRANTS

/**
 * Whether the principal may do the action in the project (`null` for actions of the platform itself). An API key needs
 * the role and a scope. Does not check that the project exists.
 *
 * @example may(ANONYMOUS, 'records.read', 'pv-1', 'public-records') // true
 */
export function may(
  principal: Principal,
  action: Action,
  slug: string | null,
  visibility: Visibility = 'parties',
): boolean {
  const grant: Grant = GRANTS[action]
  if (grant.everybody.includes(visibility)) return true
  if (principal.kind === 'apikey' && !hasScope(principal.scopes ?? [], action, slug)) return false
  if (grant.operator && principal.roles.operator) return true
  const roles = slug === null ? [] : (principal.roles.projects[slug] ?? [])
  return roles.some((role) => grant.members.includes(role))
}

/**
 * The same as {@link may}, as a guard.
 *
 * @throws {TcctvError} SIGN_IN_REQUIRED for an anonymous principal, FORBIDDEN for any other
 */
export function requireMay(principal: Principal, action: Action, slug: string | null, visibility?: Visibility): void {
  if (may(principal, action, slug, visibility)) return
  throw serviceError(principal.kind === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN', { action, project: slug })
}

function hasScope(scopes: readonly string[], action: Action, slug: string | null): boolean {
  return scopes.some((scope) => {
    const [what, where] = scope.split('@')
    return (what === '*' || what === action) && (where === '*' || where === slug)
  })
}
