import { engineSuite } from '../../packages/ledger/src/test-kit/engine-suite.ts'
import { GethNetwork } from './kit/geth-network.ts'

engineSuite('three geth signers', async () => {
  const network = await GethNetwork.start()
  const engine = await network.connect()
  const close = engine.close.bind(engine)
  engine.close = async () => {
    await close()
    await network[Symbol.asyncDispose]()
  }
  return engine
})
