import { useTranslation } from 'react-i18next'
import type { Summary } from '../api-types.ts'
import { formatCount } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { usePeriodState } from '../parts/state-words.ts'
import { Tonnes, Unit } from '../parts/words.tsx'

/** Each calendar year: what could be asked for, and what was verified and issued of it. */
export function VintageTable() {
  const { t } = useTranslation()
  const { vintages } = useProject()
  const stateWord = usePeriodState()
  const unit = vintages[0]?.unit ?? 'tCO2e'
  const isStated = vintages.some(({ verified }) => verified !== null)
  const calculated = [t('carbon.reduction'), t('carbon.eligible'), t('carbon.carried')]
  const heads = isStated ? [...calculated, t('carbon.verified'), t('carbon.issued')] : calculated
  return (
    <Scroll className="panel mt-4">
      <table className="table">
        <caption className="px-3 pt-2 text-left font-medium">{t('carbon.vintages')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('carbon.vintage')}</th>
            {heads.map((name) => (
              <th key={name} scope="col" className="number">
                {name}, <Unit unit={unit} />
              </th>
            ))}
            <th scope="col" className="number">
              {t('carbon.days')}
            </th>
            <th scope="col">{t('carbon.status')}</th>
          </tr>
        </thead>
        <tbody>
          {vintages.map((vintage) => (
            <tr key={vintage.vintage}>
              <th scope="row">{vintage.vintage}</th>
              {quantitiesOf(vintage, isStated).map((text, index) => (
                <td key={index} className="number">
                  {text === null ? '–' : <Tonnes text={text} />}
                </td>
              ))}
              <td className="number">{formatCount(vintage.days)}</td>
              <td className="min-w-48">
                {stateWord(vintage.status)} · {t(vintage.final ? 'carbon.final' : 'carbon.notFinal')}
                {vintage.verified === null && ` · ${t('demonstration.calculated')}`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function quantitiesOf(
  { reduction, eligible, carried, verified, issued }: Summary['vintages'][number],
  isStated: boolean,
): readonly (string | null)[] {
  return isStated ? [reduction, eligible, carried, verified, issued] : [reduction, eligible, carried]
}
