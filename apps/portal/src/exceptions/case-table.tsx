import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import type { ExceptionCase } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { Mark } from '../parts/marks.tsx'
import { Scroll } from '../parts/scroll.tsx'
import { useExceptionState } from '../parts/state-words.ts'
import { Amount } from '../parts/words.tsx'
import { markOf } from '../series/mark-kind.ts'

/** Exceptions one a line: what was found against what is allowed. Linked, the case leads to its own history. */
export function CaseTable({ cases, isLinked = false }: { cases: readonly ExceptionCase[]; isLinked?: boolean }) {
  const { t } = useTranslation()
  return (
    <Scroll className="panel max-h-[480px]">
      <table className="table">
        <thead className="sticky top-0 bg-surface">
          <tr>
            <th scope="col">{t('flag.kind')}</th>
            <th scope="col">{t('exceptions.day')}</th>
            <th scope="col">{t('exceptions.limit')}</th>
            <th scope="col" className="number">
              {t('exceptions.found')}
            </th>
            <th scope="col" className="number">
              {t('exceptions.allowed')}
            </th>
            <th scope="col">{t('exceptions.state')}</th>
            <th scope="col" className="number">
              {t('flag.block')}
            </th>
          </tr>
        </thead>
        <tbody>
          {cases.map((found) => (
            <RowOf key={found.id} found={found} isLinked={isLinked} />
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function RowOf({ found, isLinked }: { readonly found: ExceptionCase; readonly isLinked: boolean }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const stateWord = useExceptionState()
  const kind = markOf(found.level, 0)
  const name = (
    <span className="inline-flex items-center gap-1">
      {kind !== null && <Mark kind={kind} />}
      {t('flag.tolerance', { level: found.level })}
    </span>
  )
  return (
    <tr id={isLinked ? undefined : `exception-${found.id}`}>
      <td className="whitespace-nowrap text-mark-text">
        {isLinked ? (
          <Link to="/p/$slug/exceptions" params={{ slug }} hash={`exception-${found.id}`}>
            {name}
          </Link>
        ) : (
          name
        )}
      </td>
      <th scope="row">
        <Link to="/p/$slug" params={{ slug }} search={{ from: found.day, to: found.day }}>
          {found.day}
        </Link>
      </th>
      <td>{found.limit}</td>
      <td className="number">
        <Amount text={found.amount} unit={found.unit} />
      </td>
      <td className="number">
        <Amount text={`${found.low} … ${found.high}`} unit={found.unit} />
      </td>
      <td className="min-w-44">{stateWord(found.state)}</td>
      <td className="number">
        <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(found.openedBlock) }}>
          {found.openedBlock}
        </Link>
      </td>
    </tr>
  )
}
