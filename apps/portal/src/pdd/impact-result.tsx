import { useTranslation } from 'react-i18next'
import type { Impact } from '../api-types.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Unit } from '../parts/words.tsx'

/** Tonnes by vintage to the last digit, cases by limit, and the days that would wait for a decision. */
export function ImpactResult({ impact }: { readonly impact: Impact }) {
  const { t } = useTranslation()
  const { from, through, held, refusals, lanes } = impact
  if (through === null) return <p className="mt-3">{t('impact.nothing', { from })}</p>
  return (
    <div className="mt-3">
      <p className="mb-2">{t('impact.range', { from, through })}</p>
      <Vintages impact={impact} />
      <Limits impact={impact} />
      <HeldDays title={t('impact.heldAdded')} days={held.added} />
      <HeldDays title={t('impact.heldRemoved')} days={held.removed} />
      <p className="mt-2">{t('impact.heldBoth', { count: held.both })}</p>
      {refusals.length > 0 && (
        <>
          <h4 className="mt-3 font-medium">{t('impact.refusals', { count: refusals.length })}</h4>
          <ul>
            {refusals.slice(0, SHOWN).map(({ day, message }) => (
              <li key={`${day}${message}`}>
                {day}: {message}
              </li>
            ))}
          </ul>
        </>
      )}
      {[...lanes.dropped, ...lanes.missing].length > 0 && (
        <p className="text-warn">{t('impact.lanes', { series: [...lanes.dropped, ...lanes.missing].join(', ') })}</p>
      )}
      <p className="caption mt-2">{t('impact.assumption')}</p>
    </div>
  )
}

const SHOWN = 12

function Vintages({ impact }: { readonly impact: Impact }) {
  const { t } = useTranslation()
  return (
    <Scroll>
      <table className="table">
        <caption className="caption pb-1 text-left">
          {t('impact.tonnes')} (<Unit unit="tCO2e" />)
        </caption>
        <thead>
          <tr>
            <th scope="col">{t('impact.vintage')}</th>
            <th scope="col" className="number">
              {t('impact.is')}
            </th>
            <th scope="col" className="number">
              {t('impact.wouldBe')}
            </th>
            <th scope="col" className="number">
              {t('impact.difference')}
            </th>
          </tr>
        </thead>
        <tbody>
          {impact.vintages.map(({ vintage, before, after, difference }) => (
            <tr key={vintage}>
              <th scope="row">{vintage}</th>
              <td className="number">{before.reduction}</td>
              <td className="number">{after.reduction}</td>
              <td className="number font-medium">{signed(difference.reduction)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Limits({ impact }: { readonly impact: Impact }) {
  const { t } = useTranslation()
  return (
    <Scroll className="mt-3">
      <table className="table">
        <caption className="caption pb-1 text-left">{t('impact.cases')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('impact.limit')}</th>
            {[1, 2, 3, 4].map((level) => (
              <th key={level} scope="col" className="number">
                {t('impact.case', { level })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {impact.limits.map(({ limit, applies, before, after }) => (
            <tr key={limit}>
              <th scope="row">
                {limit} <span className="caption">{t(`impact.${applies}`)}</span>
              </th>
              {[0, 1, 2, 3].map((at) => (
                <td key={at} className={before?.[at] === after?.[at] ? 'number' : 'number font-medium'}>
                  {change(before?.[at], after?.[at])}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function HeldDays({ title, days }: { readonly title: string; readonly days: Impact['held']['added'] }) {
  const { t } = useTranslation()
  if (days.length === 0) return null
  const words = days.slice(0, SHOWN).map(({ day, level }) => `${day} (${t('impact.case', { level })})`)
  return (
    <>
      <h4 className="mt-3 font-medium">
        {title}: {days.length}
      </h4>
      <p>
        {words.join(', ')}
        {days.length > SHOWN && ` ${t('impact.more', { count: days.length - SHOWN })}`}
      </p>
    </>
  )
}

function change(before: number | undefined, after: number | undefined): string {
  return before === after ? String(before ?? 0) : `${before ?? '–'} → ${after ?? '–'}`
}

function signed(difference: string): string {
  return difference === '0' || difference.startsWith('-') ? difference : `+${difference}`
}
