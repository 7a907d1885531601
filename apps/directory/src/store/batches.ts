/** Rows of one statement: SQLite takes 32,766 values. */
const BATCH = 500

/** A list in pieces that one statement can take. */
export function* batches<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let at = 0; at < items.length; at += BATCH) yield items.slice(at, at + BATCH)
}
