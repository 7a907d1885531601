import { bytesToHex } from '@ethereumjs/util'
import { keccak256 } from 'viem'
import type { AcceptRaw, EmbeddedChain } from '../embedded/embedded-chain.ts'
import { blockNumberOf, blockOf, logFilterOf } from './blocks.ts'
import { callAt, callOf, estimateGas } from './calls.ts'
import { inBlockMethods } from './in-block.ts'
import { traceTransaction } from './trace.ts'
import { formatBlock, formatLog, formatReceipt, formatTransaction, quantity } from './format.ts'
import { hexAt, parseSlot, quantityAt, recordAt } from './parameters.ts'
import { invalidParams } from './rpc-error.ts'

type Params = readonly unknown[]
export type Method = (params: Params) => Promise<unknown>

/** The methods of a node that a wallet, a block explorer or a verifier uses. Everything else is unknown. */
export function createMethods(
  chain: EmbeddedChain,
  clientVersion: string,
  acceptRaw: AcceptRaw | undefined,
): ReadonlyMap<string, Method> {
  return new Map<string, Method>([
    ['web3_clientVersion', async () => clientVersion],
    ['net_version', async () => String(await chain.chainId())],
    ['eth_chainId', async () => quantity(await chain.chainId())],
    ['net_listening', async () => true],
    ['net_peerCount', async () => '0x0'],
    ['web3_sha3', async (params) => keccak256(hexAt(params, 0))],
    ['eth_syncing', async () => false],
    ['eth_accounts', async () => []],
    ['eth_gasPrice', async () => '0x0'],
    ['eth_maxPriorityFeePerGas', async () => '0x0'],
    ['eth_feeHistory', (params) => feeHistory(chain, params)],
    ...blockMethods(chain),
    ...inBlockMethods(chain),
    ...stateMethods(chain),
    ...transactionMethods(chain, acceptRaw),
  ])
}

function blockMethods(chain: EmbeddedChain): [string, Method][] {
  const block = async (number: number | undefined, full: unknown): Promise<unknown> =>
    number === undefined ? null : formatBlock(await chain.block(number), await chain.receipts(number), full === true)
  return [
    ['eth_blockNumber', async () => quantity((await chain.head()).number)],
    ['eth_getBlockByNumber', async (params) => block(await blockNumberOf(chain, params[0]), params[1])],
    ['eth_getBlockByHash', async (params) => block(await chain.numberOf(hexAt(params, 0, 32)), params[1])],
    ['eth_getBlockReceipts', (params) => blockReceipts(chain, params)],
    ['eth_getLogs', async (params) => (await chain.logs(await logFilterOf(chain, recordAt(params, 0)))).map(formatLog)],
    ['debug_getRawBlock', (params) => rawBlock(chain, params)],
  ]
}

function stateMethods(chain: EmbeddedChain): [string, Method][] {
  const at = (params: Params, index: number): ReturnType<typeof blockOf> => blockOf(chain, params[index])
  const state = chain.state()
  return [
    [
      'eth_call',
      async (params) => {
        const block = params[1] === 'pending' ? chain.nextBlock() : await at(params, 1)
        return callAt(chain, block, callOf(recordAt(params, 0)))
      },
    ],
    [
      'eth_estimateGas',
      async (params) => quantity(await estimateGas(chain, await at(params, 1), callOf(recordAt(params, 0)))),
    ],
    ['eth_getBalance', async (params) => quantity(await state.balance(await at(params, 1), hexAt(params, 0, 20)))],
    [
      'eth_getTransactionCount',
      async (params) => quantity(await state.nonce(await at(params, 1), hexAt(params, 0, 20))),
    ],
    ['eth_getCode', async (params) => state.code(await at(params, 1), hexAt(params, 0, 20))],
    [
      'eth_getStorageAt',
      async (params) => state.storage(await at(params, 2), hexAt(params, 0, 20), parseSlot(params[1])),
    ],
    ['eth_getProof', async (params) => state.proof(await at(params, 2), hexAt(params, 0, 20), slotsOf(params[1]))],
  ]
}

function transactionMethods(chain: EmbeddedChain, acceptRaw: AcceptRaw | undefined): [string, Method][] {
  const found = (params: Params): ReturnType<EmbeddedChain['transaction']> => chain.transaction(hexAt(params, 0, 32))
  return [
    [
      'eth_getTransactionByHash',
      async (params) => {
        const entry = await found(params)
        return entry === undefined ? null : formatTransaction(entry.transaction, entry.receipt)
      },
    ],
    [
      'eth_getTransactionReceipt',
      async (params) => {
        const entry = await found(params)
        return entry === undefined ? null : formatReceipt(entry.receipt)
      },
    ],
    ['debug_traceTransaction', (params) => traceTransaction(chain, hexAt(params, 0, 32), params[1])],
    ['eth_sendRawTransaction', async (params) => (await chain.appendRaw(hexAt(params, 0), acceptRaw)).transactions[0]],
  ]
}

async function blockReceipts(chain: EmbeddedChain, params: Params): Promise<unknown> {
  const number = await blockNumberOf(chain, params[0])
  return number === undefined ? null : (await chain.receipts(number)).map(formatReceipt)
}

async function rawBlock(chain: EmbeddedChain, params: Params): Promise<unknown> {
  const number = await blockNumberOf(chain, params[0])
  if (number === undefined) throw invalidParams('block not found')
  return bytesToHex(await chain.rawBlock(number))
}

/** All fees are zero; clients ask for the history all the same. */
async function feeHistory(chain: EmbeddedChain, params: Params): Promise<unknown> {
  const newest = (await blockNumberOf(chain, params[1])) ?? 0
  const count = Math.min(quantityAt(params, 0), newest + 1, 1_024)
  const percentiles = Array.isArray(params[2]) ? params[2].length : 0
  const numbers = Array.from({ length: count }, (_, index) => newest - count + 1 + index)
  const headers = await Promise.all(numbers.map(async (number) => (await chain.block(number)).header))
  return {
    oldestBlock: quantity(newest - count + 1),
    baseFeePerGas: Array.from({ length: count + 1 }, () => '0x0'),
    gasUsedRatio: headers.map((header) => Number(header.gasUsed) / Number(header.gasLimit)),
    ...(percentiles === 0 ? {} : { reward: numbers.map(() => Array.from({ length: percentiles }, () => '0x0')) }),
  }
}

function slotsOf(found: unknown): `0x${string}`[] {
  if (!Array.isArray(found) || found.length > 1_024) throw invalidParams('expected a list of at most 1024 slots')
  return found.map(parseSlot)
}
