import { createRoute } from '@hono/zod-openapi'
import { createRouter, principalSchema } from '@tcctv/service'
import { deleteSession, findUserByEmail, type User } from '@tcctv/store'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import { audit, clientAddress, type Platform, type PlatformContext } from '../platform.ts'
import { userPrincipal } from '../sign-in/authenticate.ts'
import { sessionCookie, sessionIdOf } from '../sign-in/cookie.ts'
import { hashPassword, isPassword } from '../sign-in/password.ts'
import { sha256 } from '../sign-in/secrets.ts'
import { ABSOLUTE_S, openSession } from '../sign-in/session.ts'
import { jsonAnswer, jsonBody } from './json.ts'

const credentialsSchema = z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(1024) })
const emptySchema = z.strictObject({})

const signIn = createRoute({
  method: 'post',
  path: '/sign-in',
  request: { body: jsonBody(credentialsSchema) },
  responses: { 200: jsonAnswer(principalSchema, 'signed in; the session cookie is set') },
})
const signOut = createRoute({
  method: 'post',
  path: '/sign-out',
  responses: { 200: jsonAnswer(emptySchema, 'signed out') },
})
const me = createRoute({
  method: 'get',
  path: '/me',
  responses: { 200: jsonAnswer(principalSchema, 'who asks; kind anonymous without sign-in') },
})

export function signInRoutes(platform: Platform) {
  // A hash to check against when the e-mail is unknown, so that the time tells nothing.
  const nobody = hashPassword('nobody')
  return createRouter()
    .openapi(signIn, async (c) => {
      const { email, password } = c.req.valid('json')
      const user = await checkedUser(platform, c, email, password, nobody)
      const id = await openSession(platform.db, user.id, platform.nowS())
      c.header('set-cookie', sessionCookie(id, isSecure(c), ABSOLUTE_S))
      await audit(platform, c, { action: 'sign-in', subject: user.id, actor: user.id })
      return c.json(await userPrincipal(platform.db, user), 200)
    })
    .openapi(signOut, async (c) => {
      const id = sessionIdOf(c.req.header('cookie'))
      if (id !== undefined) await deleteSession(platform.db, sha256(id))
      c.header('set-cookie', sessionCookie('', isSecure(c), 0))
      await audit(platform, c, { action: 'sign-out', subject: c.var.principal.id })
      return c.json({}, 200)
    })
    .openapi(me, (c) => c.json(c.var.principal, 200))
}

async function checkedUser(
  platform: Platform,
  c: PlatformContext,
  email: string,
  password: string,
  nobody: Promise<string>,
): Promise<User> {
  const attempt = { email, address: clientAddress(c) }
  platform.loginLimit.check(attempt, platform.nowS())
  const user = await findUserByEmail(platform.db, email)
  const isRight = await isPassword(user?.passwordHash ?? (await nobody), password)
  if (user !== undefined && isRight && user.isSuspended === 0) return user
  platform.loginLimit.fail(attempt, platform.nowS())
  await audit(platform, c, { action: 'sign-in', subject: user?.id ?? 'unknown', isRefused: true })
  throw platformError('SIGN_IN_REFUSED', {})
}

function isSecure(c: PlatformContext): boolean {
  return c.req.header('x-forwarded-proto') === 'https'
}
