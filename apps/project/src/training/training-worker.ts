import { parentPort, workerData } from 'node:worker_threads'
import { fit, serializeModel } from '@tcctv/anomaly'
import { knownError } from '@tcctv/service'
import { compareModels } from './compare-models.ts'
import type { TrainingMessage, TrainingOrder } from './training-order.ts'

/** A thread of its own: fitting takes seconds in which the project must go on taking readings. */
const FIT_SHARE = 0.9

const { history, series, compare } = workerData as TrainingOrder // made by TrainingJobs, the only starter of this file
// eslint-disable-next-line unicorn/require-post-message-target-origin -- a thread's port has no origin
const post = (message: TrainingMessage): void => parentPort?.postMessage(message)

try {
  const share = compare === null ? 1 : FIT_SHARE
  const { model, card } = fit(history, series, {
    onProgress: (stage, done) => post({ kind: 'progress', stage, share: done * share }),
  })
  const comparison = compare === null ? null : compareModels(compare, model)
  post({ kind: 'done', model: serializeModel(model), card, comparison })
} catch (cause) {
  const { code, status, message, advice } = knownError(cause)
  post({ kind: 'failed', error: { code, status, message, advice } })
}
