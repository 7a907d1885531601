import { createRoute } from '@hono/zod-openapi'
import { createRouter, may, requireMay, slugSchema, streamNdjson, type Principal } from '@tcctv/service'
import { findProject, insertProject, listProjects, updateProject, type PlatformDb, type ProjectRow } from '@tcctv/store'
import { randomInt } from 'node:crypto'
import { z } from 'zod'
import { platformError } from '../errors.ts'
import { audit, type Platform } from '../platform.ts'
import { documentsSchema, partiesSchema } from '../provisioning/write-project.ts'
import { jsonAnswer, jsonBody } from './json.ts'

const YAML_LIMIT = 1_000_000
const newProjectSchema = z.strictObject({
  slug: slugSchema,
  title: z.string().min(1).max(200),
  methodology: z.string().min(1).max(YAML_LIMIT).optional(),
  pdd: z.string().min(1).max(YAML_LIMIT).optional(),
  parties: partiesSchema,
  /** An existing project whose methodology is taken; its values are not: `pdd` is its template, filled in. */
  template: slugSchema.optional(),
})
const projectSchema = z.object({
  slug: z.string(),
  title: z.string(),
  chainId: z.number(),
  parties: partiesSchema,
  state: z.enum(['provisioning', 'ready', 'failed']),
  step: z.string(),
  problem: z.string().nullable(),
  visibility: z.string(),
  createdAt: z.string(),
  process: z.object({ state: z.string(), crashes: z.number() }),
})
const slugParameter = z.object({ slug: slugSchema })

const list = createRoute({
  method: 'get',
  path: '/projects',
  responses: { 200: jsonAnswer(z.object({ items: z.array(projectSchema) }), 'projects you may see') },
})
const create = createRoute({
  method: 'post',
  path: '/projects',
  request: { body: jsonBody(newProjectSchema) },
  responses: { 202: jsonAnswer(projectSchema, 'allocated; follow it at /projects/{slug}/provisioning') },
})
const show = createRoute({
  method: 'get',
  path: '/projects/{slug}',
  request: { params: slugParameter },
  responses: { 200: jsonAnswer(projectSchema, 'one project') },
})
const start = createRoute({
  method: 'post',
  path: '/projects/{slug}/start',
  request: { params: slugParameter },
  responses: { 202: jsonAnswer(projectSchema, 'started, or its provisioning resumed') },
})
const stop = createRoute({
  method: 'post',
  path: '/projects/{slug}/stop',
  request: { params: slugParameter },
  responses: { 200: jsonAnswer(projectSchema, 'stopped until the next request') },
})
const provisioning = createRoute({
  method: 'get',
  path: '/projects/{slug}/provisioning',
  request: { params: slugParameter },
  responses: { 200: { description: 'progress, one JSON line per change, until the end' } },
})

export function projectRoutes(platform: Platform) {
  const { db, launcher, provisioner } = platform
  return createRouter()
    .openapi(list, async (c) => {
      const projects = (await listProjects(db)).filter((project) => isVisible(c.var.principal, project))
      return c.json({ items: projects.map((project) => viewOf(platform, project)) }, 200)
    })
    .openapi(create, async (c) => {
      requireMay(c.var.principal, 'project.create', null)
      const { slug, title, parties, ...given } = c.req.valid('json')
      const documents = JSON.stringify(await documentsOf(db, c.var.principal, given))
      const fields = { title, documents, parties: JSON.stringify(parties), problem: null } as const
      const state = { state: 'provisioning', step: 'allocate', visibility: 'parties' } as const
      const project = await allocated(platform, slug, { ...fields, ...state })
      await audit(platform, c, { action: 'project.create', subject: slug })
      provisioner.begin(slug)
      return c.json(viewOf(platform, project), 202)
    })
    .openapi(show, async (c) => {
      const project = await visibleProject(db, c.var.principal, c.req.valid('param').slug)
      return c.json(viewOf(platform, project), 200)
    })
    .openapi(start, async (c) => {
      const project = await visibleProject(db, c.var.principal, c.req.valid('param').slug)
      requireMay(c.var.principal, 'project.start', project.slug)
      await audit(platform, c, { action: 'project.start', subject: project.slug })
      // By hand means: forget a crash loop.
      if (launcher.status(project.slug).state === 'failed') await launcher.stop(project.slug)
      if (project.state === 'ready') await launcher.start(project.slug, '/readyz')
      else provisioner.begin(project.slug)
      return c.json(viewOf(platform, project), 202)
    })
    .openapi(stop, async (c) => {
      const project = await visibleProject(db, c.var.principal, c.req.valid('param').slug)
      requireMay(c.var.principal, 'project.start', project.slug)
      await audit(platform, c, { action: 'project.stop', subject: project.slug })
      await launcher.stop(project.slug)
      return c.json(viewOf(platform, project), 200)
    })
    .openapi(provisioning, async (c) => {
      const project = await visibleProject(db, c.var.principal, c.req.valid('param').slug)
      return streamNdjson(provisioner.progress(project), { requestId: c.var.requestId })
    })
}

/**
 * A new project, or the one of this name whose set-up failed before it had a chain: a wrong document or party is sent
 * again corrected. Once contracts are deployed both are on the chain and the name is taken.
 *
 * @throws {TcctvError} SLUG_TAKEN
 */
async function allocated(
  { db, nowS }: Platform,
  slug: string,
  fields: Omit<ProjectRow, 'slug' | 'chainId' | 'createdAt'>,
): Promise<ProjectRow> {
  const known = await findProject(db, slug)
  if (known === undefined || known.state !== 'failed' || !BEFORE_CHAIN.has(known.step)) {
    const createdAt = new Date(nowS() * 1000).toISOString()
    return insertProject(db, { slug, createdAt, ...fields }, randomChainId)
  }
  await updateProject(db, slug, fields)
  return { ...known, ...fields }
}

/** Last steps done of a run that has not set anything up. */
const BEFORE_CHAIN: ReadonlySet<string> = new Set(['allocate', 'directory', 'launch'])

/** Above 1e9 no public chain is known; below 2^48 any JSON reader and the random source hold it exactly. */
function randomChainId(): number {
  return randomInt(1_000_000_001, 2 ** 48 - 1)
}

function isVisible(principal: Principal, { slug, visibility }: ProjectRow): boolean {
  return may(principal, 'project.read', slug, visibility)
}

/** A project that is not there and one that may not be seen look the same. */
async function visibleProject(db: PlatformDb, principal: Principal, slug: string): Promise<ProjectRow> {
  const project = await findProject(db, slug)
  if (project === undefined || !isVisible(principal, project)) throw platformError('PROJECT_UNKNOWN', { slug })
  return project
}

/** @throws {TcctvError} PROJECT_UNKNOWN for a template that may not be read, TEMPLATE_NOT_FILLED, DOCUMENTS_MISSING */
async function documentsOf(
  db: PlatformDb,
  principal: Principal,
  given: Pick<z.infer<typeof newProjectSchema>, 'methodology' | 'pdd' | 'template'>,
): Promise<z.infer<typeof documentsSchema>> {
  const { template, pdd, ...own } = given
  const project = template === undefined ? undefined : await visibleProject(db, principal, template)
  if (project !== undefined && pdd === undefined) throw platformError('TEMPLATE_NOT_FILLED', { slug: project.slug })
  const taken: unknown = project === undefined ? {} : JSON.parse(project.documents)
  const { methodology } = { ...documentsSchema.partial().parse(taken), ...own }
  if (methodology === undefined || pdd === undefined) throw platformError('DOCUMENTS_MISSING', {})
  return { methodology, pdd }
}

function viewOf({ launcher }: Platform, project: ProjectRow): z.infer<typeof projectSchema> {
  const { slug, title, chainId, state, step, problem, visibility, createdAt } = project
  const { state: processState, crashes } = launcher.status(slug)
  const parties = partiesSchema.parse(JSON.parse(project.parties))
  return {
    slug,
    title,
    chainId,
    parties,
    state,
    step,
    problem,
    visibility,
    createdAt,
    process: { state: processState, crashes },
  }
}
