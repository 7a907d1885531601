import { describe, expect, it } from 'vitest'
import { sessionCookie, sessionIdOf } from './cookie.ts'
import { LoginLimit } from './login-limit.ts'
import { hashPassword, isPassword } from './password.ts'

describe('passwords', () => {
  it('are kept as argon2id with the stated cost', async () => {
    const hash = await hashPassword('correct horse')
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await isPassword(hash, 'correct horse')).toBe(true)
    expect(await isPassword(hash, 'correct horsf')).toBe(false)
  })
})

describe('session cookie', () => {
  it('is bound to the host only under TLS', () => {
    expect(sessionCookie('x', true, 60)).toBe(
      '__Host-tcctv_session=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=60; Secure',
    )
    expect(sessionCookie('x', false, 60)).toBe('tcctv_session=x; HttpOnly; SameSite=Lax; Path=/; Max-Age=60')
  })
  it.each([
    ['a=1; tcctv_session=id; b=2', 'id'],
    ['tcctv_session=weak; __Host-tcctv_session=strong', 'strong'],
    ['xtcctv_session=id', undefined],
    [undefined, undefined],
  ])('of %j is %s', (header, expected) => {
    expect(sessionIdOf(header)).toBe(expected)
  })
})

describe('sign-in limit', () => {
  it('closes after ten failures of one key and opens when they are old', () => {
    const limit = new LoginLimit()
    const attempt = { email: 'A@example.org', address: '10.0.0.1' }
    for (let at = 0; at < 10; at += 1) {
      limit.check(attempt, at)
      limit.fail(attempt, at)
    }
    const check = (nowS: number) => () => limit.check({ email: 'a@example.org', address: '10.0.0.2' }, nowS)
    expect(check(10)).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_ATTEMPTS', details: expect.objectContaining({ retryAfterS: 890 }) }),
    )
    expect(() => limit.check({ email: 'b@example.org', address: '10.0.0.1' }, 10)).not.toThrow()
    expect(check(901)).not.toThrow()
  })

  it('bears more from one address, but not everything', () => {
    const limit = new LoginLimit()
    for (let at = 0; at < 50; at += 1) limit.fail({ email: `u${at}`, address: '10.0.0.1' }, 0)
    expect(() => limit.check({ email: 'other', address: '10.0.0.1' }, 1)).toThrow(
      expect.objectContaining({ code: 'TOO_MANY_ATTEMPTS' }),
    )
  })
})
