import type { Migration } from '@tcctv/store'

/**
 * Tables of the projection. Counts and sums that may leave 2^53 are text; a reading's count fits the 64 bits of an
 * INTEGER and is read as bigint; an hour's sum is kept as sum_e9 × 10^9 + sum_rest, so that SQLite adds it exactly. `series` is one lane as one or more PDD versions describe it.
 */
export const READ_MODEL_MIGRATIONS: readonly Migration[] = [
  {
    name: 'chain',
    statements: [
      'CREATE TABLE scorer (one INTEGER PRIMARY KEY CHECK (one = 1), state TEXT NOT NULL) STRICT',
      `CREATE TABLE block (number INTEGER PRIMARY KEY, hash TEXT NOT NULL, parent TEXT NOT NULL, at_s INTEGER NOT NULL,
        state_root TEXT NOT NULL, sealer TEXT NOT NULL, gas_used TEXT NOT NULL) STRICT`,
      `CREATE TABLE tx (block INTEGER NOT NULL, position INTEGER NOT NULL, hash TEXT NOT NULL, recipient TEXT,
        what TEXT NOT NULL, PRIMARY KEY (block, position)) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    name: 'readings',
    statements: [
      `CREATE TABLE batch (id INTEGER PRIMARY KEY, digest TEXT NOT NULL, signer TEXT NOT NULL, day INTEGER NOT NULL,
        sequence TEXT NOT NULL, readings INTEGER NOT NULL, columns_root TEXT NOT NULL, evidence INTEGER NOT NULL,
        source TEXT NOT NULL, stage INTEGER NOT NULL, pdd INTEGER NOT NULL, scored INTEGER NOT NULL,
        block INTEGER NOT NULL, tx TEXT NOT NULL) STRICT`,
      'CREATE INDEX batch_by_day ON batch (day)',
      'CREATE UNIQUE INDEX batch_by_tx ON batch (tx)',
      `CREATE TABLE series (id INTEGER PRIMARY KEY, lane INTEGER NOT NULL, parameter TEXT NOT NULL, meter TEXT NOT NULL,
        places INTEGER NOT NULL, step_s INTEGER NOT NULL, first_s INTEGER NOT NULL, end_s INTEGER NOT NULL,
        readings INTEGER NOT NULL, flagged INTEGER NOT NULL, anomalies INTEGER NOT NULL,
        UNIQUE (lane, parameter, meter, places, step_s)) STRICT`,
      `CREATE TABLE column_ (batch INTEGER NOT NULL, position INTEGER NOT NULL, series INTEGER NOT NULL,
        start_s INTEGER NOT NULL, step_s INTEGER NOT NULL, count INTEGER NOT NULL, sum TEXT NOT NULL,
        PRIMARY KEY (batch, position)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE reading (lane INTEGER NOT NULL, start_s INTEGER NOT NULL, count INTEGER NOT NULL,
        series INTEGER NOT NULL, batch INTEGER NOT NULL, column_ INTEGER NOT NULL, position INTEGER NOT NULL,
        level INTEGER NOT NULL, reason INTEGER NOT NULL, score REAL, expected REAL, low REAL, high REAL,
        PRIMARY KEY (lane, start_s)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE flag (start_s INTEGER NOT NULL, lane INTEGER NOT NULL, code INTEGER NOT NULL,
        detail INTEGER NOT NULL, score INTEGER NOT NULL,
        PRIMARY KEY (start_s, lane, code, detail)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE hour (series INTEGER NOT NULL, at_s INTEGER NOT NULL, n INTEGER NOT NULL, sum_e9 INTEGER NOT NULL,
        sum_rest INTEGER NOT NULL, low INTEGER NOT NULL, high INTEGER NOT NULL, out INTEGER NOT NULL,
        anomalies INTEGER NOT NULL, level INTEGER NOT NULL, expected REAL NOT NULL, expected_n INTEGER NOT NULL,
        PRIMARY KEY (series, at_s)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE day_lane (lane INTEGER NOT NULL, day INTEGER NOT NULL, series INTEGER NOT NULL,
        sum TEXT NOT NULL, readings INTEGER NOT NULL, out INTEGER NOT NULL, anomalies INTEGER NOT NULL,
        end_s INTEGER NOT NULL, PRIMARY KEY (lane, day)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE withheld (batch TEXT PRIMARY KEY, signer TEXT NOT NULL, block INTEGER NOT NULL, revealed INTEGER)
        STRICT, WITHOUT ROWID`,
    ],
  },
  {
    name: 'records',
    statements: [
      `CREATE TABLE record (day INTEGER NOT NULL, revision INTEGER NOT NULL, level INTEGER NOT NULL,
        status INTEGER NOT NULL, stage INTEGER NOT NULL, program TEXT NOT NULL, readings INTEGER NOT NULL,
        expected INTEGER NOT NULL, inputs TEXT NOT NULL, unrounded TEXT NOT NULL, rounded TEXT NOT NULL,
        baseline TEXT NOT NULL, project TEXT NOT NULL, leakage TEXT NOT NULL, reduction TEXT NOT NULL,
        cumulative TEXT NOT NULL, block INTEGER NOT NULL, tx TEXT NOT NULL,
        PRIMARY KEY (day, revision)) STRICT, WITHOUT ROWID`,
      `CREATE TABLE vintage (vintage INTEGER PRIMARY KEY, revision INTEGER NOT NULL, baseline TEXT NOT NULL,
        project TEXT NOT NULL, leakage TEXT NOT NULL, reduction TEXT NOT NULL, eligible TEXT NOT NULL,
        carried TEXT NOT NULL, stage INTEGER NOT NULL, block INTEGER NOT NULL, tx TEXT NOT NULL) STRICT`,
      `CREATE TABLE exception (id INTEGER PRIMARY KEY, day INTEGER NOT NULL, lim INTEGER NOT NULL,
        level INTEGER NOT NULL, state INTEGER NOT NULL, amount TEXT NOT NULL, low TEXT NOT NULL, high TEXT NOT NULL,
        pdd INTEGER NOT NULL, block INTEGER NOT NULL, tx TEXT NOT NULL) STRICT`,
      `CREATE TABLE move (exception INTEGER NOT NULL, number INTEGER NOT NULL, from_ INTEGER NOT NULL,
        to_ INTEGER NOT NULL, signer TEXT NOT NULL, content TEXT NOT NULL, block INTEGER NOT NULL, tx TEXT NOT NULL,
        PRIMARY KEY (exception, number)) STRICT, WITHOUT ROWID`,
    ],
  },
  {
    name: 'governance',
    statements: [
      `CREATE TABLE pdd (number INTEGER PRIMARY KEY, calldata TEXT NOT NULL, block INTEGER NOT NULL, tx TEXT NOT NULL)
        STRICT`,
      `CREATE TABLE approval (number INTEGER PRIMARY KEY, pdd INTEGER NOT NULL, from_day INTEGER NOT NULL,
        reference TEXT NOT NULL, block INTEGER NOT NULL) STRICT`,
      `CREATE TABLE act (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, subject TEXT NOT NULL, fields TEXT NOT NULL,
        block INTEGER NOT NULL, tx TEXT NOT NULL) STRICT`,
      'CREATE INDEX act_by_kind ON act (kind, number)',
    ],
  },
]
