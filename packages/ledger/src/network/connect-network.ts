import { createProjectCommon, projectGenesis } from '@tcctv/contracts'
import type { Hex } from '../chain.ts'
import { privateKeyToAccount } from 'viem/accounts'
import type { Consensus } from './answers.ts'
import { Endpoints } from './endpoints.ts'
import { NetworkChain } from './network-chain.ts'
import { Outbox } from './outbox.ts'
import { Relay } from './relay.ts'

export type NetworkOptions = {
  /** JSON-RPC addresses of nodes, the preferred first: best those of different organisations. */
  readonly endpoints: readonly string[]
  readonly chainId: number
  readonly genesisHash: Hex
  readonly relayerKey: Hex
  /** Directory of what was sent and is not final; of this relayer key alone. */
  readonly outbox: string
  readonly consensus: Consensus
  /** Blocks until a transaction is final, its own counted; see `confirmationsOf`. */
  readonly confirmations: number
  /** Fee per gas, 1 by default: nodes take less from their own users only. */
  readonly tipWei?: bigint
  readonly maxTipWei?: bigint
  readonly requestTimeoutMs?: number
  readonly resubmitAfterMs?: number
  readonly finalWithinMs?: number
  readonly pollMs?: number
}

/**
 * Connects to the network that holds a project's chain. At least one node must answer; each must have the chain id and
 * the genesis block. Transactions of an earlier process that are not final are followed on.
 *
 * @throws {TcctvError} NETWORK_UNREACHABLE, NETWORK_FOREIGN, LEDGER_CORRUPT for a damaged outbox
 * @example await using chain = await connectNetwork({ endpoints: ['http://127.0.0.1:8545'], chainId, genesisHash, relayerKey, outbox, consensus: 'clique', confirmations: 2 })
 */
export async function connectNetwork(options: NetworkOptions): Promise<NetworkChain> {
  const { chainId, genesisHash, relayerKey, confirmations, consensus } = options
  const { requestTimeoutMs = 10_000, finalWithinMs = 120_000, pollMs = 250 } = options
  const endpoints = new Endpoints({ urls: options.endpoints, chainId, genesisHash, requestTimeoutMs })
  await endpoints.highest()
  const outbox = new Outbox(options.outbox)
  const relay = new Relay(
    {
      key: relayerKey,
      chainId,
      confirmations,
      tipWei: options.tipWei ?? 1n,
      maxTipWei: options.maxTipWei ?? 1_000_000_000n,
      resubmitAfterMs: options.resubmitAfterMs ?? 15_000,
      finalWithinMs,
      pollMs,
    },
    { endpoints, outbox },
  )
  return new NetworkChain({
    endpoints,
    relay,
    chainId,
    confirmations,
    consensus,
    common: commonOf(chainId, relayerKey),
    pollMs,
    finalWithinMs,
  })
}

/**
 * Blocks until a transaction can't be undone by fewer than half of the sealers: Clique lets each seal one of
 * floor(N/2) + 1 consecutive blocks. QBFT agrees on a block before it is one.
 *
 * @example confirmationsOf('clique', 3) // 2
 */
export function confirmationsOf(consensus: Consensus, sealers: number): number {
  return consensus === 'qbft' ? 1 : Math.floor(sealers / 2) + 1
}

/** Rules by which headers are read; their sealers don't matter for that. */
function commonOf(chainId: number, relayerKey: Hex): ReturnType<typeof createProjectCommon> {
  const { address } = privateKeyToAccount(relayerKey)
  return createProjectCommon(projectGenesis({ chainId, sealer: address, relayer: address, timestampS: 0 }))
}
