import { createRoute } from '@hono/zod-openapi'
import { PROJECT_ROLES, createRouter, requireMay, slugSchema } from '@tcctv/service'
import {
  findUser,
  insertUser,
  listUsers,
  membershipsOf,
  setMemberships,
  type PlatformDb,
  type User,
} from '@tcctv/store'
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import { audit, type Platform } from '../platform.ts'
import { hashPassword } from '../sign-in/password.ts'
import { randomSecret } from '../sign-in/secrets.ts'
import { idParameter, jsonAnswer, jsonBody } from './json.ts'

const roleSchema = z.enum(PROJECT_ROLES)
const userSchema = z.object({
  id: z.string(),
  email: z.string(),
  name: z.string(),
  organisationId: z.string().nullable(),
  isOperator: z.boolean(),
  isSuspended: z.boolean(),
  memberships: z.array(z.object({ slug: z.string(), role: z.string() })),
})
const newUserSchema = z.strictObject({
  email: z.email().max(254),
  name: z.string().min(1).max(200),
  organisationId: z.string().nullable().default(null),
  isOperator: z.boolean().default(false),
  /** Without one a random password is made and shown in the answer, once. */
  password: z.string().min(8).max(1024).optional(),
})

const list = createRoute({
  method: 'get',
  path: '/users',
  responses: { 200: jsonAnswer(z.object({ items: z.array(userSchema) }), 'all users') },
})
const create = createRoute({
  method: 'post',
  path: '/users',
  request: { body: jsonBody(newUserSchema) },
  responses: { 201: jsonAnswer(userSchema.extend({ password: z.string().optional() }), 'the new user') },
})
const memberships = createRoute({
  method: 'post',
  path: '/users/{id}/memberships',
  request: { params: idParameter, body: jsonBody(z.strictObject({ slug: slugSchema, roles: z.array(roleSchema) })) },
  responses: { 200: jsonAnswer(userSchema, 'the user with exactly these roles in the project') },
})

export function userRoutes(platform: Platform) {
  const { db } = platform
  return createRouter()
    .openapi(list, async (c) => {
      requireMay(c.var.principal, 'users.manage', null)
      const users = await listUsers(db)
      return c.json({ items: await Promise.all(users.map((user) => viewOf(db, user))) }, 200)
    })
    .openapi(create, async (c) => {
      requireMay(c.var.principal, 'users.manage', null)
      const { password, ...given } = c.req.valid('json')
      const made = password === undefined ? randomSecret().slice(0, 24) : undefined
      const user: User = {
        ...given,
        id: randomUUID(),
        passwordHash: await hashPassword(password ?? made ?? ''),
        isOperator: given.isOperator ? 1 : 0,
        isSuspended: 0,
        createdAt: new Date(platform.nowS() * 1000).toISOString(),
      }
      await insertUser(db, user)
      await audit(platform, c, { action: 'user.create', subject: user.id })
      return c.json({ ...(await viewOf(db, user)), ...(made === undefined ? {} : { password: made }) }, 201)
    })
    .openapi(memberships, async (c) => {
      requireMay(c.var.principal, 'users.manage', null)
      const { id } = c.req.valid('param')
      const { slug, roles } = c.req.valid('json')
      const user = await findUser(db, id)
      if (user === undefined) throw platformError('USER_UNKNOWN', { id })
      await setMemberships(db, id, slug, [...new Set(roles)])
      await audit(platform, c, { action: `user.memberships ${slug} ${roles.join(',')}`, subject: id })
      return c.json(await viewOf(db, user), 200)
    })
}

async function viewOf(db: PlatformDb, user: User): Promise<z.infer<typeof userSchema>> {
  const { id, email, name, organisationId } = user
  const rows = await membershipsOf(db, id)
  return {
    id,
    email,
    name,
    organisationId,
    isOperator: user.isOperator === 1,
    isSuspended: user.isSuspended === 1,
    memberships: rows.map(({ slug, role }) => ({ slug, role })),
  }
}
