import { bytesToHex } from '@ethereumjs/util'
import { ledgerError } from '../errors.ts'
import type { Executed } from './executor.ts'

/** @throws {TcctvError} LEDGER_REVERTED for the first transaction that failed, with its revert bytes in `details.data` */
export function refuseReverts({ results }: Executed): void {
  for (const [index, { execResult }] of results.entries()) {
    if (execResult.exceptionError === undefined) continue
    const data = bytesToHex(execResult.returnValue)
    throw ledgerError('LEDGER_REVERTED', { index, reason: execResult.exceptionError.error, data })
  }
}
