import { describe, expect, it } from 'vitest'
import { deriveKey, signAssertion, verifyAssertion } from './assertion.ts'
import { ANONYMOUS, type Principal } from './principal.ts'

const key = new Uint8Array(32).fill(7)
const user: Principal = { id: 'u', kind: 'user', name: 'n', roles: { operator: true, projects: { a: ['registry'] } } }
const verify =
  (header: string | undefined, nowS = 1000, by: Uint8Array = key) =>
  () =>
    verifyAssertion(by, header, nowS)

describe('internal assertion', () => {
  it('carries principal and request id', () => {
    expect(verifyAssertion(key, signAssertion(key, user, 1000, 'r-1'), 1059)).toEqual({
      principal: user,
      requestId: 'r-1',
      expiresS: 1060,
    })
  })

  it('is refused when missing', () => {
    expect(verify(undefined)).toThrow(expect.objectContaining({ code: 'ASSERTION_MISSING', status: 401 }))
  })

  const good = signAssertion(key, ANONYMOUS, 1000)
  const [body = '', mac = ''] = good.split('.')
  const forged = Buffer.from(JSON.stringify({ principal: user, requestId: '', expiresS: 1060 })).toString('base64url')
  it.each([
    ['another body', verify(`${forged}.${mac}`)],
    ['no mac', verify(body)],
    ['an empty mac', verify(`${body}.`)],
    ['another key', verify(good, 1000, new Uint8Array(32))],
    ['the key of another receiver', verify(good, 1000, deriveKey(key, 'project:a'))],
    ['an hour later', verify(good, 4600)],
    ['a minute too late', verify(good, 1061)],
    ['a clock an hour behind', verify(good, -2600)],
  ])('is refused with %s', (_, attempt) => {
    expect(attempt).toThrow(expect.objectContaining({ code: 'ASSERTION_INVALID' }))
  })
})
