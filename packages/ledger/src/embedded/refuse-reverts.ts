import { bytesToHex } from '@ethereumjs/util'
import { GAS_LIMIT } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import { ledgerError } from '../errors.ts'
import type { Accept } from './executor.ts'

/** Above half of the limit EIP-1559 raises the base fee from 0 to 1 wei, and it never comes back to 0. */
const MOST_GAS = GAS_LIMIT / 2n

/** @throws {TcctvError} LEDGER_BLOCK_FULL when the block would end the freedom from fees */
export const refuseFull: Accept = (_, gasUsed) => {
  if (gasUsed > MOST_GAS) throw ledgerError('LEDGER_BLOCK_FULL', { gasUsed, limit: MOST_GAS })
}

/**
 * @throws {TcctvError} LEDGER_REVERTED for the first transaction that failed, with its revert bytes in `details.data`;
 *   LEDGER_BLOCK_FULL
 */
export const refuseReverts: Accept = (results, gasUsed) => {
  refuseFull(results, gasUsed)
  for (const [index, { execResult }] of results.entries()) {
    if (execResult.exceptionError === undefined) continue
    const data = bytesToHex(execResult.returnValue)
    throw ledgerError('LEDGER_REVERTED', { index, reason: execResult.exceptionError.error, data })
  }
}

export const isBlockFull = (cause: unknown): boolean =>
  cause instanceof TcctvError && cause.code === 'LEDGER_BLOCK_FULL'
