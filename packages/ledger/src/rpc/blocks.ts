import type { Block } from '@ethereumjs/block'
import type { Hex, LogFilter } from '../chain.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { invalidParams, limitExceeded } from './rpc-error.ts'
import { isRecord, parseHex, parseQuantity } from './parameters.ts'

/** Most blocks one `eth_getLogs` may look through. */
const LOG_RANGE = 20_000

/** Number of the block that a tag, a number or an EIP-1898 object names; undefined when the chain does not have it. */
export async function blockNumberOf(chain: EmbeddedChain, tag: unknown): Promise<number | undefined> {
  const head = (await chain.head()).number
  if (isRecord(tag))
    return tag['blockHash'] === undefined ? blockNumberOf(chain, tag['blockNumber']) : byHash(chain, tag)
  if (tag === undefined || tag === null) return head
  if (tag === 'latest' || tag === 'pending' || tag === 'safe' || tag === 'finalized') return head
  if (tag === 'earliest') return 0
  const number = parseQuantity(tag)
  return number <= head ? number : undefined
}

function byHash(chain: EmbeddedChain, tag: Readonly<Record<string, unknown>>): Promise<number | undefined> {
  return chain.numberOf(parseHex(tag['blockHash'], 32))
}

/** The block that a state is asked for; an unknown one is a fault here. */
export async function blockOf(chain: EmbeddedChain, tag: unknown): Promise<Block> {
  const number = await blockNumberOf(chain, tag)
  if (number === undefined) throw invalidParams('header not found')
  return chain.block(number)
}

export async function logFilterOf(chain: EmbeddedChain, filter: Readonly<Record<string, unknown>>): Promise<LogFilter> {
  const range = await rangeOf(chain, filter)
  const { address, topics } = filter
  return {
    ...range,
    ...(address === undefined || address === null ? {} : { address: hexList(address, 20) }),
    ...(topics === undefined || topics === null ? {} : { topics: topicsOf(topics) }),
  }
}

async function rangeOf(
  chain: EmbeddedChain,
  filter: Readonly<Record<string, unknown>>,
): Promise<{ readonly fromBlock: number; readonly toBlock: number }> {
  if (filter['blockHash'] !== undefined) {
    const number = await byHash(chain, filter)
    if (number === undefined) throw invalidParams('unknown block')
    return { fromBlock: number, toBlock: number }
  }
  const head = (await chain.head()).number
  const fromBlock = (await blockNumberOf(chain, filter['fromBlock'])) ?? head + 1
  const toBlock = (await blockNumberOf(chain, filter['toBlock'])) ?? head
  if (toBlock - fromBlock >= LOG_RANGE) throw limitExceeded(`at most ${LOG_RANGE} blocks per request`)
  return { fromBlock, toBlock }
}

function topicsOf(topics: unknown): (readonly Hex[] | null)[] {
  if (!Array.isArray(topics) || topics.length > 4) throw invalidParams('topics must be a list of at most four')
  return topics.map((topic: unknown) => (topic === null ? null : hexList(topic, 32)))
}

function hexList(found: unknown, bytes: number): Hex[] {
  return Array.isArray(found) ? found.map((item: unknown) => parseHex(item, bytes)) : [parseHex(found, bytes)]
}
