import { TcctvError } from '@tcctv/units'
import type { Path } from '../documents/faults.ts'
import { methodologyError } from '../errors.ts'

/** A fault of an inputs document; `error` is what a run throws of the first one. */
export type InputFault = { readonly path: Path; readonly error: TcctvError }

/** Collects the faults of an inputs document, so that all are found at once. */
export class InputFaults {
  readonly #found: InputFault[] = []

  get all(): readonly InputFault[] {
    return this.#found
  }

  /** The result, or undefined and the fault that was thrown. @throws {Error} for what is no fault of a document */
  attempt<T>(path: Path, compute: () => T): T | undefined {
    try {
      return compute()
    } catch (error) {
      if (!(error instanceof TcctvError)) throw error
      this.#found.push({ path, error })
      return undefined
    }
  }

  /** What is wrong at a place of the document. */
  wrong(path: Path, found: string, expected: string): void {
    this.#found.push({ path, error: methodologyError('INPUT_VALUE', { path: path.join('.'), found, expected }) })
  }

  /** A name that the methodology does not know. */
  unknown(path: Path, found: string, known: readonly string[]): void {
    const expected = known.length === 0 ? 'nothing here' : `one of ${known.join(', ')}`
    this.#found.push({ path, error: methodologyError('INPUT_UNKNOWN', { path: path.join('.'), found, expected }) })
  }

  missing(path: Path, methodology: string, variable: string, where: string): void {
    this.#found.push({ path, error: methodologyError('INPUT_MISSING', { methodology, variable, where }) })
  }
}
