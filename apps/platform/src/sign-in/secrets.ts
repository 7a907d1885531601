import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** 256 random bits as text for a cookie, a key or a password. */
export function randomSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

export function isSameText(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b))
}
