import {
  ASSERTION_HEADER,
  knownError,
  signAssertion,
  type Logger,
  type Principal,
  type ServiceClient,
} from '@tcctv/service'
import { listProjectRisks, listProjects, writeProjectRisk, type PlatformDb, type ProjectRow } from '@tcctv/store'
import { createHash } from 'node:crypto'
import { z } from 'zod'
import { documentsSchema } from '../provisioning/write-project.ts'
import { describeProject } from './describe-project.ts'

export type RiskWatchOptions = {
  readonly db: PlatformDb
  readonly directory: ServiceClient
  /** Key of the assertions that the directory takes from this process. */
  readonly assertionKey: Uint8Array
  readonly intervalS: number
  readonly logger: Logger
  readonly nowS: () => number
}

const PLATFORM: Principal = {
  id: 'platform',
  kind: 'service',
  name: 'platform',
  roles: { operator: true, projects: {} },
}
const TIMEOUT_MS = 20_000
const watchedSchema = z.object({ items: z.array(z.object({ id: z.string(), level: z.string() })) })
const riskSchema = z.object({ level: z.string(), summary: z.string() })
const changesSchema = z.object({ items: z.array(z.object({ to: z.string(), cause: z.string() })) })

/**
 * Has the directory assess every project of the platform: at onboarding, and by asking again and again which levels
 * differ. A directory that does not answer stops nothing: what it has not assessed yet is asked at the next turn.
 */
export class RiskWatch {
  readonly #options: RiskWatchOptions
  #timer: NodeJS.Timeout | undefined
  #turn: Promise<void> = Promise.resolve()
  readonly #closing = new AbortController()
  #problem: string | undefined

  constructor(options: RiskWatchOptions) {
    this.#options = options
  }

  /** Begins the turns; the first at once. */
  start(): void {
    this.soon()
    this.#timer = setInterval(() => this.soon(), this.#options.intervalS * 1000)
    this.#timer.unref()
  }

  /** A turn after the one under way, for example because a project is new. */
  soon(): void {
    this.#turn = this.#turn.then(() => this.#assessAll())
  }

  /** Resolves when the turns asked for so far are done. */
  settled(): Promise<void> {
    return this.#turn
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    this.#closing.abort()
    await this.#turn
    await this.#options.directory.close()
  }

  async #assessAll(): Promise<void> {
    const { db, logger } = this.#options
    if (this.#closing.signal.aborted) return
    try {
      const projects = await listProjects(db)
      if (projects.length === 0) return
      const { items } = await this.#ask(watchedSchema, 'GET', '/watched')
      const levels = new Map(items.map(({ id, level }) => [id, level]))
      const known = new Map((await listProjectRisks(db)).map((row) => [row.slug, row]))
      for (const project of projects) await this.#assess(project, known.get(project.slug), levels.get(project.slug))
      if (this.#problem !== undefined) logger.info({}, 'directory answers again')
      this.#problem = undefined
    } catch (error) {
      const { code, message } = knownError(error)
      if (this.#problem !== code && !this.#closing.signal.aborted)
        logger.warn({ code, reason: message }, 'projects not assessed; asked again at the next turn')
      this.#problem = code
    }
  }

  /** Asks when the directory does not hold the project as it is described now, or another level than the one kept. */
  async #assess(
    project: ProjectRow,
    kept: { readonly described: string; readonly level: string } | undefined,
    watchedLevel: string | undefined,
  ): Promise<void> {
    const { slug, title, documents } = project
    const description = describeProject({ title, ...documentsSchema.parse(JSON.parse(documents)) })
    const described = createHash('sha256').update(JSON.stringify(description)).digest('hex')
    if (kept?.described === described && kept.level === watchedLevel) return
    const { level, summary } = await this.#ask(riskSchema, 'PUT', `/watched/${slug}`, description)
    const at = new Date(this.#options.nowS() * 1000).toISOString()
    const isOther = kept !== undefined && kept.level !== level
    const event = isOther
      ? { slug, fromLevel: kept.level, toLevel: level, cause: await this.#causeOf(slug, level), at }
      : null
    await writeProjectRisk(this.#options.db, { slug, described, level, summary, assessedAt: at }, event)
    this.#options.logger.info({ slug, level, before: kept?.level ?? null }, 'double counting risk assessed')
  }

  /** What the directory wrote down for the newest change to this level; the description itself when it has none. */
  async #causeOf(slug: string, level: string): Promise<string> {
    const query = new URLSearchParams({ project: `own/${slug}`, limit: '500' })
    const { items } = await this.#ask(changesSchema, 'GET', `/level-changes?${query.toString()}`)
    return items.findLast(({ to }) => to === level)?.cause ?? 'the project is described differently'
  }

  #ask<S extends z.ZodType>(schema: S, method: 'GET' | 'PUT', path: string, body?: unknown): Promise<z.infer<S>> {
    const { directory, assertionKey, nowS } = this.#options
    return directory.json(schema, {
      method,
      path,
      ...(body === undefined ? {} : { body }),
      headers: { [ASSERTION_HEADER]: signAssertion(assertionKey, PLATFORM, nowS()) },
      signal: this.#closing.signal,
      timeoutMs: TIMEOUT_MS,
    })
  }
}
