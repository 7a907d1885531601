import { engineSuite } from '../test-kit/engine-suite.ts'
import { testOptions } from '../test-kit/test-chain.ts'
import { openEmbedded } from './open-embedded.ts'

engineSuite('the embedded engine', async () => {
  const engine = await openEmbedded(testOptions())
  return { engine, close: () => engine.close() }
})
