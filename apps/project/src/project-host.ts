import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from '@tcctv/service'
import { isOnNetwork } from './open-chain.ts'
import { openProject, type Project } from './project.ts'
import { quantifyDue } from './quantify.ts'
import { TrainingJobs } from './training/training-jobs.ts'

/** The process's one project: closed until it is set up, then open until the process ends. */
export class ProjectHost implements AsyncDisposable {
  readonly slug: string
  readonly training: TrainingJobs
  readonly #directory: string
  readonly #logger: Logger
  readonly #nowS: () => number
  #opening: Promise<Project> | undefined
  #project: Project | null = null
  #timer: NodeJS.Timeout | undefined
  readonly #stop = new AbortController()

  constructor(options: {
    readonly slug: string
    readonly directory: string
    readonly logger: Logger
    readonly nowS: () => number
  }) {
    this.slug = options.slug
    this.#directory = options.directory
    this.#logger = options.logger
    this.#nowS = options.nowS
    this.training = new TrainingJobs(options)
  }

  opened(): Project | null {
    return this.#project
  }

  /** Whether a chain was made before. */
  isSetUp(): boolean {
    return existsSync(join(this.#directory, 'chain', 'chain.mdb')) || isOnNetwork(this.#directory)
  }

  /** Opens the project once; calls at the same time share the opening, a failed one may be repeated. */
  async open(): Promise<Project> {
    this.#opening ??= openProject({ directory: this.#directory, nowS: this.#nowS })
    try {
      this.#project = await this.#opening
    } catch (cause) {
      this.#opening = undefined
      throw cause
    }
    return this.#project
  }

  /** Looks for due days now and then at each interval: also after a downtime. */
  quantifyEvery(intervalS: number): void {
    const look = (): void => {
      void this.#quantify().finally(() => {
        if (!this.#stop.signal.aborted) this.#timer = setTimeout(look, intervalS * 1000).unref()
      })
    }
    look()
  }

  async #quantify(): Promise<void> {
    if (this.#project === null) return
    try {
      for await (const { day, level, block } of quantifyDue(this.#project, { signal: this.#stop.signal }))
        this.#logger.info({ project: this.slug, day, level, block }, 'day quantified')
    } catch (cause) {
      this.#logger.error({ project: this.slug, err: cause }, 'quantification failed; tried again at the next interval')
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    clearTimeout(this.#timer)
    await this.#project?.[Symbol.asyncDispose]()
    this.#project = null
  }
}
