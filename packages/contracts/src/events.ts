import {
  decodeErrorResult,
  decodeFunctionData,
  parseEventLogs,
  type Abi,
  type Hex,
  type Log,
  type ParseEventLogsReturnType,
} from 'viem'
import { contractsError } from './errors.ts'
import { projectLedgerAbi } from './generated/project-ledger.ts'
import { quantifierAbi } from './generated/quantifier.ts'
import { rulesAbi } from './generated/rules.ts'

/** An event of a ledger with decoded arguments; discriminated by `eventName`. */
export type LedgerEvent = ParseEventLogsReturnType<typeof projectLedgerAbi, undefined, true>[number]
/** Name of a call or an error and its decoded arguments by position. */
export type Decoded = { readonly name: string; readonly args: readonly unknown[] }

const ALL: Abi = [...projectLedgerAbi, ...quantifierAbi, ...rulesAbi]

/** Events of a ledger among logs, in order; other logs are left out. Does not compare the address. */
export function decodeLedgerEvents(logs: readonly Log[]): LedgerEvent[] {
  return parseEventLogs({ abi: projectLedgerAbi, logs: [...logs] })
}

/**
 * Why ledger, quantifier or rules refused. Data that none of them returns is named `Unknown` with the data as argument.
 *
 * @example decodeLedgerError('0x…') // { name: 'IntakeSuspended', args: [1] }
 */
export function decodeLedgerError(data: Hex): Decoded {
  try {
    const { errorName, args } = decodeErrorResult({ abi: ALL, data })
    return { name: errorName, args: listOf(args) }
  } catch {
    // empty or foreign revert data is an expected outcome: running out of gas returns none
    return { name: 'Unknown', args: [data] }
  }
}

/**
 * Name and arguments of a call, for explorers and verifiers.
 *
 * @throws {TcctvError} CALL_UNKNOWN
 */
export function describeCall(calldata: Hex): Decoded {
  try {
    const { functionName, args } = decodeFunctionData({ abi: ALL, data: calldata })
    return { name: functionName, args: listOf(args) }
  } catch (cause) {
    throw contractsError('CALL_UNKNOWN', { selector: calldata.slice(0, 10) }, cause)
  }
}

function listOf(args: unknown): readonly unknown[] {
  return Array.isArray(args) ? args : []
}
