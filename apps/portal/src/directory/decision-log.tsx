import { useState } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, undoDecision } from '../api.ts'
import type { LoggedDecision } from '../api-types.ts'
import { Scroll } from '../parts/scroll.tsx'
import { Fault } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

/** What was decided on a pair and taken back, the newest first; nothing is ever removed. */
export function DecisionLog(props: { readonly decisions: readonly LoggedDecision[]; readonly changed: () => void }) {
  const { t } = useTranslation()
  const me = useApi(api.me())
  if (props.decisions.length === 0) return <p className="caption">{t('queue.notDecided')}</p>
  return (
    <Scroll className="panel">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('queue.at')}</th>
            <th scope="col">{t('queue.verdict')}</th>
            <th scope="col">{t('queue.reason')}</th>
            <th scope="col">{t('queue.who')}</th>
            <th scope="col">
              <span className="sr-only">{t('queue.undo')}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.decisions.map((decision) => (
            <tr key={decision.id}>
              <td className="whitespace-nowrap">{decision.at.slice(0, 16).replace('T', ' ')}</td>
              <td>
                {decision.undoes === null
                  ? t(`queue.${decision.verdict}`)
                  : t('queue.undone', { verdict: t(`queue.${decision.verdict}`) })}
                {decision.isUndone && <span className="caption block">{t('queue.takenBack')}</span>}
              </td>
              <td className="min-w-40 !whitespace-normal">{decision.reason}</td>
              <td>{decision.who}</td>
              <td>
                {me.data?.kind === 'user' && decision.undoes === null && !decision.isUndone && (
                  <Undo id={decision.id} changed={props.changed} />
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  )
}

function Undo({ id, changed }: { readonly id: number; readonly changed: () => void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const [error, setError] = useState<unknown>(null)
  const undo = async () => {
    const reason = window.prompt(t('queue.undoReason'))
    if (reason === null || reason.trim() === '') return
    try {
      await undoDecision(id, reason)
      await cache.invalidateQueries({ queryKey: ['directory-queue'] })
      changed()
    } catch (fault) {
      setError(fault)
    }
  }
  return (
    <>
      <button type="button" className="button button-small" onClick={() => void undo()}>
        {t('queue.undo')}
      </button>
      {error !== null && <Fault error={error} title={t('queue.failed')} />}
    </>
  )
}
