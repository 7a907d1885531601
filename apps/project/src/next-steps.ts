import { EXCEPTION_STATES } from '@tcctv/contracts'

/** Who decides next on an exception in a state, and how; nobody once it is resolved. */
export function nextStepsOf(
  state: number,
  level: number,
): { readonly whoCanAct: string[]; readonly actions: string[] } {
  const proponent = (...actions: string[]) => ({ whoCanAct: ['proponent'], actions })
  switch (state) {
    case EXCEPTION_STATES.held3:
      return proponent('justify')
    case EXCEPTION_STATES.justified3:
      return proponent('release')
    case EXCEPTION_STATES.released3:
      return proponent('resubmit', 'resubmit-corrected', 'withdraw')
    case EXCEPTION_STATES.held4:
      return proponent('file-report')
    case EXCEPTION_STATES.reported4:
      return { whoCanAct: ['registry'], actions: ['send-back', 'release-as-is', 'release-corrected', 'release-zero'] }
    case EXCEPTION_STATES['awaiting-corrected']:
      return nextStepsOf(level === 4 ? EXCEPTION_STATES.reported4 : EXCEPTION_STATES.released3, level)
    default:
      return { whoCanAct: [], actions: [] }
  }
}
