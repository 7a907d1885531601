import { createAddressFromString, bytesToHex, type Address } from '@ethereumjs/util'
import type { Hex } from '../chain.ts'
import { draftOf } from '../embedded/check-block.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import type { StepListener } from '../embedded/state-reader.ts'
import { isRecord } from './parameters.ts'
import { invalidParams, limitExceeded } from './rpc-error.ts'

/** Most steps of one trace; a batch of 96 readings takes about 6,000. */
const MOST_STEPS = 200_000

type Options = { readonly withStack: boolean; readonly withMemory: boolean; readonly limit: number }

/**
 * The steps of a transaction in the form of geth's default tracer. Options: `disableStack`, `enableMemory`, `limit`. There
 * are no other tracers, and no storage per step.
 */
export async function traceTransaction(chain: EmbeddedChain, hash: Hex, options: unknown): Promise<unknown> {
  const chosen = optionsOf(options)
  const found = await chain.transaction(hash)
  if (found === undefined) throw invalidParams('transaction not found')
  const { block: number, transactionIndex } = found.receipt
  const block = await chain.block(number)
  const parent = await chain.block(number - 1)
  const steps: unknown[] = []
  const result = await chain
    .state()
    .trace(
      parent,
      draftOf(parent, block.header.timestamp, sealerOf(chain)),
      block.transactions.slice(0, transactionIndex + 1),
      stepListener(steps, chosen),
    )
  const { exceptionError, returnValue } = result.execResult
  return {
    gas: Number(result.totalGasSpent),
    failed: exceptionError !== undefined,
    returnValue: bytesToHex(returnValue),
    structLogs: steps,
  }
}

function sealerOf(chain: EmbeddedChain): Address {
  return createAddressFromString(chain.sealer)
}

function optionsOf(found: unknown): Options {
  if (found !== undefined && found !== null && !isRecord(found)) throw invalidParams('options must be an object')
  const options = isRecord(found) ? found : {}
  if (options['tracer'] !== undefined) throw invalidParams('there is the default tracer only')
  const limit = typeof options['limit'] === 'number' && options['limit'] > 0 ? options['limit'] : MOST_STEPS
  return { withStack: options['disableStack'] !== true, withMemory: options['enableMemory'] === true, limit }
}

function stepListener(steps: unknown[], { withStack, withMemory, limit }: Options): StepListener {
  return ({ pc, opcode, gasLeft, depth, stack, memory }) => {
    if (steps.length >= MOST_STEPS) throw limitExceeded(`at most ${MOST_STEPS} steps`)
    if (steps.length >= limit) return
    steps.push({
      pc,
      op: opcode.name,
      gas: Number(gasLeft),
      gasCost: Number(opcode.dynamicFee ?? opcode.fee),
      depth: depth + 1,
      ...(withStack ? { stack: stack.map((word) => `0x${word.toString(16)}`) } : {}),
      ...(withMemory ? { memory: wordsOf(memory) } : {}),
    })
  }
}

function wordsOf(memory: Uint8Array): string[] {
  return Array.from({ length: Math.ceil(memory.length / 32) }, (_, word) =>
    Buffer.from(memory.subarray(32 * word, 32 * word + 32)).toString('hex'),
  )
}
