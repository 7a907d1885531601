import { Link } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { ExceptionCase } from '../api-types.ts'
import { CaseTable } from '../exceptions/case-table.tsx'
import { CorrectionList } from '../exceptions/correction-list.tsx'
import { decideCommand } from '../exceptions/decide-command.ts'
import { isOpen } from '../exceptions/exception-state.ts'
import { useProject } from '../layout/project-context.ts'
import { Command } from '../parts/command.tsx'
import { Mark } from '../parts/marks.tsx'
import { Empty, Loaded } from '../parts/states.tsx'
import { useExceptionState } from '../parts/state-words.ts'
import { Amount, Facts, Hash } from '../parts/words.tsx'
import { markOf } from '../series/mark-kind.ts'
import { useApi } from '../use-api.ts'

export function ExceptionsPage() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const exceptions = useApi(api.exceptions(slug))
  return (
    <>
      <h2 className="mb-3">{t('exceptions.title')}</h2>
      <Loaded query={exceptions}>
        {({ items }) => {
          if (items.length === 0) return <Empty title={t('exceptions.none')} help={t('exceptions.noneHelp')} />
          const sorted = items.toSorted((a, b) => Number(isOpen(b.state)) - Number(isOpen(a.state)))
          const noted = sorted.filter(({ state, moves }) => !isOpen(state) && moves.length === 0)
          const decided = sorted.filter((found) => !noted.includes(found))
          return (
            <>
              <ul className="flex flex-col gap-3">
                {decided.map((found) => (
                  <CaseOf key={found.id} found={found} />
                ))}
              </ul>
              {noted.length > 0 && (
                <>
                  <h3 className="mb-2 mt-6">{t('exceptions.notedTitle')}</h3>
                  <CaseTable cases={noted} />
                </>
              )}
            </>
          )
        }}
      </Loaded>
      <CorrectionList />
    </>
  )
}

function CaseOf({ found }: { readonly found: ExceptionCase }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const stateWord = useExceptionState()
  const kind = markOf(found.level, 0)
  return (
    <li id={`exception-${found.id}`} className="panel p-4">
      <h3 className="mb-2 flex flex-wrap items-center gap-x-2">
        {kind !== null && <Mark kind={kind} />}
        {t('flag.tolerance', { level: found.level })} · {found.limit} · {found.day}
      </h3>
      <Facts
        rows={[
          [
            t('exceptions.state'),
            <span className={isOpen(found.state) ? 'font-medium text-bad' : ''}>{stateWord(found.state)}</span>,
          ],
          [t('exceptions.found'), <Amount key="f" text={found.amount} unit={found.unit} />],
          [t('exceptions.allowed'), <Amount key="a" text={`${found.low} … ${found.high}`} unit={found.unit} />],
          ...(isOpen(found.state) ? [[t('decision.title'), <WhoActs key="who" found={found} />] as const] : []),
          [
            t('exceptions.day'),
            <Link key="day" to="/p/$slug" params={{ slug }} search={{ from: found.day, to: found.day }}>
              {found.day}
            </Link>,
          ],
        ]}
      />
      <History found={found} />
    </li>
  )
}

function WhoActs({ found }: { readonly found: ExceptionCase }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  return (
    <>
      {t('decision.whoCanAct', { who: found.whoCanAct.join(', ') })}
      {found.actions.length > 0 && `. ${t('decision.actions', { actions: found.actions.join(', ') })}`}
      <span className="caption block">{t('decision.how')}</span>
      {found.actions.map((action) => (
        <Command key={action} text={decideCommand(slug, found, action)} />
      ))}
    </>
  )
}

function History({ found }: { readonly found: ExceptionCase }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const stateWord = useExceptionState()
  return (
    <>
      <h4 className="caption mt-3">{t('exceptions.history')}</h4>
      <ol className="mt-1 border-l border-line pl-3">
        <li>
          <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(found.openedBlock) }}>
            {t('exceptions.opened', { block: found.openedBlock })}
          </Link>
        </li>
        {found.moves.map((move) => (
          <li key={`${move.tx}/${move.to}`} className="mt-1">
            {t('exceptions.moved', { from: stateWord(move.from), to: stateWord(move.to) })} <Hash text={move.by} />{' '}
            <Link to="/p/$slug/ledger/block/$number" params={{ slug, number: String(move.block) }}>
              {t('ledger.number')} {move.block}
            </Link>
            {typeof move.text === 'string' && <q className="block">{move.text}</q>}
          </li>
        ))}
      </ol>
    </>
  )
}
