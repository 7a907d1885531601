export { SERVICE_ERRORS, serviceError } from './errors.ts'
export { faultsOf, readConfig, type Fault } from './config.ts'
export { LOG_LEVELS, createLogger, type Logger } from './logger.ts'
export { ANONYMOUS, PROJECT_ROLES, principalSchema, slugSchema, type Principal, type ProjectRole } from './principal.ts'
export { GRANTS, may, requireMay, type Action, type Visibility } from './may.ts'
export { ASSERTION_HEADER, deriveKey, signAssertion, verifyAssertion, type Assertion } from './assertion.ts'
export { ensureKeyFile, readKeyFile, writeKeyFile } from './key-file.ts'
export { PROBLEM_TYPE, errorFromProblem, knownError, problemFor, problemSchema, type Problem } from './problem.ts'
export { NDJSON_TYPE, linesOf, streamNdjson } from './ndjson.ts'
export {
  createApp,
  createRouter,
  problemResponse,
  requireAssertion,
  type AppOptions,
  type ServiceApp,
  type ServiceEnv,
} from './app.ts'
export { Histogram, Registry } from 'prom-client'
export { bind, drain, listen, socketAnswers, type ListenAt, type Listening } from './listen.ts'
export { runService, type RunningService } from './run-service.ts'
export { serviceClient, type ClientAt, type ClientRequest, type ServiceClient } from './service-client.ts'
export { isCrossSite, type RequestOrigin } from './cross-site.ts'
export { readJsonBody } from './json-body.ts'
