import { defineErrors, type ErrorMaker } from '@tcctv/units'

/** Errors of apps/platform. @public listed in docs/errors.md */
export const PLATFORM_ERRORS = {
  SIGN_IN_REFUSED: {
    status: 401,
    message: 'e-mail or password is wrong',
    advice: 'Check both. Who lost the password asks the operator for a new one.',
  },
  TOO_MANY_ATTEMPTS: {
    status: 429,
    message: 'too many failed sign-ins; wait {retryAfterS} s',
    advice: 'Wait, then try again.',
  },
  CREDENTIAL_INVALID: {
    status: 401,
    message: 'the {kind} is unknown, expired or revoked',
    advice: 'Sign in again, or make a new API key.',
  },
  API_KEY_UNKNOWN: { status: 404, message: 'no API key {id} in force', advice: 'List the keys with GET /api-keys.' },
  USER_UNKNOWN: { status: 404, message: 'no user {id}', advice: 'List the users with GET /users.' },
  PROJECT_UNKNOWN: {
    status: 404,
    message: 'no project {slug} that you may see',
    advice: 'Check the slug, and sign in with a role in this project.',
  },
  TEMPLATE_NOT_FILLED: {
    status: 422,
    message: 'a new project takes the methodology of {slug}, but not its values: the project document is missing',
    advice:
      'Fill in the template that tcctv project template prints and send it as pdd; tcctv project check lists what is left.',
  },
  DOCUMENTS_MISSING: {
    status: 422,
    message: 'neither documents nor a template with documents given',
    advice: 'Send methodology and pdd, or the slug of a project to take them from.',
  },
  PROJECT_FAILED: {
    status: 503,
    message: 'process of project {slug} crashed {crashes} times in five minutes and is not restarted',
    advice: 'Read the project log, remove the cause, then start the project by hand.',
  },
  PROJECT_NOT_READY: {
    status: 503,
    message: 'process of project {slug} did not become ready within {timeoutMs} ms',
    advice: 'Read the project log and try again.',
  },
  SETUP_FAILED: {
    status: 502,
    message: 'set-up of project {slug} failed at {step}: {detail}',
    advice: 'Remove the cause and start the project again: set-up continues where it stopped.',
  },
} as const

export const platformError: ErrorMaker<typeof PLATFORM_ERRORS> = defineErrors(PLATFORM_ERRORS)
