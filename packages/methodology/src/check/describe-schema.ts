import type { JsonSchema } from '../documents/shape.ts'
import type { Descriptions } from './methodology-descriptions.ts'

/** A schema whose properties are described, and the paths of those without a description. */
export type DescribedSchema = { readonly schema: JsonSchema; readonly paths: readonly string[] }

/** The schema with the description of each property; `paths` are those of all its properties. */
export function describeSchema(schema: JsonSchema, descriptions: Descriptions): DescribedSchema {
  const paths: string[] = []
  const visit = (part: unknown, path: string): unknown => {
    if (!isSchema(part)) return part
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [
        key,
        key === 'properties' ? properties(inner, path) : nested(key, inner, path),
      ]),
    )
  }
  const nested = (key: string, inner: unknown, path: string): unknown => {
    if (key === 'items' || key === 'additionalProperties') return visit(inner, path)
    return key === 'anyOf' && Array.isArray(inner) ? inner.map((one) => visit(one, path)) : inner
  }
  const properties = (of: unknown, path: string): unknown => {
    if (!isSchema(of)) return of
    return Object.fromEntries(
      Object.entries(of).map(([key, part]) => {
        const at = path === '' ? key : `${path}.${key}`
        paths.push(at)
        const description = Object.hasOwn(descriptions, at) ? { description: descriptions[at] } : {}
        const inner = visit(part, at)
        return [key, isSchema(inner) ? { ...inner, ...description } : inner]
      }),
    )
  }
  const described = visit(schema, '')
  return { schema: isSchema(described) ? described : schema, paths }
}

function isSchema(part: unknown): part is JsonSchema {
  return typeof part === 'object' && part !== null && !Array.isArray(part)
}
