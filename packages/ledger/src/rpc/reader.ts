import { hexToBytes } from '@ethereumjs/util'
import type { ChainHead, ChainLog, ChainReader, Hex, LogFilter } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { quantity } from './format.ts'
import { isHex, isRecord } from './parameters.ts'

/** Sends one JSON-RPC request and returns the parsed answer; time limit and retries are the transport's. */
export type RpcTransport = (request: unknown) => Promise<unknown>

/** Blocks per `eth_getLogs` request. */
const LOG_CHUNK = 10_000

/**
 * A chain behind JSON-RPC, any node that has `debug_getRawBlock`. Every answer is checked for its form, not for its
 * truth: a verifier runs the raw blocks again.
 *
 * @throws {TcctvError} RPC_FAULT for an error answer, RPC_ANSWER for one of another form; LEDGER_CALL_REVERTED
 * @example const chain = connectRpc((request) => post(url, request)); await chain.head()
 */
export function connectRpc(transport: RpcTransport): ChainReader {
  let id = 0
  return readThrough(async (method, params) =>
    resultOf(method, await transport({ jsonrpc: '2.0', id: ++id, method, params })),
  )
}

/** The same over whatever gives the result of a method. */
export function readThrough(ask: Ask): ChainReader {
  return {
    chainId: async () => Number(hexOf('eth_chainId', await ask('eth_chainId', []), 'quantity')),
    head: async () => headOf(await ask('eth_getBlockByNumber', ['latest', false])),
    rawBlock: async (number) =>
      hexToBytes(hexOf('debug_getRawBlock', await ask('debug_getRawBlock', [quantity(number)]), 'bytes')),
    logs: (filter) => askLogs(ask, filter),
    call: async ({ to, data, block }) =>
      hexOf(
        'eth_call',
        await ask('eth_call', [{ to, data }, block === undefined ? 'latest' : quantity(block)]),
        'bytes',
      ),
  }
}

/** Result of a method. */
export type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>

async function askLogs(ask: Ask, filter: LogFilter): Promise<ChainLog[]> {
  const logs: ChainLog[] = []
  for (let from = filter.fromBlock; from <= filter.toBlock; from += LOG_CHUNK) {
    const to = Math.min(filter.toBlock, from + LOG_CHUNK - 1)
    const { address, topics } = filter
    const answer = await ask('eth_getLogs', [{ fromBlock: quantity(from), toBlock: quantity(to), address, topics }])
    if (!Array.isArray(answer)) throw ledgerError('RPC_ANSWER', { method: 'eth_getLogs', what: 'not a list' })
    logs.push(...answer.map(logOf))
  }
  return logs
}

export function resultOf(method: string, answer: unknown): unknown {
  if (!isRecord(answer)) throw ledgerError('RPC_ANSWER', { method, what: 'not an object' })
  const { error } = answer
  if (error === undefined) return answer['result']
  const reason = isRecord(error) && typeof error['message'] === 'string' ? error['message'] : 'an error without message'
  if (isRevert(error)) throw ledgerError('LEDGER_CALL_REVERTED', { reason, data: error['data'] })
  throw ledgerError('RPC_FAULT', { method, reason })
}

export function headOf(answer: unknown): ChainHead {
  const method = 'eth_getBlockByNumber'
  if (!isRecord(answer)) throw ledgerError('RPC_ANSWER', { method, what: 'not an object' })
  return {
    number: Number(hexOf(method, answer['number'], 'quantity')),
    hash: hexOf(method, answer['hash'], 'bytes'),
    stateRoot: hexOf(method, answer['stateRoot'], 'bytes'),
    timestampS: Number(hexOf(method, answer['timestamp'], 'quantity')),
  }
}

export function logOf(log: unknown): ChainLog {
  const method = 'eth_getLogs'
  if (!isRecord(log) || !Array.isArray(log['topics'])) throw ledgerError('RPC_ANSWER', { method, what: 'not an event' })
  const number = (name: string): number => Number(hexOf(method, log[name], 'quantity'))
  const bytes = (name: string): Hex => hexOf(method, log[name], 'bytes')
  return {
    address: bytes('address'),
    topics: log['topics'].map((topic: unknown) => hexOf(method, topic, 'bytes')),
    data: bytes('data'),
    block: number('blockNumber'),
    blockHash: bytes('blockHash'),
    transactionHash: bytes('transactionHash'),
    transactionIndex: number('transactionIndex'),
    logIndex: number('logIndex'),
  }
}

export function hexOf(method: string, found: unknown, form: 'quantity' | 'bytes'): Hex {
  if (form === 'bytes' && isHex(found)) return found
  if (form === 'quantity' && isQuantity(found)) return found
  throw ledgerError('RPC_ANSWER', { method, what: `not ${form}: ${JSON.stringify(found)?.slice(0, 80) ?? 'nothing'}` })
}

function isQuantity(found: unknown): found is Hex {
  return typeof found === 'string' && /^0x[0-9a-f]{1,13}$/i.test(found)
}

/** geth marks a revert with code 3, Besu by its message and data. */
function isRevert(error: unknown): error is Readonly<Record<string, unknown>> {
  return isRecord(error) && (error['code'] === 3 || (isHex(error['data']) && /revert/i.test(String(error['message']))))
}
