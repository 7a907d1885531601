import { insertUser, listUsers, type PlatformDb } from '@tcctv/store'
import { randomUUID } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { hashPassword } from './password.ts'
import { randomSecret } from './secrets.ts'

/**
 * Makes the operator of an empty platform, with a random password written once to a file of mode 0600. The file comes
 * first: a password nobody can read would lock everybody out.
 *
 * @returns whether one was made
 */
export async function ensureFirstOperator(
  db: PlatformDb,
  options: { readonly email: string; readonly file: string; readonly nowS: number },
): Promise<boolean> {
  if ((await listUsers(db)).length > 0) return false
  const password = randomSecret().slice(0, 24)
  writeFileSync(options.file, `${JSON.stringify({ email: options.email, password })}\n`, { mode: 0o600 })
  await insertUser(db, {
    id: randomUUID(),
    email: options.email,
    name: 'Operator',
    organisationId: null,
    passwordHash: await hashPassword(password),
    isOperator: 1,
    isSuspended: 0,
    createdAt: new Date(options.nowS * 1000).toISOString(),
  })
  return true
}
