import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { MeterCalibrations } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { BorneTable } from '../meters/borne-table.tsx'
import { CalibrationTable } from '../meters/calibration-table.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { Facts } from '../parts/words.tsx'
import { percentOf } from '../meters/percent-of.ts'
import { useApi } from '../use-api.ts'

/** The calibration ledger: of each meter what is declared, what was done, and what it takes from the claim. */
export function MetersPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const calibrations = useApi(api.calibrations(slug))
  return (
    <>
      <h2 className="mb-1">{t('meters.title')}</h2>
      <p className="caption mb-3">{t('meters.help')}</p>
      <Loaded query={calibrations} height={240}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t('meters.none')} help={t('meters.noneHelp')} />
          ) : (
            items.map((meter) => <Meter key={`${meter.meter} ${meter.parameter}`} found={meter} />)
          )
        }
      </Loaded>
    </>
  )
}

function Meter({ found }: { readonly found: MeterCalibrations }) {
  const { t } = useTranslation()
  const { meter, parameter, role, permissible, intervalDays, due, isOverdue } = found
  return (
    <section className="panel mb-4 p-4" aria-label={`${meter}, ${parameter}`}>
      <h3 className="mb-2">
        {meter} <span className="caption">{t('meters.measures', { parameter, role: t(`meters.roles.${role}`) })}</span>
      </h3>
      <Facts
        rows={[
          [t('meters.permissible'), `± ${percentOf(permissible)} %`],
          [t('meters.interval'), t('meters.everyDays', { count: intervalDays })],
          [
            t('meters.due'),
            <span key="due" className={isOverdue ? 'font-medium text-bad' : ''}>
              {isOverdue ? t('meters.overdueSince', { day: due }) : due}
            </span>,
          ],
        ]}
      />
      <CalibrationTable meter={found} />
      <BorneTable meter={found} />
    </section>
  )
}
