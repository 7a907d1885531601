import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { ExceptionCase } from '../api-types.ts'
import { isOpen } from '../exceptions/exception-state.ts'
import { useProject } from '../layout/project-context.ts'
import { Mark } from '../parts/marks.tsx'
import { Loaded } from '../parts/states.tsx'
import { useExceptionState } from '../parts/state-words.ts'
import { Amount } from '../parts/words.tsx'
import { useApi } from '../use-api.ts'
import { markOf } from './mark-kind.ts'

/** What waits for somebody: open exceptions with their effect, who can act and how. */
export function DecisionColumn() {
  const { t } = useTranslation()
  const { slug, counts } = useProject()
  const isFirst = counts.exceptionsOpen > 0 ? 'max-lg:order-first' : ''
  const exceptions = useApi(api.exceptions(slug))
  return (
    <aside className={`shrink-0 lg:w-[320px] ${isFirst}`} aria-label={t('decision.title')}>
      <h2 className="mb-2">{t('decision.title')}</h2>
      <Loaded query={exceptions}>
        {({ items }) => {
          const open = items.filter(({ state }) => isOpen(state))
          if (open.length === 0) {
            return (
              <div className="panel p-3">
                <p>{t('decision.none')}</p>
                <p className="caption mt-1">{t('decision.noneHelp')}</p>
              </div>
            )
          }
          return (
            <ul className="flex flex-col gap-2">
              {open.map((found) => (
                <OpenCase key={found.id} found={found} />
              ))}
            </ul>
          )
        }}
      </Loaded>
    </aside>
  )
}

function OpenCase({ found }: { readonly found: ExceptionCase }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const stateWord = useExceptionState()
  const kind = markOf(found.level, 0)
  return (
    <li className="panel p-3">
      <p className="flex items-center gap-1.5 font-medium text-mark-text">
        {kind !== null && <Mark kind={kind} />}
        {t('flag.tolerance', { level: found.level })}
      </p>
      <p className="mt-1">
        <Link to="/p/$slug/exceptions" params={{ slug }} hash={`exception-${found.id}`}>
          {found.limit}, {found.day}
        </Link>
      </p>
      <p className="mt-1">{stateWord(found.state)}</p>
      <p className="caption mt-1">
        {t('exceptions.found')} <Amount text={found.amount} unit={found.unit} /> · {t('exceptions.allowed')} {found.low}{' '}
        … {found.high}
      </p>
      <p className="caption">{t('decision.whoCanAct', { who: found.whoCanAct.join(', ') })}</p>
      {found.actions.length > 0 && (
        <p className="caption">{t('decision.actions', { actions: found.actions.join(', ') })}</p>
      )}
    </li>
  )
}
