import { hexToBytes } from '@ethereumjs/util'
import type { Block } from '@ethereumjs/block'
import type { Hex } from '../chain.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import type { CallOutcome, StateCall } from '../embedded/state-reader.ts'
import { ledgerError } from '../errors.ts'
import { parseHex, parseQuantity } from './parameters.ts'

/** Most gas of one call from outside, as for a transaction: an endless loop must not hold the process for seconds. */
const MOST_GAS = 16_777_216n
/** Most time of one request: gas bounds the work, but not what a slow machine takes for it. As geth's default. */
const MOST_MS = 5_000

/** The call of an `eth_call` or `eth_estimateGas` request. Value and fees are left out: the chain has no money. */
export function callOf(request: Readonly<Record<string, unknown>>): StateCall {
  const { from, to, gas } = request
  const data = request['input'] ?? request['data'] ?? '0x'
  return {
    to: to === undefined || to === null ? null : parseHex(to, 20),
    data: parseHex(data),
    ...(from === undefined || from === null ? {} : { from: parseHex(from, 20) }),
    gas: gas === undefined || gas === null ? MOST_GAS : atMost(BigInt(parseQuantity(gas))),
  }
}

function atMost(gas: bigint): bigint {
  return gas < MOST_GAS ? gas : MOST_GAS
}

/** Result bytes of a call; a revert is an error with its bytes. */
export async function callAt(
  chain: EmbeddedChain,
  block: Block,
  call: StateCall,
  mostMs: number = MOST_MS,
): Promise<Hex> {
  return outputOf(await chain.state().call(block, { ...call, mostMs }))
}

/**
 * Gas a transaction needs. A sub-call gets 63/64 of what is left (EIP-150), so what was used may not suffice as a
 * limit: the limit grows until the call succeeds.
 */
export async function estimateGas(
  chain: EmbeddedChain,
  block: Block,
  call: StateCall,
  mostMs: number = MOST_MS,
): Promise<bigint> {
  const intrinsic = intrinsicGas(call)
  const startMs = performance.now()
  const timed = (): StateCall => ({ ...call, mostMs: Math.max(0, startMs + mostMs - performance.now()) })
  const free = await chain.state().call(block, timed())
  outputOf(free)
  let needed = free.gasUsed
  for (let round = 0; round < 20; round++) {
    const outcome = await chain.state().call(block, { ...timed(), gas: needed })
    if (outcome.error === undefined) break
    needed += needed / 16n + 2_300n
  }
  return intrinsic + needed
}

function outputOf({ output, error }: CallOutcome): Hex {
  if (error !== undefined) throw ledgerError('LEDGER_CALL_REVERTED', { reason: error, data: output })
  return output
}

/** Gas of a transaction before its first instruction, London: yellow paper, appendix G, and EIP-2028. */
function intrinsicGas({ to, data }: StateCall): bigint {
  let gas = to === null ? 53_000n : 21_000n
  for (const byte of hexToBytes(data)) gas += byte === 0 ? 4n : 16n
  return gas
}
