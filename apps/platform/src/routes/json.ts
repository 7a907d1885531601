import { z } from 'zod'

/** A required JSON body of a route. */
export function jsonBody<S extends z.ZodType>(schema: S) {
  return { required: true, content: { 'application/json': { schema } } } as const
}

/** A JSON answer of a route. */
export function jsonAnswer<S extends z.ZodType>(schema: S, description: string) {
  return { description, content: { 'application/json': { schema } } } as const
}

export const idParameter = z.object({ id: z.string().min(1).max(64) })
