import { TcctvError, defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of the portal. */
export const PORTAL_ERRORS = {
  PORTAL_UNREACHABLE: {
    status: 503,
    message: 'no answer from {path}',
    advice: 'Check the connection, then try again.',
  },
  PORTAL_PROBLEM: {
    status: 500,
    message: '{path} answered {status}',
    advice: 'Try again; if it stays, tell the operator the request id.',
  },
} as const

const portalError: ErrorMaker<typeof PORTAL_ERRORS> = defineErrors(PORTAL_ERRORS)

/** The error for a request that got no answer. */
export function unreachableFault(path: string, cause: unknown): TcctvError {
  return portalError('PORTAL_UNREACHABLE', { path }, cause)
}

/** The error a service described in problem+json, with its own code, words and request id. */
export async function problemFault(reply: Response): Promise<TcctvError> {
  const problem = await problemOf(reply)
  const { code, detail, advice, requestId } = problem
  if (typeof code !== 'string' || typeof detail !== 'string') {
    return portalError('PORTAL_PROBLEM', { path: new URL(reply.url).pathname, status: reply.status })
  }
  return new TcctvError({
    code,
    status: reply.status,
    message: detail,
    advice: typeof advice === 'string' ? advice : '',
    details: { requestId },
  })
}

async function problemOf(reply: Response): Promise<Readonly<Record<string, unknown>>> {
  try {
    const body: unknown = await reply.json()
    return typeof body === 'object' && body !== null ? { ...body } : {}
  } catch {
    // Not JSON: a proxy answered in the service's place, the status is all there is.
    return {}
  }
}
