import { useTranslation } from 'react-i18next'

/** State of an exception in words. */
export function useExceptionState(state: string): string {
  const { t } = useTranslation()
  switch (state) {
    case 'noted':
    case 'held3':
    case 'justified3':
    case 'released3':
    case 'resubmitted':
    case 'withdrawn':
    case 'held4':
    case 'reported4':
    case 'released4':
      return t(`exceptionState.${state}`)
    default:
      return t('exceptionState.other', { state })
  }
}
