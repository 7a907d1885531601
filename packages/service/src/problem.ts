import { TcctvError } from '@tcctv/units'
import { HTTPException } from 'hono/http-exception'
import { z } from 'zod'
import { faultsOf } from './config.ts'
import { serviceError } from './errors.ts'

/** RFC 9457 problem+json as every process of the platform sends it. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  advice: z.string(),
  instance: z.string().optional(),
  requestId: z.string().optional(),
  faults: z.array(z.unknown()).optional(),
  faultCount: z.number().int().optional(),
})
export type Problem = z.infer<typeof problemSchema>

export const PROBLEM_TYPE = 'application/problem+json'
const MAX_FAULTS = 1000

/**
 * The problem a client sees for an error. An error that is not ours becomes INTERNAL: its text may hold secrets, so it
 * goes to the log only.
 */
export function problemFor(
  error: unknown,
  where: { readonly instance?: string; readonly requestId?: string },
): Problem {
  const known = knownError(error)
  return {
    type: `urn:tcctv:error:${known.code}`,
    title: known.code.toLowerCase().replaceAll('_', ' '),
    status: known.status,
    code: known.code,
    detail: known.message,
    advice: known.advice,
    ...where,
    ...faultFields(known.details),
  }
}

/** The error a problem was made of, as far as it can be rebuilt. */
export function errorFromProblem(problem: Problem): TcctvError {
  const { code, status, detail, advice, faults } = problem
  return new TcctvError({ code, status, message: detail, advice, details: faults === undefined ? {} : { faults } })
}

/** Any thrown thing as one of our errors. */
export function knownError(error: unknown): TcctvError {
  if (error instanceof TcctvError) return error
  if (error instanceof z.ZodError) {
    const faults = faultsOf(error)
    return serviceError('REQUEST_INVALID', { count: faults.length, faults }, error)
  }
  if (error instanceof HTTPException && error.status < 500) {
    return serviceError('BODY_INVALID', { reason: error.message }, error)
  }
  return serviceError('INTERNAL', {}, error)
}

/** `faultCount` is the count of all faults, also of those that the error does not list. */
function faultFields({ faults, faultCount }: TcctvError['details']): Pick<Problem, 'faults' | 'faultCount'> {
  if (!Array.isArray(faults)) return {}
  return {
    faults: faults.slice(0, MAX_FAULTS),
    faultCount: typeof faultCount === 'number' ? faultCount : faults.length,
  }
}
