import type { z } from 'zod'
import { serviceError } from './errors.ts'

/** One wrong setting or field: where, and what was expected. */
export type Fault = { readonly field: string; readonly message: string }

type Shape = Readonly<Record<string, z.ZodType>>

/**
 * The configuration of a process, frozen. Reads only the variables named in the schema; a `TCCTV_` variable that the
 * schema does not name is a fault, so that a misspelt one can't be ignored. Empty text counts as absent.
 *
 * @throws {TcctvError} CONFIG_INVALID with the whole list in `details.faults`
 * @example readConfig(z.object({ TCCTV_PORT: z.coerce.number().default(8080) }), {}) // { TCCTV_PORT: 8080 }
 */
export function readConfig<S extends z.ZodObject>(
  schema: S,
  env: Readonly<Record<string, string | undefined>>,
): Readonly<z.infer<S>> {
  const shape: Shape = schema.shape
  const given = Object.fromEntries(Object.entries(env).filter(([name, text]) => name in shape && text !== ''))
  const parsed = schema.safeParse(given)
  const faults = [...unknownSettings(shape, env), ...(parsed.success ? [] : faultsOf(parsed.error))]
  if (!parsed.success || faults.length > 0) throw configError(faults)
  return Object.freeze(parsed.data)
}

/** Every issue of a zod error as field and message. */
export function faultsOf(error: z.ZodError): Fault[] {
  return error.issues.map((issue) => ({ field: issue.path.map(String).join('.'), message: issue.message }))
}

function unknownSettings(shape: Shape, env: Readonly<Record<string, string | undefined>>): Fault[] {
  return Object.keys(env)
    .filter((name) => name.startsWith('TCCTV_') && !(name in shape))
    .map((field) => ({ field, message: `unknown setting; known: ${Object.keys(shape).join(', ')}` }))
}

function configError(faults: readonly Fault[]) {
  const list = faults.map(({ field, message }) => `${field}: ${message}`).join('; ')
  return serviceError('CONFIG_INVALID', { count: faults.length, list, faults })
}
