import type { ChainRecord, EventOf, LedgerEvent } from '../records.ts'
import type { Hex } from '../bytes.ts'

/** Where a record stands on the chain. */
type Place = { readonly block: number; readonly tx: Hex }
export type Placed<Name extends LedgerEvent['eventName']> = EventOf<Name> & { readonly place: Place }

/** Events of one name in the order of the chain, with their places. */
export function eventsOf<Name extends LedgerEvent['eventName']>(
  records: readonly ChainRecord[],
  name: Name,
): Placed<Name>[] {
  return records.flatMap(({ block, tx, events }) =>
    events
      .filter((event): event is EventOf<Name> => event.eventName === name)
      .map((event) => ({ ...event, place: { block: block.number, tx: tx.hash } })),
  )
}

export function lastOf<T>(list: readonly T[]): T | undefined {
  return list.at(-1)
}
