import { z } from 'zod'

/** One line of a provisioning stream. */
export const progressSchema = z.object({
  step: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  detail: z.string().default(''),
  done: z.number().optional(),
  total: z.number().optional(),
})
export type Progress = z.infer<typeof progressSchema>

/** The progress of one run, for any number of readers; each reader gets all lines from the first. */
export class ProgressLog {
  readonly #lines: Progress[] = []
  #isEnded = false
  #waiting: (() => void)[] = []

  get isEnded(): boolean {
    return this.#isEnded
  }

  add(line: Progress): void {
    this.#lines.push(line)
    this.#wake()
  }

  end(): void {
    this.#isEnded = true
    this.#wake()
  }

  async *read(): AsyncGenerator<Progress, void> {
    for (let index = 0; ; index += 1) {
      while (index >= this.#lines.length && !this.#isEnded) await this.#change()
      const line = this.#lines[index]
      if (line === undefined) return
      yield line
    }
  }

  #wake(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const resolve of waiting) resolve()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
