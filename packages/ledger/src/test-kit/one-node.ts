import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesToHex } from '@ethereumjs/util'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { openEmbedded, type EmbeddedOptions } from '../embedded/open-embedded.ts'
import { connectNetwork, type NetworkOptions } from '../network/connect-network.ts'
import type { NetworkChain } from '../network/network-chain.ts'
import { createRpcHandler } from '../rpc/server.ts'
import { serve, type Served } from './serve.ts'
import { testOptions } from './test-chain.ts'

/** The network engine over HTTP on the JSON-RPC of an embedded chain: a node that seals at once and takes no fee. */
export type OneNode = AsyncDisposable & {
  readonly node: EmbeddedChain
  readonly served: Served
  readonly network: NetworkChain
  readonly options: NetworkOptions
}

export async function startOneNode(changes: Partial<EmbeddedOptions> = {}): Promise<OneNode> {
  const embedded = testOptions(changes)
  const node = await openEmbedded(embedded)
  const served = await serve(createRpcHandler(node, { clientVersion: 'tcctv/test' }))
  const options: NetworkOptions = {
    endpoints: [served.url],
    chainId: embedded.genesis.chainId,
    genesisHash: bytesToHex((await node.block(0)).hash()),
    relayerKey: embedded.relayerKey,
    outbox: mkdtempSync(join(process.env['TCCTV_TEST_FOLDER'] ?? tmpdir(), 'tcctv-outbox-')),
    consensus: 'clique',
    confirmations: 1,
    tipWei: 0n,
    pollMs: 10,
  }
  const network = await connectNetwork(options)
  return {
    node,
    served,
    network,
    options,
    [Symbol.asyncDispose]: async () => {
      await network.close()
      await served[Symbol.asyncDispose]()
      await node.close()
    },
  }
}
