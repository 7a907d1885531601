import {
  ASSERTION_HEADER,
  deriveKey,
  knownError,
  serviceClient,
  signAssertion,
  type Logger,
  type Principal,
  type ServiceClient,
} from '@tcctv/service'
import { findProject, listProjects, updateProject, type PlatformDb, type ProjectRow } from '@tcctv/store'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import type { Launcher } from '../launcher/launcher.ts'
import { ProgressLog, progressSchema, type Progress } from './progress.ts'
import { writeProject } from './write-project.ts'

export type ProvisionerOptions = {
  readonly db: PlatformDb
  readonly launcher: Launcher
  readonly dataDirectory: string
  readonly masterKey: Uint8Array
  readonly logger: Logger
}

/** Who the platform is when it calls a project process. */
const PLATFORM: Principal = {
  id: 'platform',
  kind: 'service',
  name: 'platform',
  roles: { operator: true, projects: {} },
}
const SETUP_TIMEOUT_MS = 1_800_000
const visibilitySchema = z.object({ visibility: z.enum(['parties', 'public-records', 'public']) })

/**
 * Brings projects from "allocated" to "ready": directory, process, set-up. Each step can be repeated, and the last one
 * done is recorded, so that a run killed anywhere goes on at the next start.
 */
export class Provisioner {
  readonly #options: ProvisionerOptions
  readonly #logs = new Map<string, ProgressLog>()
  readonly #running = new Set<Promise<void>>()
  #isClosing = false

  constructor(options: ProvisionerOptions) {
    this.#options = options
  }

  /** Starts or resumes the run of a project; does nothing when one is under way. */
  begin(slug: string): void {
    if (this.#logs.get(slug)?.isEnded === false) return
    const log = new ProgressLog()
    this.#logs.set(slug, log)
    const run = this.#run(slug, log).finally(() => {
      log.end()
      this.#running.delete(run)
    })
    this.#running.add(run)
  }

  /** Takes over processes that outlived an earlier platform, and resumes every run that its end interrupted. */
  async resumeAll(): Promise<void> {
    for (const { slug, state } of await listProjects(this.#options.db)) {
      if (state === 'provisioning') this.begin(slug)
      else await this.#options.launcher.adopt(slug)
    }
  }

  /** Lines of the newest run, live; for a run before the platform's start only its outcome. */
  async *progress(project: ProjectRow): AsyncGenerator<Progress, void> {
    const log = this.#logs.get(project.slug)
    if (log !== undefined) yield* log.read()
    else if (project.state === 'ready') yield { step: 'done', state: 'done', detail: '' }
    else yield { step: project.step, state: 'failed', detail: project.problem ?? '' }
  }

  /** Ends the runs under way by stopping their processes; the next start of the platform resumes them. */
  async close(): Promise<void> {
    this.#isClosing = true
    await this.#options.launcher.close()
    await Promise.all(this.#running)
  }

  async #run(slug: string, log: ProgressLog): Promise<void> {
    const { db, logger } = this.#options
    let step = 'allocate'
    try {
      const project = await findProject(db, slug)
      if (project === undefined) throw platformError('PROJECT_UNKNOWN', { slug })
      await updateProject(db, slug, { state: 'provisioning', problem: null })
      log.add({ step, state: 'done', detail: `chain id ${project.chainId}` })
      for (const [name, act] of this.#steps(project, log)) {
        step = name
        log.add({ step, state: 'running', detail: '' })
        await act()
        await updateProject(db, slug, { step })
        log.add({ step, state: 'done', detail: '' })
      }
      await updateProject(db, slug, { state: 'ready', step: 'done' })
      log.add({ step: 'done', state: 'done', detail: '' })
      logger.info({ slug }, 'project provisioned')
    } catch (error) {
      if (this.#isClosing) return
      const { code, message } = knownError(error)
      logger.error({ slug, step, code, err: error }, 'provisioning failed')
      await updateProject(db, slug, { state: 'failed', problem: `${code}: ${message}` })
      log.add({ step, state: 'failed', detail: `${code}: ${message}` })
    }
  }

  #steps(project: ProjectRow, log: ProgressLog): readonly (readonly [string, () => Promise<void>])[] {
    const { slug } = project
    const { dataDirectory, masterKey, launcher } = this.#options
    return [
      ['directory', async () => writeProject(dataDirectory, project, masterKey)],
      ['launch', async () => void (await launcher.start(slug, '/healthz'))],
      ['setup', () => this.#withProject(slug, '/healthz', (client) => this.#setUp(slug, client, log))],
      ['ready', () => this.#withProject(slug, '/readyz', (client) => this.#readVisibility(slug, client))],
    ]
  }

  async #withProject(
    slug: string,
    probe: '/healthz' | '/readyz',
    use: (client: ServiceClient) => Promise<void>,
  ): Promise<void> {
    const { socketPath } = await this.#options.launcher.start(slug, probe)
    const client = serviceClient({ socketPath }, `project ${slug}`)
    try {
      await use(client)
    } finally {
      await client.close()
    }
  }

  async #setUp(slug: string, client: ServiceClient, log: ProgressLog): Promise<void> {
    const lines = client.ndjson(progressSchema, {
      method: 'POST',
      path: '/setup',
      headers: this.#assertion(slug),
      timeoutMs: SETUP_TIMEOUT_MS,
    })
    for await (const line of lines) {
      log.add({ ...line, step: `setup: ${line.step}` })
      if (line.state === 'failed') throw platformError('SETUP_FAILED', { slug, step: line.step, detail: line.detail })
    }
  }

  /** The list of projects shows who may see one; a project that does not say stays with its parties. */
  async #readVisibility(slug: string, client: ServiceClient): Promise<void> {
    const { db, logger } = this.#options
    try {
      const { visibility } = await client.json(visibilitySchema, { path: '/summary', headers: this.#assertion(slug) })
      await updateProject(db, slug, { visibility })
    } catch (error) {
      logger.warn({ slug, code: knownError(error).code }, 'project does not tell its visibility')
    }
  }

  #assertion(slug: string): Record<string, string> {
    const key = deriveKey(this.#options.masterKey, `project:${slug}`)
    return { [ASSERTION_HEADER]: signAssertion(key, PLATFORM, Date.now() / 1000) }
  }
}
