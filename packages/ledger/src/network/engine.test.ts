import { engineSuite } from '../test-kit/engine-suite.ts'
import { startOneNode } from '../test-kit/one-node.ts'

engineSuite('a network of one embedded node', async () => {
  const one = await startOneNode()
  return { engine: one.network, close: async () => one[Symbol.asyncDispose]() }
})
