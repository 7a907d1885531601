import type { Worker } from 'node:worker_threads'
import type { ModelCard } from '@tcctv/anomaly'
import { TcctvError } from '@tcctv/units'
import { projectError } from '../errors.ts'
import { startThread } from '../start-thread.ts'
import type { Comparison, TrainingMessage, TrainingOrder } from './training-order.ts'

/** How far a training is. `share` is of the whole, 0 to 1. */
export type TrainingState = {
  readonly state: 'none' | 'running' | 'done' | 'failed'
  readonly stage: string
  readonly share: number
  readonly startedAtS: number | null
  readonly endedAtS: number | null
  readonly problem: { readonly code: string; readonly detail: string } | null
}
type Trained = { readonly model: Uint8Array; readonly card: ModelCard; readonly comparison: Comparison | null }
export type TrainingLine = { readonly stage: string; readonly share: number } | Trained

const HEAP_MB = 768
const NONE: TrainingState = {
  state: 'none',
  stage: '',
  share: 0,
  startedAtS: null,
  endedAtS: null,
  problem: null,
}

/** Trainings of a project, one at a time, each in a thread of its own: what happens to it, the project goes on. */
export class TrainingJobs {
  readonly #start: (order: TrainingOrder) => Worker
  readonly #nowS: () => number
  #state: TrainingState = NONE

  constructor(options: { readonly nowS: () => number; readonly start?: (order: TrainingOrder) => Worker }) {
    this.#nowS = options.nowS
    this.#start = options.start ?? ((order) => startThread('./training/training-worker', order, HEAP_MB))
  }

  /** Of the training that runs, or of the last one since the process began. */
  state(): TrainingState {
    return this.#state
  }

  /** Claims the one place for a training. @throws {TcctvError} TRAINING_BUSY */
  begin(stage: string): void {
    if (this.#state.state === 'running') throw projectError('TRAINING_BUSY', { stage: this.#state.stage })
    this.#state = { ...NONE, state: 'running', stage, startedAtS: this.#nowS() }
  }

  /** Remembers a step for those who ask how far the training is, and gives it back. */
  told<Step extends { readonly step: string; readonly detail: string; readonly share: number }>(step: Step): Step {
    this.#state = { ...this.#state, stage: `${step.step}: ${step.detail}`, share: step.share }
    return step
  }

  end(problem: TrainingState['problem']): void {
    const state = problem === null ? 'done' : 'failed'
    const share = problem === null ? 1 : this.#state.share
    this.#state = { ...this.#state, state, share, endedAtS: this.#nowS(), problem }
  }

  /**
   * Fits in a thread. Ends the thread when nobody reads on or the signal says so.
   *
   * @throws {TcctvError} ANOMALY_HISTORY; TRAINING_FAILED when the thread ends without an answer
   */
  async *fit(order: TrainingOrder, { signal }: { readonly signal: AbortSignal }): AsyncGenerator<TrainingLine, void> {
    const worker = this.#start(order)
    const messages: TrainingMessage[] = []
    let wake = (): void => undefined
    const take = (message: TrainingMessage): void => {
      messages.push(message)
      wake()
    }
    const fail = (reason: string): void => {
      const { code, status, message, advice } = projectError('TRAINING_FAILED', { reason })
      take({ kind: 'failed', error: { code, status, message, advice } })
    }
    const abort = (): void => fail('it was cancelled')
    worker.on('message', take)
    worker.on('error', (cause) => fail(cause.message))
    worker.on('exit', () => fail('the thread ended before its answer'))
    signal.addEventListener('abort', abort)
    try {
      for (;;) {
        const message = messages.shift()
        if (message === undefined) await new Promise<void>((resolve) => (wake = resolve))
        else if (message.kind === 'failed') throw new TcctvError({ ...message.error, details: {} })
        else if (message.kind === 'progress') yield { stage: message.stage, share: message.share }
        else {
          yield { model: message.model, card: message.card, comparison: message.comparison }
          return
        }
      }
    } finally {
      signal.removeEventListener('abort', abort)
      await worker.terminate()
    }
  }
}
