import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bytesToHex } from '@ethereumjs/util'
import type { LedgerEngine } from '../chain.ts'
import { openEmbedded } from '../embedded/open-embedded.ts'
import { createRpcHandler } from '../rpc/server.ts'
import { engineSuite } from '../test-kit/engine-suite.ts'
import { serve } from '../test-kit/serve.ts'
import { testOptions } from '../test-kit/test-chain.ts'
import { connectNetwork } from './connect-network.ts'

/** The network engine over HTTP on the JSON-RPC of an embedded chain: a node that seals at once and takes no fee. */
engineSuite('a network of one embedded node', async (): Promise<LedgerEngine> => {
  const options = testOptions()
  const node = await openEmbedded(options)
  const served = await serve(createRpcHandler(node, { clientVersion: 'tcctv/test' }))
  const network = await connectNetwork({
    endpoints: [served.url],
    chainId: options.genesis.chainId,
    genesisHash: bytesToHex((await node.block(0)).hash()),
    relayerKey: options.relayerKey,
    outbox: mkdtempSync(join(tmpdir(), 'tcctv-outbox-')),
    consensus: 'clique',
    confirmations: 1,
    tipWei: 0n,
    pollMs: 10,
  })
  const close = network.close.bind(network)
  network.close = async () => {
    await close()
    await served[Symbol.asyncDispose]()
    await node.close()
  }
  return network
})
