import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of apps/gateway. @public listed in docs/errors.md */
export const GATEWAY_ERRORS = {
  PATH_REFUSED: {
    status: 400,
    message: 'path refused: {reason}',
    advice: 'Send a plain path: no encoded or doubled slashes, no dot segments.',
  },
  ADDRESS_UNKNOWN: { status: 404, message: 'nothing at {path}', advice: 'See /openapi.json.' },
  METHOD_REFUSED: { status: 405, message: '{method} is not possible here', advice: 'Use GET.' },
  HOST_REFUSED: {
    status: 421,
    message: 'host {host} is not served here',
    advice: 'Use the configured name, or add it to TCCTV_ALLOWED_HOSTS.',
  },
  BODY_TOO_LARGE: {
    status: 413,
    message: 'body is larger than {limit} bytes',
    advice: 'Split the upload; batches of one day are small.',
  },
  RATE_EXCEEDED: {
    status: 429,
    message: 'too many requests; wait {retryAfterS} s',
    advice: 'Wait the time of the Retry-After header. Send readings in batches.',
  },
  UPSTREAM_DOWN: {
    status: 503,
    message: '{upstream} is not running',
    advice: 'Try again in a moment; if it stays, the operator looks at its log.',
  },
  PLAIN_HTTP: {
    status: 500,
    message: 'plain HTTP on {host} would send passwords in clear',
    advice: 'Set TCCTV_TLS_CERT_FILE and TCCTV_TLS_KEY_FILE, or TCCTV_BEHIND_PROXY=true behind a TLS proxy.',
  },
} as const

export const gatewayError: ErrorMaker<typeof GATEWAY_ERRORS> = defineErrors(GATEWAY_ERRORS)
