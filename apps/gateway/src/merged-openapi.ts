import type { ServiceClient } from '@tcctv/service'
import { z } from 'zod'

const documentSchema = z.looseObject({
  paths: z.record(z.string(), z.unknown()).default({}),
  components: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
})

export type OpenapiSource = { readonly prefix: string; readonly client: ServiceClient }

/** One OpenAPI document of all upstreams, with the gateway's prefixes. One that does not answer is left out. */
export async function mergedOpenapi(sources: readonly OpenapiSource[]): Promise<Record<string, unknown>> {
  const documents = await Promise.all(sources.map(read))
  const paths = documents.flatMap(({ prefix, document }) =>
    Object.entries(document.paths).map(([path, item]) => [`${prefix}${path}`, item] as const),
  )
  const schemas = documents.flatMap(({ document }) => Object.entries(document.components['schemas'] ?? {}))
  return {
    openapi: '3.1.0',
    info: { title: 'TCCTV', version: '0.1.0' },
    paths: Object.fromEntries(paths),
    components: { schemas: Object.fromEntries(schemas) },
  }
}

async function read({ prefix, client }: OpenapiSource) {
  const empty = documentSchema.parse({})
  const document = await client.json(documentSchema, { path: '/openapi.json', timeoutMs: 5000 }).catch(() => empty)
  return { prefix, document }
}
