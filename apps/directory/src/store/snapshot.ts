import { MODEL_VERSION, RISK_LEVELS, type RiskSummary } from '@tcctv/matching'
import { z } from 'zod'
import type { DirectoryDb } from './open-store.ts'

/** What was computed of a state of the store: scored pairs, and the risk of every project by key. */
export type Snapshot = { readonly pairs: Uint8Array; readonly risks: ReadonlyMap<string, RiskSummary> }

/** To be raised when a rule of matching or of risk changes: older snapshots are then not opened. */
const RULES = 1
const risksSchema = z.array(
  z.tuple([z.string(), z.enum(RISK_LEVELS), z.union([z.number(), z.literal('unknown')]), z.string(), z.number()]),
)

/** The snapshot of a state of the store; undefined when there is none of this state and these rules. */
export async function readSnapshot(db: DirectoryDb, generation: string): Promise<Snapshot | undefined> {
  const row = await db.selectFrom('snapshot').selectAll().where('id', '=', 1).executeTakeFirst()
  if (row === undefined || row.state !== stateOf(generation)) return undefined
  const risks = risksSchema.parse(JSON.parse(row.risks))
  return {
    pairs: new Uint8Array(row.pairs), // the driver gives the bytes without a view on them
    risks: new Map(
      risks.map(([key, level, risk, summary, counterpartCount]) => [key, { level, risk, summary, counterpartCount }]),
    ),
  }
}

/** Keeps a snapshot in the place of the one before. */
export async function writeSnapshot(db: DirectoryDb, generation: string, snapshot: Snapshot): Promise<void> {
  const risks = [...snapshot.risks].map(([key, { level, risk, summary, counterpartCount }]) => [
    key,
    level,
    risk,
    summary,
    counterpartCount,
  ])
  const row = { id: 1, state: stateOf(generation), pairs: snapshot.pairs, risks: JSON.stringify(risks) }
  await db
    .insertInto('snapshot')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(row))
    .execute()
}

function stateOf(generation: string): string {
  return `${RULES}/${MODEL_VERSION}/${generation}`
}
