import { bytesToHex } from '@ethereumjs/util'
import { hexToBytes } from 'viem'
import { createTxFromRLP } from '@ethereumjs/tx'
import { createProjectCommon, projectGenesis } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import type { AcceptRaw } from '../embedded/embedded-chain.ts'
import { ledgerError } from '../errors.ts'
import { isHex } from '../rpc/parameters.ts'
import { RpcError } from '../rpc/rpc-error.ts'
import { createHandler, type RpcHandler } from '../rpc/server.ts'
import type { NetworkChain } from './network-chain.ts'

/** What is passed on to a node: the methods that an embedded chain answers. */
const PASSED_ON = [
  'net_version',
  'eth_chainId',
  'eth_syncing',
  'eth_gasPrice',
  'eth_maxPriorityFeePerGas',
  'eth_feeHistory',
  'eth_blockNumber',
  'eth_getBlockByNumber',
  'eth_getBlockByHash',
  'eth_getBlockReceipts',
  'eth_getLogs',
  'debug_getRawBlock',
  'eth_call',
  'eth_estimateGas',
  'eth_getBalance',
  'eth_getTransactionCount',
  'eth_getCode',
  'eth_getStorageAt',
  'eth_getProof',
  'eth_getTransactionByHash',
  'eth_getTransactionReceipt',
] as const

/**
 * JSON-RPC of a project whose chain is on a network: the same methods as of an embedded chain, answered by a node, so
 * `latest` is the node's newest block and not the newest final one. A raw transaction is shown to `acceptRaw` first; its
 * sender needs funds for the network's fee.
 */
export function forwardRpc(
  chain: NetworkChain,
  { clientVersion, acceptRaw = () => undefined }: { readonly clientVersion: string; readonly acceptRaw?: AcceptRaw },
): RpcHandler {
  const pass = (method: string) => async (params: readonly unknown[]) => {
    try {
      return await chain.ask(method, params)
    } catch (cause) {
      // The node's own refusal, not one of ours: its words.
      if (cause instanceof TcctvError && cause.code === 'RPC_FAULT')
        throw new RpcError(-32_000, String(cause.details['reason']))
      throw cause
    }
  }
  const send = pass('eth_sendRawTransaction')
  return createHandler(
    new Map([
      ['web3_clientVersion', async () => clientVersion],
      ...PASSED_ON.map((method) => [method, pass(method)] as const),
      [
        'eth_sendRawTransaction',
        async (params: readonly unknown[]) => {
          acceptRaw(await callOf(chain, params[0]))
          return send(params)
        },
      ],
    ]),
  )
}

async function callOf(chain: NetworkChain, raw: unknown): Promise<Parameters<AcceptRaw>[0]> {
  if (!isHex(raw)) throw ledgerError('LEDGER_TRANSACTION_REFUSED', { reason: 'it is not hexadecimal text' })
  const chainId = await chain.chainId()
  const common = createProjectCommon(
    projectGenesis({ chainId, sealer: chain.relayer, relayer: chain.relayer, timestampS: 0 }),
  )
  try {
    const { to, data } = createTxFromRLP(hexToBytes(raw), { common })
    return { to: to === undefined ? null : bytesToHex(to.bytes), data: bytesToHex(data) }
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw ledgerError('LEDGER_TRANSACTION_REFUSED', { reason }, cause)
  }
}
