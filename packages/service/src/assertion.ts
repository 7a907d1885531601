import { createHmac, timingSafeEqual } from 'node:crypto'
import { z } from 'zod'
import { serviceError } from './errors.ts'
import { principalSchema, type Principal } from './principal.ts'

/** Header that carries who asks from the gateway to the process that decides. */
export const ASSERTION_HEADER = 'x-tcctv-assertion'
const LIFETIME_S = 60
/** Clocks of two computers may differ by this much. */
const SKEW_S = 5

const assertionSchema = z.strictObject({
  principal: principalSchema,
  requestId: z.string(),
  expiresS: z.number().int(),
})
export type Assertion = z.infer<typeof assertionSchema>

/**
 * Header text: base64url JSON, a point, base64url HMAC-SHA256. Valid for 60 s from `nowS`.
 *
 * @param key 32 bytes shared with the receiving process; see `deriveKey` for one key per receiver
 */
export function signAssertion(key: Uint8Array, principal: Principal, nowS: number, requestId = ''): string {
  const assertion: Assertion = { principal, requestId, expiresS: Math.floor(nowS) + LIFETIME_S }
  const body = Buffer.from(JSON.stringify(assertion)).toString('base64url')
  return `${body}.${macOf(key, body)}`
}

/**
 * What a header asserts, after checking key and time.
 *
 * @throws {TcctvError} ASSERTION_MISSING, ASSERTION_INVALID
 */
export function verifyAssertion(key: Uint8Array, header: string | undefined, nowS: number): Assertion {
  if (header === undefined || header === '') throw serviceError('ASSERTION_MISSING', {})
  const [body = '', mac = ''] = header.split('.')
  if (!isEqual(mac, macOf(key, body))) throw serviceError('ASSERTION_INVALID', { reason: 'wrong key or changed text' })
  const assertion = assertionSchema.parse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')))
  const leftS = assertion.expiresS - nowS
  if (leftS < 0 || leftS > LIFETIME_S + SKEW_S) throw serviceError('ASSERTION_INVALID', { reason: 'expired' })
  return assertion
}

/** Key of one receiver, so that what was signed for one process opens no other. @example deriveKey(k, 'project:pv-1') */
export function deriveKey(key: Uint8Array, audience: string): Uint8Array {
  return createHmac('sha256', key).update(`tcctv-assertion:${audience}`).digest()
}

function macOf(key: Uint8Array, body: string): string {
  return createHmac('sha256', key).update(body).digest('base64url')
}

function isEqual(found: string, expected: string): boolean {
  const [a, b] = [Buffer.from(found), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
