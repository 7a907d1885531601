import { concatHex, padHex, numberToHex, size } from 'viem'
import { TcctvError } from '@tcctv/units'
import type { Call, Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import { isHex } from '../rpc/parameters.ts'
import type { Ask } from '../rpc/reader.ts'

/**
 * Runs the calls one after the other on the state of a block, or in the block to come, without sending anything. Several calls run inside one
 * creation that is never made, so that each sees what those before it did; authority is in signatures, so it does not
 * matter that its address is the caller. Creations are tried each by itself.
 *
 * @throws {TcctvError} LEDGER_REVERTED with the index of the call and the revert bytes in `details.data`
 */
export async function simulate(ask: Ask, from: Hex, calls: readonly Call[], at: Hex | 'pending'): Promise<void> {
  const isOneByOne = calls.length === 1 || calls.some(({ to }) => to === null)
  if (!isOneByOne) return runTogether(ask, from, calls, at)
  for (const [index, { to, data }] of calls.entries()) {
    const target = to === null ? {} : { to }
    const revert = await revertOf(ask, { from, ...target, data }, at)
    if (revert !== undefined) throw reverted(index, revert)
  }
}

async function runTogether(ask: Ask, from: Hex, calls: readonly Call[], at: Hex | 'pending'): Promise<void> {
  const places: number[] = []
  let place = size(RUN_ALL)
  const parts = calls.map(({ to, data }) => {
    places.push(place)
    const part = concatHex([padHex(to ?? '0x', { size: 32 }), padHex(numberToHex(size(data)), { size: 32 }), data])
    place += size(part)
    return part
  })
  const revert = await revertOf(ask, { from, data: concatHex([RUN_ALL, ...parts]) }, at)
  if (revert === undefined) return
  const index = places.indexOf(Number(revert.slice(0, 66)))
  throw reverted(index, `0x${revert.slice(66)}`)
}

/** Revert bytes of a call, undefined when it succeeds. */
async function revertOf(
  ask: Ask,
  call: Readonly<Record<string, unknown>>,
  at: Hex | 'pending',
): Promise<Hex | undefined> {
  try {
    await ask('eth_call', [call, at])
    return undefined
  } catch (cause) {
    if (!(cause instanceof TcctvError) || cause.code !== 'LEDGER_CALL_REVERTED') throw cause
    const { data } = cause.details
    return isHex(data) ? data : '0x'
  }
}

function reverted(index: number, data: Hex): TcctvError {
  return ledgerError('LEDGER_REVERTED', { index, reason: data === '0x' ? 'without a reason' : data, data })
}

/**
 * Creation code that calls what follows it: 32 bytes of address, 32 of length, the calldata, again and again. Reverts
 * with the place of the call that reverted (32 bytes) and its revert bytes; creates an empty contract else.
 */
const RUN_ALL: Hex = concatHex([
  '0x6048', // PUSH1 size of this code: the place of the first call
  '0x5b38811015604657', // next: while the place is before the end of the code
  '0x604081600039', // copy address and length to memory
  '0x602051906040018181604039', // place += 64; copy the calldata behind them
  '0x6000600083604060006000515af1', // CALL(gas, address, 0, 64, length, 0, 0)
  '0x604157', // it succeeded: go on below
  '0x604090036000523d600060203e60203d016000fd', // revert with the place and what the call returned
  '0x5b01600256', // place += length; next
  '0x5b00', // end
])
