import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of packages/service. */
export const SERVICE_ERRORS = {
  CONFIG_INVALID: {
    status: 500,
    message: 'configuration has {count} fault(s): {list}',
    advice: 'Correct the named environment variables and start again.',
  },
  KEY_FILE_INVALID: {
    status: 500,
    message: 'key file {path} does not hold 32 bytes as 64 hex digits',
    advice: 'Delete the file and restart the platform; it writes a new key and passes it on.',
  },
  SOCKET_IN_USE: {
    status: 500,
    message: 'another process answers on {path}',
    advice: 'Stop the other process, or choose another data directory.',
  },
  SOCKET_PATH_LONG: {
    status: 500,
    message: 'socket path {path} has {found} bytes, the system allows {limit}',
    advice: 'Choose a shorter data directory.',
  },
  ROUTE_UNKNOWN: {
    status: 404,
    message: 'no resource {method} {path}',
    advice: 'See /openapi.json for the addresses of this service.',
  },
  REQUEST_INVALID: {
    status: 422,
    message: 'request has {count} fault(s)',
    advice: 'Correct the fields named in faults.',
  },
  BODY_INVALID: { status: 400, message: 'request can not be read: {reason}', advice: 'Send a well-formed body.' },
  ASSERTION_MISSING: {
    status: 401,
    message: 'no internal assertion on this request',
    advice: 'Send the request through the gateway; processes do not answer directly.',
  },
  ASSERTION_INVALID: {
    status: 401,
    message: 'internal assertion refused: {reason}',
    advice: 'Check that both processes have the same key and that their clocks agree.',
  },
  SIGN_IN_REQUIRED: {
    status: 401,
    message: 'sign in to {action}',
    advice: 'Sign in, or send an API key as bearer token.',
  },
  FORBIDDEN: {
    status: 403,
    message: 'not allowed to {action}',
    advice: 'Ask the operator for a role that may do this, or use a key with this scope.',
  },
  CROSS_SITE: {
    status: 403,
    message: 'refused a {method} request with a session cookie from another site',
    advice: 'Call from pages of this platform, or use an API key without cookies.',
  },
  UPSTREAM_UNREACHABLE: {
    status: 502,
    message: '{upstream} does not answer',
    advice: 'Try again; if it stays, look at the log of that process.',
  },
  UPSTREAM_TIMEOUT: {
    status: 504,
    message: '{upstream} did not answer within {timeoutMs} ms',
    advice: 'Try again later; a long task goes on in the background.',
  },
  UPSTREAM_ANSWER: {
    status: 502,
    message: '{upstream} sent an answer that can not be read ({status})',
    advice: 'Check that all processes run the same version.',
  },
  INTERNAL: {
    status: 500,
    message: 'unexpected fault',
    advice: 'Report it with the request id; the log has the details.',
  },
} as const

export const serviceError: ErrorMaker<typeof SERVICE_ERRORS> = defineErrors(SERVICE_ERRORS)
