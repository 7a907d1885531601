import { findApiKey, type ApiKey, type PlatformDb } from '@tcctv/store'
import { randomBytes } from 'node:crypto'
import { isSameText, randomSecret, sha256 } from './secrets.ts'

const FORM = /^tcctv_([0-9a-f]{16})_([\w-]{43})$/

/** A new key: its text is shown once, only the hash of the secret is kept. */
export function newApiKey(): { readonly id: string; readonly secretHash: string; readonly text: string } {
  const id = randomBytes(8).toString('hex')
  const secret = randomSecret()
  return { id, secretHash: sha256(secret), text: `tcctv_${id}_${secret}` }
}

/** The key in force that a bearer token names, or undefined when unknown, wrong, expired or revoked. */
export async function findKeyInForce(db: PlatformDb, text: string, nowS: number): Promise<ApiKey | undefined> {
  const [, id = '', secret = ''] = FORM.exec(text) ?? []
  const key = await findApiKey(db, id)
  if (key === undefined || key.revokedS !== null || key.expiresS <= nowS) return undefined
  return isSameText(key.secretHash, sha256(secret)) ? key : undefined
}
