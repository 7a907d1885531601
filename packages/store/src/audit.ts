import { createHash } from 'node:crypto'
import type { Kysely, Selectable } from 'kysely'
import { storeError } from './errors.ts'
import type { Migration } from './migrate.ts'

/** Who did what to what, when and from where. `digest` covers the entry and the digest before it. */
export type AuditTable = {
  sequence: number
  at: string
  actor: string
  action: string
  subject: string
  outcome: 'done' | 'refused'
  address: string
  detail: string
  digest: string
}
export type AuditEntry = Selectable<AuditTable>
type Db = Kysely<{ audit: AuditTable }>

const NO_DIGEST = '0'.repeat(64)

export const AUDIT_MIGRATION: Migration = {
  name: 'audit',
  statements: [
    `CREATE TABLE audit (sequence INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL,
      subject TEXT NOT NULL, outcome TEXT NOT NULL, address TEXT NOT NULL, detail TEXT NOT NULL,
      digest TEXT NOT NULL) STRICT`,
    `CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
    `CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END`,
  ],
}

/** Appends one entry and gives it back with its sequence and digest. */
export function appendAudit(db: Db, entry: Omit<AuditEntry, 'sequence' | 'digest'>): Promise<AuditEntry> {
  return db.transaction().execute(async (transaction) => {
    const last = await transaction
      .selectFrom('audit')
      .selectAll()
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst()
    const next = { ...entry, sequence: (last?.sequence ?? 0) + 1 }
    const row = { ...next, digest: digestOf(last?.digest ?? NO_DIGEST, next) }
    await transaction.insertInto('audit').values(row).execute()
    return row
  })
}

/** Entries after a sequence number, oldest first. */
export function listAudit(db: Db, after: number, limit: number): Promise<AuditEntry[]> {
  return db.selectFrom('audit').selectAll().where('sequence', '>', after).orderBy('sequence').limit(limit).execute()
}

/**
 * Checks the chain of digests over the given entries, which must be consecutive from the first.
 *
 * @throws {TcctvError} AUDIT_BROKEN
 */
export function checkAudit(entries: readonly AuditEntry[]): void {
  let before = NO_DIGEST
  for (const { digest, ...entry } of entries) {
    if (digestOf(before, entry) !== digest) throw storeError('AUDIT_BROKEN', { sequence: entry.sequence })
    before = digest
  }
}

function digestOf(before: string, entry: Omit<AuditEntry, 'digest'>): string {
  const { sequence, at, actor, action, subject, outcome, address, detail } = entry
  const canonical = JSON.stringify([before, sequence, at, actor, action, subject, outcome, address, detail])
  return createHash('sha256').update(canonical).digest('hex')
}
