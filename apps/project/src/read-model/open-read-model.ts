import { migrate, openSqlite, sqliteTarget, type SqliteDatabase } from '@tcctv/store'
import { applyBlock } from './apply-block.ts'
import { createAlertQueries, type AlertQueries } from './query-alerts.ts'
import { createBlockQueries, type BlockQueries } from './query-blocks.ts'
import { createExceptionQueries, type ExceptionQueries } from './query-exceptions.ts'
import { createReadingQueries, type ReadingQueries } from './query-readings.ts'
import { createRecordQueries, type RecordQueries } from './query-records.ts'
import { createSeriesQueries, type SeriesQueries } from './query-series.ts'
import { createStateQueries, type StateQueries } from './query-state.ts'
import { READ_MODEL_MIGRATIONS } from './migrations.ts'
import type { BatchScores, ProjectedBlock } from './projected.ts'
import { createStatements, textOf, type Statements } from './rows.ts'
import { createVersions, type Versions } from './versions.ts'

/**
 * Projection of a project's chain, for lists, charts and idempotent imports. Holds nothing that the chain does not
 * hold, except the model's bands and the scorer's state: delete the file and replay the blocks, and it is the same.
 */
export type ReadModel = Disposable &
  AlertQueries &
  BlockQueries &
  ExceptionQueries &
  ReadingQueries &
  RecordQueries &
  SeriesQueries &
  StateQueries & {
    readonly versions: Omit<Versions, 'reload'>
    /**
     * Takes the next block, with the scores of its batches and the scorer's state after it, in one transaction.
     * `scorerState` null leaves the stored one.
     *
     * @throws {TcctvError} READ_MODEL_GAP for a block that does not follow the head; READ_MODEL_CALLDATA
     */
    readonly apply: (block: ProjectedBlock, scores: BatchScores, scorerState: string | null) => void
    readonly scorerState: () => string | null
    /** Forgets every block: what follows is projected from the chain's first block on. */
    readonly clear: () => void
    readonly close: () => void
  }

/**
 * Opens the read model, or makes an empty one. One process writes it.
 *
 * @throws {TcctvError} MIGRATION_CHANGED, MIGRATION_UNKNOWN: delete the file and replay the chain
 * @example const readModel = await openReadModel(':memory:')
 */
export async function openReadModel(path: string): Promise<ReadModel> {
  const db = openSqlite(path)
  // A lost commit costs nothing: the chain is durable, and blocks above the head are applied again at the next start.
  // The log keeps the file whole when the process is killed.
  db.exec('PRAGMA synchronous = OFF')
  await migrate(sqliteTarget(db), READ_MODEL_MIGRATIONS)
  const statements = createStatements(db)
  const versions = createVersions(statements)
  return {
    versions,
    ...createAlertQueries(statements),
    ...createBlockQueries(statements),
    ...createExceptionQueries(statements),
    ...createReadingQueries(statements),
    ...createRecordQueries(statements),
    ...createSeriesQueries(statements),
    ...createStateQueries(statements),
    ...createWriter(db, statements, versions),
    close: db.close,
    [Symbol.dispose]: db.close,
  }
}

function createWriter(
  db: SqliteDatabase,
  statements: Statements,
  versions: Versions,
): Pick<ReadModel, 'apply' | 'scorerState' | 'clear'> {
  const { sql } = statements
  const write = (block: ProjectedBlock, scores: BatchScores, scorerState: string | null): void => {
    applyBlock({ ...statements, versions }, block, scores)
    if (scorerState !== null) sql('INSERT OR REPLACE INTO scorer VALUES (1, ?)').run(scorerState)
  }
  return {
    apply: (block, scores, scorerState) => {
      try {
        db.transaction(() => write(block, scores, scorerState))
      } catch (cause) {
        versions.reload() // what the undone transaction had read must not stay
        throw cause
      }
    },
    clear: () => {
      const tables =
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name != 'migration'"
      db.transaction(() => {
        for (const row of sql(tables).all()) db.exec(`DELETE FROM "${textOf(row, 'name')}"`)
      })
      versions.reload()
    },
    scorerState: () => {
      const row = sql('SELECT state FROM scorer').get()
      return row === undefined ? null : textOf(row, 'state')
    },
  }
}
