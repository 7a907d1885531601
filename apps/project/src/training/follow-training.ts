import { knownError } from '@tcctv/service'
import type { TrainingJobs, TrainingState } from './training-jobs.ts'

/** Passes the steps on and remembers how the training ended. The place was claimed by `begin`. */
export async function* followed<Step, Result>(
  jobs: TrainingJobs,
  steps: AsyncGenerator<Step, Result>,
): AsyncGenerator<Step, Result> {
  let problem: TrainingState['problem'] = { code: 'TRAINING_FAILED', detail: 'nobody waited for it any longer' }
  try {
    const result = yield* steps
    problem = null
    return result
  } catch (cause) {
    const { code, message } = knownError(cause)
    problem = { code, detail: message }
    throw cause
  } finally {
    jobs.end(problem)
  }
}
