import { compareWithReference } from '../../packages/ledger/src/index.ts'
import { engineSuite } from '../../packages/ledger/src/test-kit/engine-suite.ts'
import { expect } from 'vitest'
import { GethNetwork } from './kit/geth-network.ts'

/** The suite of the embedded engine, unchanged; at its end the whole chain is compared with a run of the embedded EVM. */
engineSuite('three geth signers', async () => {
  const network = await GethNetwork.start()
  const engine = await network.connect()
  const close = async (): Promise<void> => {
    try {
      const compared = await compareWithReference(engine)
      expect(compared.transactions).toBeGreaterThan(20)
      console.log('equal to the embedded run of the same transactions:', compared)
    } finally {
      await engine.close()
      await network[Symbol.asyncDispose]()
    }
  }
  return { engine, close }
})
