import { createRoute } from '@hono/zod-openapi'
import { GRANTS, createRouter, serviceError } from '@tcctv/service'
import { insertApiKey, listApiKeys, revokeApiKey, type ApiKey } from '@tcctv/store'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import { audit, type Platform, type PlatformContext } from '../platform.ts'
import { newApiKey } from '../sign-in/api-key.ts'
import { idParameter, jsonAnswer, jsonBody } from './json.ts'

const MAX_DAYS = 730
const isScope = (text: string) => {
  const [action = '', slug = '', more] = text.split('@')
  return more === undefined && (action === '*' || action in GRANTS) && /^(\*|[a-z0-9-]{2,40})$/.test(slug)
}
const keySchema = z.object({
  id: z.string(),
  label: z.string(),
  scopes: z.array(z.string()),
  createdS: z.number(),
  expiresS: z.number(),
  revokedS: z.number().nullable(),
})
const newKeySchema = z.strictObject({
  label: z.string().min(1).max(100),
  scopes: z.array(z.string().refine(isScope, '<action or *>@<project or *>')).min(1).max(50),
  days: z.number().int().min(1).max(MAX_DAYS).default(365),
})

const list = createRoute({
  method: 'get',
  path: '/api-keys',
  responses: { 200: jsonAnswer(z.object({ items: z.array(keySchema) }), 'own keys, without their secrets') },
})
const create = createRoute({
  method: 'post',
  path: '/api-keys',
  request: { body: jsonBody(newKeySchema) },
  responses: { 201: jsonAnswer(keySchema.extend({ key: z.string() }), 'the new key; `key` is shown only now') },
})
const revoke = createRoute({
  method: 'delete',
  path: '/api-keys/{id}',
  request: { params: idParameter },
  responses: { 200: jsonAnswer(z.object({ id: z.string() }), 'revoked') },
})

/** A key acts with the roles of the user who made it, narrowed by its scopes. */
export function apiKeyRoutes(platform: Platform) {
  const { db } = platform
  return createRouter()
    .openapi(list, async (c) => {
      const keys = await listApiKeys(db, signedInUser(c))
      return c.json({ items: keys.map(viewOf) }, 200)
    })
    .openapi(create, async (c) => {
      const userId = signedInUser(c)
      const { label, scopes, days } = c.req.valid('json')
      const { id, secretHash, text } = newApiKey()
      const createdS = platform.nowS()
      const times = { createdS, expiresS: createdS + days * 86_400, revokedS: null }
      const key: ApiKey = { id, userId, label, secretHash, scopes: JSON.stringify(scopes), ...times }
      await insertApiKey(db, key)
      await audit(platform, c, { action: 'api-key.create', subject: id })
      return c.json({ ...viewOf(key), key: text }, 201)
    })
    .openapi(revoke, async (c) => {
      const { id } = c.req.valid('param')
      const isRevoked = await revokeApiKey(db, signedInUser(c), id, platform.nowS())
      if (!isRevoked) throw platformError('API_KEY_UNKNOWN', { id })
      await audit(platform, c, { action: 'api-key.revoke', subject: id })
      return c.json({ id }, 200)
    })
}

/** Keys are managed by people: a leaked key can't make another. */
function signedInUser(c: PlatformContext): string {
  const { id, kind } = c.var.principal
  if (kind === 'user') return id
  const action = 'manage API keys'
  throw serviceError(kind === 'anonymous' ? 'SIGN_IN_REQUIRED' : 'FORBIDDEN', { action })
}

function viewOf(key: ApiKey): z.infer<typeof keySchema> {
  const { id, label, createdS, expiresS, revokedS } = key
  return { id, label, scopes: z.array(z.string()).parse(JSON.parse(key.scopes)), createdS, expiresS, revokedS }
}
