import { parentPort, workerData } from 'node:worker_threads'
import { toChainPddVersion } from '@tcctv/contracts'
import { knownError } from '@tcctv/service'
import { programsOf } from '../decisions.ts'
import { compileDocuments, documentsByHash } from '../documents.ts'
import { measureImpact } from './impact.ts'
import type { ImpactOrder, ImpactMessage } from './impact-job.ts'

/** A thread of its own: replaying years of readings must not keep the project from answering. */
const PROGRESS_MS = 200

const order = workerData as ImpactOrder // made by ImpactJob, the only starter of this file
// eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const post = (message: ImpactMessage): void => parentPort?.postMessage(message)

try {
  const [draft] = order.texts
  const { version } = compileDocuments(draft.methodologyYaml, draft.pddYaml)
  let postedMs = 0
  const impact = await measureImpact({
    directory: order.directory,
    genesis: order.genesis,
    draft: {
      programs: programsOf(version),
      version: toChainPddVersion(version),
      fromDay: order.fromDay,
      documentsOf: documentsByHash(order.texts),
    },
    headBlock: order.headBlock,
    nowS: order.nowS,
    onProgress: (done, total) => {
      const nowMs = performance.now()
      if (nowMs - postedMs < PROGRESS_MS && done < total) return
      postedMs = nowMs
      post({ kind: 'progress', done, total })
    },
  })
  post({ kind: 'done', impact })
} catch (cause) {
  const { code, status, message, advice, details } = knownError(cause)
  const { faults } = details
  post({ kind: 'failed', error: { code, status, message, advice, details: faults === undefined ? {} : { faults } } })
}
