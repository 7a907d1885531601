import { ANONYMOUS, PROJECT_ROLES, type Principal, type ProjectRole } from '@tcctv/service'
import { findUser, membershipsOf, type PlatformDb, type User } from '@tcctv/store'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import { findKeyInForce } from './api-key.ts'
import { sessionIdOf } from './cookie.ts'
import { findSessionInForce } from './session.ts'

export type Credentials = { readonly cookie?: string | undefined; readonly bearer?: string | undefined }

/**
 * Who sends a request. A bearer token wins over a cookie. A stale cookie means anonymous (a browser can't help sending
 * it); a wrong token is an error, so that a meter learns at once that its key is revoked.
 *
 * @throws {TcctvError} CREDENTIAL_INVALID
 */
export async function authenticate(db: PlatformDb, { cookie, bearer }: Credentials, nowS: number): Promise<Principal> {
  if (bearer !== undefined) return keyPrincipal(db, bearer, nowS)
  const id = sessionIdOf(cookie)
  const session = id === undefined ? undefined : await findSessionInForce(db, id, nowS)
  const user = session === undefined ? undefined : await findUser(db, session.userId)
  return user === undefined || user.isSuspended === 1 ? ANONYMOUS : userPrincipal(db, user)
}

/** A user with the roles of now. */
export async function userPrincipal(db: PlatformDb, user: User): Promise<Principal> {
  const projects: Record<string, ProjectRole[]> = {}
  for (const { slug, role } of await membershipsOf(db, user.id)) {
    const known = PROJECT_ROLES.find((name) => name === role)
    if (known !== undefined) projects[slug] = [...(projects[slug] ?? []), known]
  }
  return { id: user.id, kind: 'user', name: user.name, roles: { operator: user.isOperator === 1, projects } }
}

async function keyPrincipal(db: PlatformDb, bearer: string, nowS: number): Promise<Principal> {
  const key = await findKeyInForce(db, bearer, nowS)
  const owner = key === undefined ? undefined : await findUser(db, key.userId)
  if (key === undefined || owner === undefined || owner.isSuspended === 1) {
    throw platformError('CREDENTIAL_INVALID', { kind: 'API key' })
  }
  const { roles } = await userPrincipal(db, owner)
  const scopes = z.array(z.string()).parse(JSON.parse(key.scopes))
  return { id: `key:${key.id}`, kind: 'apikey', name: key.label, roles, scopes }
}
