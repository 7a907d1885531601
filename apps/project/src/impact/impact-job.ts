import type { Worker } from 'node:worker_threads'
import type { ProjectGenesis } from '@tcctv/contracts'
import { TcctvError, type LocalDay } from '@tcctv/units'
import { projectError } from '../errors.ts'
import { startThread } from '../start-thread.ts'
import type { Impact } from './impact.ts'

/** What the thread needs; plain data, because it has no part in this one's memory. */
export type ImpactOrder = {
  readonly directory: string
  readonly genesis: ProjectGenesis
  /** The draft, and then the versions of the chain whose texts are kept. */
  readonly texts: readonly [DocumentTexts, ...DocumentTexts[]]
  readonly fromDay: LocalDay
  readonly headBlock: number
  readonly nowS: number
}
export type DocumentTexts = { readonly methodologyYaml: string; readonly pddYaml: string }
export type ImpactMessage =
  | { readonly kind: 'progress'; readonly done: number; readonly total: number }
  | { readonly kind: 'done'; readonly impact: Impact }
  | { readonly kind: 'failed'; readonly error: ConstructorParameters<typeof TcctvError>[0] }

/** One line of the stream of an impact. */
export type ImpactLine =
  | { readonly replayed: number; readonly blocks: number }
  | { readonly impact: Impact; readonly isCached: boolean }

const HEAP_MB = 768

/** One replay in a thread of its own, followed by any number of readers; it ends when the last one has gone. */
export class ImpactJob {
  readonly key: string
  readonly #worker: Worker
  #latest: ImpactMessage = { kind: 'progress', done: 0, total: 0 }
  #version = 0
  #readers = 0
  #wake: (() => void)[] = []

  constructor(key: string, worker: Worker) {
    this.key = key
    this.#worker = worker
    this.#worker.on('message', (message: ImpactMessage) => this.#take(message))
    this.#worker.on('error', (cause) => this.#fail(cause))
    this.#worker.on('exit', () => this.#fail(new Error('the thread ended before its answer')))
  }

  get isEnded(): boolean {
    return this.#latest.kind !== 'progress'
  }

  /** Progress until the result. @throws {TcctvError} of the replay */
  async *follow(): AsyncGenerator<ImpactLine, void> {
    this.#readers += 1
    try {
      for (let seen = -1; ;) {
        if (seen === this.#version) await new Promise<void>((resolve) => this.#wake.push(resolve))
        seen = this.#version
        const latest = this.#latest
        if (latest.kind === 'failed') throw new TcctvError(latest.error)
        if (latest.kind === 'progress') yield { replayed: latest.done, blocks: latest.total }
        else {
          yield { impact: latest.impact, isCached: false }
          return
        }
      }
    } finally {
      this.#readers -= 1
      if (this.#readers === 0) await this.stop()
    }
  }

  /** Ends the replay at once; who asks again begins a new one. */
  async stop(): Promise<void> {
    this.#fail(new Error('it was cancelled'))
    await this.#worker.terminate()
  }

  #take(message: ImpactMessage): void {
    if (this.isEnded) return
    this.#latest = message
    this.#version += 1
    for (const wake of this.#wake.splice(0)) wake()
  }

  #fail(cause: Error): void {
    this.#take({ kind: 'failed', error: projectError('IMPACT_FAILED', { reason: cause.message }, cause) })
  }
}

/** Starts the replay's thread. */
export function startReplay(order: ImpactOrder): Worker {
  return startThread('./impact/impact-worker', order, HEAP_MB)
}
