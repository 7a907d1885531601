import { createRoute } from '@hono/zod-openapi'
import { createRouter } from '@tcctv/service'
import { z } from 'zod'
import { projectError } from '../errors.ts'
import { partiesOf, partiesSchema } from './parties.ts'
import type { ReadSide } from './read-side.ts'
import { guard, jsonAnswer } from './requests.ts'
import { summaryOf, summarySchema } from './summary.ts'

const pddSchema = z.object({
  asOf: z.number(),
  yaml: z.string(),
  documentHash: z.string(),
  methodologyYaml: z.string(),
  listing: z.string(),
  program: z.object({
    hash: z.string(),
    code: z.string(),
    constants: z.array(z.string()),
    tables: z.array(z.string()),
  }),
})

const summary = createRoute({
  method: 'get',
  path: '/summary',
  responses: {
    200: jsonAnswer(summarySchema, 'the project at a glance; vintages only for those who may read records'),
  },
})
const parties = createRoute({
  method: 'get',
  path: '/parties',
  responses: { 200: jsonAnswer(partiesSchema, 'keys with the blocks from and to which they were in force') },
})
const model = createRoute({
  method: 'get',
  path: '/model',
  responses: {
    200: jsonAnswer(z.record(z.string(), z.unknown()), 'the card of the anomaly model in use, with asOf'),
  },
})
const pdd = createRoute({
  method: 'get',
  path: '/pdd',
  responses: { 200: jsonAnswer(pddSchema, 'documents and program of the PDD version in force') },
})
const evidence = createRoute({
  method: 'get',
  path: '/evidence/{sha256}',
  request: { params: z.object({ sha256: z.string().regex(/^(0x)?[0-9a-f]{64}$/) }) },
  responses: { 200: { description: 'the bytes', content: { 'application/octet-stream': { schema: z.unknown() } } } },
})

export function projectRoutes(project: ReadSide) {
  const { readModel } = project
  return createRouter()
    .openapi(summary, (c) => {
      guard(project, c.var.principal, 'project.read')
      return c.json(summaryOf(project, c.var.principal), 200)
    })
    .openapi(parties, (c) => {
      guard(project, c.var.principal, 'project.read')
      return c.json(partiesOf(project), 200)
    })
    .openapi(model, (c) => {
      guard(project, c.var.principal, 'project.read')
      const facts = project.model()
      if (facts === null) throw projectError('NOT_FOUND', { what: 'model of', id: project.facts.slug })
      return c.json({ ...z.record(z.string(), z.unknown()).parse(facts.card), asOf: readModel.headBlock() }, 200)
    })
    .openapi(pdd, (c) => {
      guard(project, c.var.principal, 'project.read')
      const version = readModel.versions.latest()
      if (version === undefined)
        throw projectError('NOT_SET_UP', { slug: project.facts.slug, what: 'project document' })
      const { pddYaml: yaml, methodologyYaml, listing } = project.documents()
      const { documentHash, programHash } = version.chain
      const { code, constants, tables } = project.words().program
      const program = { hash: programHash, code, constants: [...constants], tables: [...tables] }
      return c.json({ asOf: readModel.headBlock(), yaml, documentHash, methodologyYaml, listing, program }, 200)
    })
    .openapi(evidence, async (c) => {
      guard(project, c.var.principal, 'readings.read')
      const sha256 = c.req.valid('param').sha256.replace('0x', '')
      const bytes = await project.evidence(sha256)
      if (bytes === undefined) throw projectError('NOT_FOUND', { what: 'evidence', id: sha256 })
      return c.body(Uint8Array.from(bytes).buffer, 200, {
        // Files of others: never shown as a page of this origin.
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename="${sha256}"`,
        'x-content-type-options': 'nosniff',
      })
    })
}
