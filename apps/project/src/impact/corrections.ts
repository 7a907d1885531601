import type { LocalDay } from '@tcctv/units'
import type { Hex } from '../read-model/projected.ts'
import type { PastCorrection } from './past.ts'

/** A correction of the past on a fork: whether an exception of the fork awaits it, and whether its time has come. */
type Standing = { readonly correction: PastCorrection; state: 'free' | 'awaited' | 'taken'; isPassed: boolean }

/**
 * Corrections of the past, to be repeated where the fork holds their day. The draft's limits may hold a day earlier or
 * later than the limits of then, or not at all: a correction whose time has come waits for its exception.
 */
export class Corrections {
  readonly #all: readonly Standing[]

  constructor(past: readonly PastCorrection[]) {
    this.#all = past.map((correction) => ({ correction, state: 'free', isPassed: false }))
  }

  /** The next one of a day that no exception of the fork awaits; none while one is awaited. */
  nextOf(day: LocalDay): PastCorrection | undefined {
    const ofDay = this.#all.filter(({ correction }) => correction.day === day)
    if (ofDay.some(({ state }) => state === 'awaited')) return undefined
    return ofDay.find(({ state }) => state === 'free')?.correction
  }

  await(digest: Hex): { readonly isPassed: boolean } {
    const found = this.#of(digest)
    if (found !== undefined) found.state = 'awaited'
    return { isPassed: found?.isPassed ?? false }
  }

  /** Its time has come. @returns the correction, if an exception of the fork awaits it */
  pass(digest: Hex): PastCorrection | undefined {
    const found = this.#of(digest)
    if (found !== undefined) found.isPassed = true
    return found?.state === 'awaited' ? found.correction : undefined
  }

  take(digest: Hex): void {
    const found = this.#of(digest)
    if (found !== undefined) found.state = 'taken'
  }

  /** Those that the fork had no exception for. */
  unused(): readonly PastCorrection[] {
    return this.#all.filter(({ state, isPassed }) => isPassed && state === 'free').map(({ correction }) => correction)
  }

  #of(digest: Hex): Standing | undefined {
    return this.#all.find(({ correction }) => correction.digest === digest)
  }
}
