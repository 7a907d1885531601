import { TcctvError, defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of the portal. */
const PORTAL_ERRORS = {
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
  return describedFault(await problemOf(reply), { path: new URL(reply.url).pathname, status: reply.status })
}

/** The error a problem document describes, from a reply or the last line of a stream. */
export function describedFault(
  problem: Readonly<Record<string, unknown>>,
  { path, status }: { readonly path: string; readonly status: number },
): TcctvError {
  const { code, detail, advice, requestId } = problem
  if (typeof code !== 'string' || typeof detail !== 'string') return portalError('PORTAL_PROBLEM', { path, status })
  return new TcctvError({
    code,
    status,
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
