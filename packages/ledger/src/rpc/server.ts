import { setImmediate as turn } from 'node:timers/promises'
import type { AcceptRaw, EmbeddedChain } from '../embedded/embedded-chain.ts'
import { createMethods, type Method } from './methods.ts'
import { isRecord } from './parameters.ts'
import { METHOD_UNKNOWN, RpcError, faultOf, invalidRequest, limitExceeded, type RpcFault } from './rpc-error.ts'

/** Most requests in one batch. */
const BATCH_LIMIT = 100

/** Parsed JSON in, the answer as plain JSON out; undefined when every request was a notification. */
export type RpcHandler = (request: unknown) => Promise<unknown>

/**
 * JSON-RPC 2.0 of an Ethereum node for an embedded chain, single requests and batches. Never throws: faults are
 * answers. Does not limit the size of a request and does not say who may ask; both are for the HTTP layer. `acceptRaw` may
 * refuse a raw transaction by throwing; without it every one that can be in a block is taken.
 *
 * @example await handle({ jsonrpc: '2.0', id: 1, method: 'eth_blockNumber' }) // { jsonrpc: '2.0', id: 1, result: '0x2a' }
 */
export function createRpcHandler(
  chain: EmbeddedChain,
  { clientVersion, acceptRaw }: { readonly clientVersion: string; readonly acceptRaw?: AcceptRaw },
): RpcHandler {
  return createHandler(createMethods(chain, clientVersion, acceptRaw))
}

/** The protocol around a table of methods. */
export function createHandler(methods: ReadonlyMap<string, Method>): RpcHandler {
  return async (request) => {
    if (!Array.isArray(request)) return answer(methods, request)
    if (request.length === 0) return failure(null, invalidRequest('the batch is empty').fault)
    if (request.length > BATCH_LIMIT)
      return failure(null, limitExceeded(`at most ${BATCH_LIMIT} requests per batch`).fault)
    const answers: unknown[] = []
    for (const one of request) {
      answers.push(await answer(methods, one))
      await turn() // calls hold the process; a batch must not hold it from its first to its last
    }
    const replies = answers.filter((one) => one !== undefined)
    return replies.length === 0 ? undefined : replies
  }
}

async function answer(methods: ReadonlyMap<string, Method>, request: unknown): Promise<unknown> {
  const { id, method, params = [] } = isRecord(request) ? request : {}
  if (typeof method !== 'string') return failure(null, invalidRequest('not a JSON-RPC request').fault)
  const reply = await run(methods, method, params)
  if (id === undefined) return undefined
  return 'fault' in reply ? failure(id, reply.fault) : { jsonrpc: '2.0', id, result: reply.result }
}

async function run(
  methods: ReadonlyMap<string, Method>,
  name: string,
  params: unknown,
): Promise<{ readonly result: unknown } | { readonly fault: RpcFault }> {
  try {
    const method = methods.get(name)
    if (method === undefined) throw new RpcError(METHOD_UNKNOWN, `the method ${name} does not exist`)
    if (!Array.isArray(params)) throw invalidRequest('params must be a list')
    return { result: await method(params) }
  } catch (cause) {
    return { fault: faultOf(cause) }
  }
}

function failure(id: unknown, error: RpcFault): unknown {
  return { jsonrpc: '2.0', id, error }
}
