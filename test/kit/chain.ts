import { z } from 'zod'
import { decodeLedgerEvents, type LedgerEvent } from '../../packages/contracts/src/index.ts'
import type { Session } from './session.ts'

type Hex = `0x${string}`
const hex = z.custom<Hex>((found) => typeof found === 'string' && /^0x[0-9a-f]*$/.test(found))
const logSchema = z.object({
  address: hex,
  topics: z.tuple([hex], hex),
  data: hex,
  blockHash: hex,
  blockNumber: hex,
  logIndex: hex,
  transactionHash: hex,
  transactionIndex: hex,
})

/** All events of a project's chain in order, read over JSON-RPC through the gateway and decoded here. */
export async function eventsOfChain(session: Session, slug: string): Promise<readonly LedgerEvent[]> {
  const filter = { fromBlock: '0x0', toBlock: 'latest' }
  const call = { jsonrpc: '2.0', id: 1, method: 'eth_getLogs', params: [filter] }
  const answer = await session(`/api/projects/${slug}/rpc`, {
    method: 'POST',
    body: JSON.stringify(call),
    headers: { 'content-type': 'application/json' },
  })
  const { result } = z.object({ result: z.array(logSchema) }).parse(await answer.json())
  return decodeLedgerEvents(
    result.map((log) => ({
      ...log,
      blockNumber: BigInt(log.blockNumber),
      logIndex: Number(log.logIndex),
      transactionIndex: Number(log.transactionIndex),
      removed: false,
    })),
  )
}

/** The events of one name, in order. */
export function eventsNamed<Name extends LedgerEvent['eventName']>(
  events: readonly LedgerEvent[],
  name: Name,
): Extract<LedgerEvent, { eventName: Name }>[] {
  return events.filter((event): event is Extract<LedgerEvent, { eventName: Name }> => event.eventName === name)
}
