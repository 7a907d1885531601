import { serviceError } from './errors.ts'

/**
 * The JSON of a request's body, for routes without a schema of their own that reads it.
 *
 * @throws {TcctvError} BODY_INVALID for a body that is not JSON, for example one cut short
 */
export async function readJsonBody(request: { readonly json: () => Promise<unknown> }): Promise<unknown> {
  try {
    return await request.json()
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw serviceError('BODY_INVALID', { reason: cause.message }, cause)
  }
}
