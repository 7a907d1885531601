import { createRouter, readJsonBody, requireMay, streamNdjson, type Action, type Principal } from '@tcctv/service'
import { templateOf } from '@tcctv/methodology'
import { formatLocalDay, localDayOf, parseLocalDay, type LocalDay } from '@tcctv/units'
import { z } from 'zod'
import type { Documents } from '../documents.ts'
import { projectError } from '../errors.ts'
import { ImpactJobs } from '../impact/impact-jobs.ts'
import { differenceOf, earliestApproval } from '../pdd-difference.ts'
import type { Project } from '../project.ts'
import type { Version } from '../read-model/versions.ts'

const YAML_LIMIT = 1_000_000
const draftBody = z.strictObject({ pdd: z.string().min(1).max(YAML_LIMIT) })
const draftImpactBody = z.strictObject({ ...draftBody.shape, from: z.string().max(10).optional() })
const impactQuery = z.object({ from: z.string().max(10).optional() })

/** Versions of the project document: their list and texts, what one changes, and what it would have changed. */
export function pddRoutes(project: Project) {
  const impacts = new ImpactJobs()
  const { slug } = project.file
  const guard = (principal: Principal, action: Action): void =>
    requireMay(principal, action, slug, project.inForce.latest().version.visibility)
  return createRouter()
    .get('/pdd/versions', (c) => {
      guard(c.var.principal, 'project.read')
      const versions = project.readModel.versions.all()
      return c.json({ asOf: project.readModel.headBlock(), items: versions.map((one) => listed(project, one)) })
    })
    .get('/pdd/template', (c) => {
      guard(c.var.principal, 'project.read')
      return c.body(templateOf(project.inForce.latest().pddYaml), 200, {
        'content-type': 'application/yaml; charset=utf-8',
        'content-disposition': `attachment; filename="${slug}-template.yaml"`,
      })
    })
    .get('/pdd/:index{[0-9]+}', async (c) => {
      guard(c.var.principal, 'project.read')
      const version = versionAt(project, Number(c.req.param('index')))
      const documents = project.versions.of(version.index)
      const { pddYaml: yaml, methodologyYaml } = documents
      const compared = comparedWith(project, version)
      return c.json({
        asOf: project.readModel.headBlock(),
        ...listed(project, version),
        yaml,
        methodologyYaml,
        listing: documents.version.program.listing,
        comparedWith: compared?.index ?? null,
        ...(compared === undefined ? NO_DIFFERENCE : differenceOf(project.versions.of(compared.index), documents)),
        earliest: await earliestOf(project, documents),
      })
    })
    .get('/pdd/:index{[0-9]+}/impact', (c) => {
      guard(c.var.principal, 'pdd.impact')
      const documents = project.versions.of(versionAt(project, Number(c.req.param('index'))).index)
      const fromDay = dayAsked(project, impactQuery.parse(c.req.query()).from)
      return streamNdjson(impacts.measure(project, documents, fromDay), { requestId: c.var.requestId })
    })
    .post('/pdd/check', async (c) => {
      guard(c.var.principal, 'pdd.impact')
      const documents = project.versions.draft(draftBody.parse(await readJsonBody(c.req)).pdd)
      const { documentHash } = documents.version
      const compared = project.readModel.versions.inForce(Infinity)
      return c.json({
        documentHash,
        /** What a draft is compiled with: the signer compiles it again. */
        methodologyYaml: documents.methodologyYaml,
        comparedWith: compared?.index ?? null,
        ...differenceOf(project.inForce.latest(), documents),
        earliest: await earliestOf(project, documents),
      })
    })
    .post('/pdd/impact', async (c) => {
      guard(c.var.principal, 'pdd.impact')
      const { pdd, from } = draftImpactBody.parse(await readJsonBody(c.req))
      const documents = project.versions.draft(pdd)
      return streamNdjson(impacts.measure(project, documents, dayAsked(project, from)), {
        requestId: c.var.requestId,
      })
    })
}

const NO_DIFFERENCE = { changes: [], calculatesAlike: true, needsRegistry: true }

function versionAt(project: Project, index: number): Version {
  const version = project.readModel.versions.all()[index]
  if (version === undefined) throw projectError('NOT_FOUND', { what: 'PDD version', id: index })
  return version
}

function listed(project: Project, { index, chain, block, tx, approvedFrom }: Version) {
  const pdd = project.versions.isKept(chain.documentHash) ? project.versions.of(index).pdd : undefined
  const inForce = project.readModel.versions.inForce(Infinity)
  return {
    index,
    /** Null when the text is not kept here. */
    version: pdd?.version ?? null,
    title: pdd?.title ?? null,
    documentHash: chain.documentHash,
    programHash: chain.programHash,
    proposed: { block, tx },
    approvedFrom: approvedFrom === null ? null : formatLocalDay(approvedFrom),
    state: approvedFrom === null ? ('proposed' as const) : index === inForce?.index ? 'in-force' : 'approved',
  }
}

/** A proposal is compared with what is in force, an approved version with the one approved before it. */
function comparedWith(project: Project, { index, approvedFrom }: Version): Version | undefined {
  const { versions } = project.readModel
  if (approvedFrom === null) return versions.inForce(Infinity)
  return versions.all().findLast((other) => other.index < index && other.approvedFrom !== null)
}

async function earliestOf(project: Project, documents: Documents): Promise<object> {
  const { day, because } = await earliestApproval(project, documents)
  return { day: formatLocalDay(day), because }
}

/** The day asked for, else the first of crediting: the whole history. @throws {TcctvError} DATE_SYNTAX */
function dayAsked({ inForce }: Project, from: string | undefined): LocalDay {
  const { offsets, crediting } = inForce.latest().version
  return from === undefined ? localDayOf(offsets, crediting.fromS) : parseLocalDay(from)
}
