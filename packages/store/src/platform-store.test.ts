import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findApiKey, insertApiKey, listApiKeys, revokeApiKey } from './api-keys.ts'
import { appendAudit, checkAudit, listAudit } from './audit.ts'
import { insertOrganisation, listOrganisations } from './organisations.ts'
import { openPlatformStore, type PlatformDb } from './platform-store.ts'
import { findProject, insertProject, listProjects, updateProject } from './projects.ts'
import { deleteSession, deleteStaleSessions, findSession, insertSession, touchSession } from './sessions.ts'
import { findUser, findUserByEmail, insertUser, listUsers, membershipsOf, setMemberships, type User } from './users.ts'

const user: User = {
  id: 'u1',
  email: 'one@example.org',
  name: 'One',
  organisationId: null,
  passwordHash: 'h',
  isOperator: 1,
  isSuspended: 0,
  createdAt: '2026-01-01T00:00:00Z',
}
const project = {
  slug: 'pv-1',
  title: 'PV',
  parties: '{}',
  documents: '{}',
  state: 'provisioning',
  step: 'allocated',
  problem: null,
  visibility: 'parties',
  createdAt: '2026-01-01T00:00:00Z',
} as const

/** The suite every engine of the platform store has to pass; `open` gives an empty store. */
function platformStoreContract(open: (directory: string) => Promise<PlatformDb>): void {
  let directory: string
  let db: PlatformDb
  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'ps-'))
    db = await open(directory)
  })
  afterEach(async () => {
    await db.destroy()
    rmSync(directory, { recursive: true })
  })

  it('keeps organisations', async () => {
    await insertOrganisation(db, { id: 'o1', name: 'Registry', createdAt: user.createdAt })
    expect(await listOrganisations(db)).toHaveLength(1)
  })

  it('finds a user by e-mail in any case, and takes it once', async () => {
    await insertUser(db, user)
    expect(await findUserByEmail(db, 'ONE@example.org')).toEqual(user)
    expect(await findUser(db, 'u1')).toEqual(user)
    await expect(insertUser(db, { ...user, id: 'u2' })).rejects.toMatchObject({ code: 'EMAIL_TAKEN', status: 409 })
    expect(await listUsers(db)).toHaveLength(1)
  })

  it('replaces the roles of one project only', async () => {
    await insertUser(db, user)
    await setMemberships(db, 'u1', 'pv-1', ['registry', 'verifier'])
    await setMemberships(db, 'u1', 'pv-2', ['proponent'])
    await setMemberships(db, 'u1', 'pv-1', ['verifier'])
    expect(await membershipsOf(db, 'u1')).toEqual([
      { userId: 'u1', slug: 'pv-1', role: 'verifier' },
      { userId: 'u1', slug: 'pv-2', role: 'proponent' },
    ])
  })

  it('removes sessions by idle time, by age and by hand', async () => {
    await insertUser(db, user)
    for (const [idHash, createdS, seenS] of [
      ['old', 10, 100],
      ['idle', 60, 60],
      ['fresh', 60, 60],
    ] as const)
      await insertSession(db, { idHash, userId: 'u1', createdS, seenS })
    await touchSession(db, 'fresh', 100)
    await deleteStaleSessions(db, 80, 50)
    expect(await findSession(db, 'old')).toBeUndefined()
    expect(await findSession(db, 'idle')).toBeUndefined()
    expect(await findSession(db, 'fresh')).toMatchObject({ seenS: 100 })
    await deleteSession(db, 'fresh')
    expect(await findSession(db, 'fresh')).toBeUndefined()
  })

  it('revokes an API key once, and only its owner can', async () => {
    await insertUser(db, user)
    const key = { id: 'k', userId: 'u1', label: 'meter', secretHash: 'h', scopes: '[]', createdS: 1, expiresS: 9 }
    await insertApiKey(db, { ...key, revokedS: null })
    expect(await revokeApiKey(db, 'u2', 'k', 5)).toBe(false)
    expect(await revokeApiKey(db, 'u1', 'k', 5)).toBe(true)
    expect(await revokeApiKey(db, 'u1', 'k', 6)).toBe(false)
    expect(await findApiKey(db, 'k')).toMatchObject({ revokedS: 5 })
    expect(await listApiKeys(db, 'u1')).toHaveLength(1)
  })

  it('never gives a slug or a chain id twice', async () => {
    const candidates = [5, 5, 5, 6]
    const next = () => candidates.shift() ?? 99
    expect(await insertProject(db, project, next)).toMatchObject({ chainId: 5 })
    await expect(insertProject(db, project, next)).rejects.toMatchObject({ code: 'SLUG_TAKEN' })
    expect(await insertProject(db, { ...project, slug: 'pv-2' }, next)).toMatchObject({ chainId: 6 })
    await updateProject(db, 'pv-1', { state: 'ready', step: 'done' })
    expect(await findProject(db, 'pv-1')).toMatchObject({ state: 'ready', step: 'done' })
    expect(await listProjects(db)).toHaveLength(2)
  })

  it('chains audit entries and shows a changed one', async () => {
    const entry = {
      at: user.createdAt,
      actor: 'u1',
      action: 'sign-in',
      subject: 'u1',
      address: '',
      detail: '',
    } as const
    await Promise.all([1, 2, 3].map(() => appendAudit(db, { ...entry, outcome: 'done' })))
    const entries = await listAudit(db, 0, 10)
    expect(entries.map(({ sequence }) => sequence)).toEqual([1, 2, 3])
    expect(() => checkAudit(entries)).not.toThrow()
    const changed = entries.map((found) => (found.sequence === 2 ? { ...found, actor: 'u9' } : found))
    expect(() => checkAudit(changed)).toThrow(expect.objectContaining({ code: 'AUDIT_BROKEN' }))
    expect(() => checkAudit(entries.slice(1))).toThrow(expect.objectContaining({ code: 'AUDIT_BROKEN' }))
  })

  it.each([`UPDATE audit SET actor = 'x'`, 'DELETE FROM audit'])('refuses %s', async (statement) => {
    const entry = { at: '', actor: '', action: '', subject: '', address: '', detail: '', outcome: 'done' } as const
    await appendAudit(db, entry)
    await expect(sql.raw(statement).execute(db)).rejects.toThrow('append-only')
  })
}

describe('platform store on SQLite', () => {
  platformStoreContract((directory) => openPlatformStore(join(directory, 'platform.sqlite')))
})
