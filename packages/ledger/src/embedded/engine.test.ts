import { engineSuite } from '../test-kit/engine-suite.ts'
import { testOptions } from '../test-kit/test-chain.ts'
import { openEmbedded } from './open-embedded.ts'

engineSuite('the embedded engine', () => openEmbedded(testOptions()))
