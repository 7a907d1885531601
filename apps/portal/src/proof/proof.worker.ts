import * as checker from '@tcctv/proof'
import type { ProofMessage } from './proof-job.ts'

// Stand-in until packages/proof exports its checker.
self.addEventListener('message', () => {
  const message: ProofMessage = { kind: 'stopped', reason: `no checker in this build (${Object.keys(checker).length})` }
  postMessage(message, {})
})
