import { TcctvError } from '@tcctv/units'

/** An answer that is an error of JSON-RPC 2.0; `code` as in EIP-1474, 3 for a revert as in geth. */
export type RpcFault = { readonly code: number; readonly message: string; readonly data?: unknown }

export const METHOD_UNKNOWN = -32_601
const PARAMS_INVALID = -32_602
const REQUEST_INVALID = -32_600
const LIMIT_EXCEEDED = -32_005
const SERVER_FAULT = -32_000
const REVERTED = 3

/** Thrown by methods, turned into an answer by the handler; never leaves this folder. */
export class RpcError extends Error {
  readonly fault: RpcFault

  constructor(code: number, message: string) {
    super(message)
    this.fault = { code, message }
  }
}

export const invalidParams = (message: string): RpcError => new RpcError(PARAMS_INVALID, message)
export const invalidRequest = (message: string): RpcError => new RpcError(REQUEST_INVALID, message)
export const limitExceeded = (message: string): RpcError => new RpcError(LIMIT_EXCEEDED, message)

/** The JSON-RPC form of whatever was thrown. Unknown errors keep their message: the chain holds nothing secret. */
export function faultOf(cause: unknown): RpcFault {
  if (cause instanceof RpcError) return cause.fault
  if (cause instanceof TcctvError && cause.code === 'LEDGER_CALL_REVERTED')
    return { code: REVERTED, message: `execution reverted: ${cause.message}`, data: cause.details['data'] }
  if (cause instanceof TcctvError && cause.code === 'LEDGER_CALL_TOO_LONG')
    return { code: LIMIT_EXCEEDED, message: cause.message, data: { code: cause.code, ...cause.details } }
  return { code: SERVER_FAULT, message: cause instanceof Error ? cause.message : String(cause) }
}
