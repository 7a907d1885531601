import { useTranslation } from 'react-i18next'

/** The stage of a project in words. */
export function useStageWord(stage: string): string {
  const { t } = useTranslation()
  switch (stage) {
    case 'provisioned':
    case 'trial':
    case 'under-review':
    case 'live':
    case 'closed':
      return t(`stage.${stage}`)
    default:
      return t('stage.unknown', { stage })
  }
}
