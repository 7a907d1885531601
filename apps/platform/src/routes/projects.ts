import { createRoute } from '@hono/zod-openapi'
import { createRouter, may, requireMay, slugSchema, streamNdjson, type Principal } from '@tcctv/service'
import {
  findProject,
  findProjectRisk,
  insertProject,
  listProjectRisks,
  listProjects,
  listRiskEvents,
  updateProject,
  type PlatformDb,
  type ProjectRiskRow,
  type ProjectRow,
  type RiskEvent,
} from '@tcctv/store'
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
const riskSchema = z.object({
  level: z.string(),
  summary: z.string(),
  assessedAt: z.string(),
  /** The newest change of the level; null when it never changed. */
  lastChange: z.object({ from: z.string(), to: z.string(), cause: z.string(), at: z.string() }).nullable(),
})
const riskEventsSchema = z.object({
  risk: riskSchema.nullable(),
  events: z.array(z.object({ from: z.string(), to: z.string(), cause: z.string(), at: z.string() })),
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
  /** Double counting risk as the directory last saw it; null while it is not assessed yet. */
  risk: riskSchema.nullable(),
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
const risk = createRoute({
  method: 'get',
  path: '/projects/{slug}/risk',
  request: { params: slugParameter },
  responses: { 200: jsonAnswer(riskEventsSchema, 'double counting risk, and how its level changed, newest first') },
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
  const { db, launcher, provisioner, riskWatch } = platform
  return createRouter()
    .openapi(list, async (c) => {
      const projects = (await listProjects(db)).filter((project) => isVisible(c.var.principal, project))
      const risks = risksOf(await listProjectRisks(db), await listRiskEvents(db))
      return c.json({ items: projects.map((project) => viewOf(platform, project, risks.get(project.slug))) }, 200)
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
      riskWatch.soon()
      return c.json(viewOf(platform, project), 202)
    })
    .openapi(show, async (c) => {
      const project = await visibleProject(db, c.var.principal, c.req.valid('param').slug)
      const { risk: found } = await riskOf(db, project.slug)
      return c.json(viewOf(platform, project, found), 200)
    })
    .openapi(risk, async (c) => {
      const { slug } = await visibleProject(db, c.var.principal, c.req.valid('param').slug)
      return c.json(await riskOf(db, slug), 200)
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

type RiskView = z.infer<typeof riskSchema>

async function riskOf(db: PlatformDb, slug: string): Promise<z.infer<typeof riskEventsSchema>> {
  const [row, events] = [await findProjectRisk(db, slug), await listRiskEvents(db, slug)]
  return { risk: risksOf(row === undefined ? [] : [row], events).get(slug) ?? null, events: events.map(eventView) }
}

/** Risks by project, each with its newest event; events come newest first. */
function risksOf(rows: readonly ProjectRiskRow[], events: readonly RiskEvent[]): ReadonlyMap<string, RiskView> {
  return new Map(
    rows.map(({ slug, level, summary, assessedAt }) => {
      const newest = events.find((event) => event.slug === slug)
      return [slug, { level, summary, assessedAt, lastChange: newest === undefined ? null : eventView(newest) }]
    }),
  )
}

function eventView({ fromLevel, toLevel, cause, at }: RiskEvent): NonNullable<RiskView['lastChange']> {
  return { from: fromLevel, to: toLevel, cause, at }
}

function viewOf(
  { launcher }: Platform,
  project: ProjectRow,
  risk: RiskView | null = null,
): z.infer<typeof projectSchema> {
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
    risk,
    process: { state: processState, crashes },
  }
}
