import { useTranslation } from 'react-i18next'
import { en } from '../language/en.ts'

/** Words of a day's or period's record status; an unknown one as it came. */
export function useRecordStatus(): (status: string) => string {
  const { t } = useTranslation()
  return (status) => (isNamed(en.recordStatus, status) ? t(`recordStatus.${status}`) : status)
}

/** Words of a vintage's state in monitoring and issuance. */
export function usePeriodState(): (state: string) => string {
  const { t } = useTranslation()
  return (state) => (isNamed(en.periodState, state) ? t(`periodState.${state}`) : state)
}

/** Words of how well the origin of a batch is evidenced. */
export function useEvidence(): (evidence: string) => string {
  const { t } = useTranslation()
  return (evidence) => (isNamed(en.evidence, evidence) ? t(`evidence.${evidence}`) : evidence)
}

/** Words of an exception's state. */
export function useExceptionState(): (state: string) => string {
  const { t } = useTranslation()
  return (state) => (isNamed(en.exceptionState, state) ? t(`exceptionState.${state}`) : state)
}

function isNamed<Names extends object>(names: Names, name: string): name is keyof Names & string {
  return Object.hasOwn(names, name)
}
