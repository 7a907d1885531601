import { useTranslation } from 'react-i18next'
import { formatCount } from '../format.ts'
import { useProject } from '../layout/project-context.ts'
import { Scroll } from '../parts/scroll.tsx'
import { usePeriodState } from '../parts/state-words.ts'
import { Tonnes, Unit } from '../parts/words.tsx'

/** What could be asked for per calendar year: eligible and carried quantities. */
export function VintageTable() {
  const { t } = useTranslation()
  const { vintages } = useProject()
  const stateWord = usePeriodState()
  const unit = vintages[0]?.unit ?? 'tCO2e'
  const heads = [t('carbon.reduction'), t('carbon.eligible'), t('carbon.carried')]
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
              {[vintage.reduction, vintage.eligible, vintage.carried].map((text, index) => (
                <td key={index} className="number">
                  <Tonnes text={text} />
                </td>
              ))}
              <td className="number">{formatCount(vintage.days)}</td>
              <td>
                {stateWord(vintage.status)} · {t(vintage.final ? 'carbon.final' : 'carbon.notFinal')} ·{' '}
                {t('demonstration.calculated')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}
