import {
  deleteStaleSessions,
  findSession,
  insertSession,
  touchSession,
  type PlatformDb,
  type Session,
} from '@tcctv/store'
import { randomSecret, sha256 } from './secrets.ts'

/** A session ends after two hours without a request, and after twelve hours in any case. */
const IDLE_S = 7200
export const ABSOLUTE_S = 43_200
const TOUCH_EVERY_S = 60

/** Makes a session; the id goes into the cookie and is kept only as a hash. */
export async function openSession(db: PlatformDb, userId: string, nowS: number): Promise<string> {
  await deleteStaleSessions(db, nowS - IDLE_S, nowS - ABSOLUTE_S)
  const id = randomSecret()
  await insertSession(db, { idHash: sha256(id), userId, createdS: nowS, seenS: nowS })
  return id
}

/** The session in force with this id; its use is noted, at most once a minute. */
export async function findSessionInForce(db: PlatformDb, id: string, nowS: number): Promise<Session | undefined> {
  const idHash = sha256(id)
  const session = await findSession(db, idHash)
  if (session === undefined || nowS - session.seenS >= IDLE_S || nowS - session.createdS >= ABSOLUTE_S) return undefined
  if (nowS - session.seenS >= TOUCH_EVERY_S) await touchSession(db, idHash, nowS)
  return session
}
