import { serviceError, type Principal } from '@tcctv/service'
import { directoryError } from './errors.ts'

/** The operator who decides on a pair. @throws {TcctvError} SIGN_IN_REQUIRED, PAIR_DECISION_FORBIDDEN */
export function decidingOperator(principal: Principal): string {
  if (principal.kind === 'anonymous') throw serviceError('SIGN_IN_REQUIRED', { action: 'directory.decide' })
  if (principal.kind !== 'user' || !principal.roles.operator)
    throw directoryError('PAIR_DECISION_FORBIDDEN', { who: principal.name })
  return principal.name
}
