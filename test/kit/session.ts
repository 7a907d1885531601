import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { RunningPlatform } from './command-line.ts'

const credentialsSchema = z.object({ email: z.string(), password: z.string() })
export type Credentials = z.infer<typeof credentialsSchema>

/** A request as it goes over the wire, nothing parsed: for answers that a client would turn into errors. */
export type Session = (path: string, init?: RequestInit) => Promise<Response>

export function credentialsOf(dataDirectory: string, role: 'proponent' | 'registry' | 'verifier'): Credentials {
  const path = join(dataDirectory, 'demonstration', `${role}.user.json`)
  return credentialsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
}

/** Signs a party in and gives its session. */
export async function sessionOf(
  { origin, dataDirectory }: RunningPlatform,
  role: 'proponent' | 'registry' | 'verifier',
): Promise<Session> {
  const answer = await fetch(new URL('/api/platform/sign-in', origin), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin },
    body: JSON.stringify(credentialsOf(dataDirectory, role)),
  })
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  return (path, init = {}) => {
    const headers = new Headers(init.headers)
    headers.set('origin', origin)
    headers.set('cookie', cookie)
    return fetch(new URL(path, origin), { ...init, headers })
  }
}
