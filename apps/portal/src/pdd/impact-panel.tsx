import { useRef, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, measureImpact } from '../api.ts'
import type { Impact } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { textOf } from '../parts/form-text.ts'
import { Fault } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'
import { ImpactResult } from './impact-result.tsx'

/** Replays the history with a version on the server, with progress and cancel; for parties only. */
export function ImpactPanel({ index }: { readonly index: number }) {
  const { t } = useTranslation()
  const { slug } = useProject()
  const me = useApi(api.me())
  const { run, start, cancel } = useImpact(slug, index)
  const isParty = (me.data?.roles.projects[slug] ?? []).length > 0
  if (!isParty) return <p className="caption">{t('impact.partiesOnly')}</p>
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    void start(textOf(new FormData(event.currentTarget), 'from'))
  }
  // Without a value the bar says that it has begun, and no more.
  const share = run.blocks === 0 ? {} : { value: run.replayed / run.blocks }
  return (
    <>
      <form className="flex flex-wrap items-end gap-3" onSubmit={submit}>
        <label className="caption flex flex-col gap-0.5">
          {t('impact.from')}
          <input className="field text-14" type="date" name="from" />
        </label>
        <button type="submit" className={run.isRunning ? 'button' : 'button button-primary'} disabled={run.isRunning}>
          {t(run.isRunning ? 'impact.running' : 'impact.start')}
        </button>
        {run.isRunning && (
          <button type="button" className="button" onClick={cancel}>
            {t('impact.cancel')}
          </button>
        )}
      </form>
      <p className="caption mt-2">{t('impact.help')}</p>
      {run.isRunning && (
        <p role="status" className="mt-2">
          <progress className="w-full accent-(--accent)" max={1} {...share} aria-label={t('impact.running')} />
          <span className="caption">
            {run.blocks === 0 ? t('impact.starting') : t('impact.progress', { done: run.replayed, total: run.blocks })}
          </span>
        </p>
      )}
      {run.fault !== null && <Fault error={run.fault} title={t('impact.failed')} />}
      {run.impact !== null && <ImpactResult impact={run.impact} />}
    </>
  )
}

type Run = {
  readonly isRunning: boolean
  readonly replayed: number
  readonly blocks: number
  readonly impact: Impact | null
  readonly fault: unknown
}
const IDLE: Run = { isRunning: false, replayed: 0, blocks: 0, impact: null, fault: null }

function useImpact(slug: string, index: number) {
  const [run, setRun] = useState<Run>(IDLE)
  const stop = useRef<AbortController | null>(null)
  const start = async (from: string) => {
    const controller = new AbortController()
    stop.current = controller
    setRun({ ...IDLE, isRunning: true })
    try {
      for await (const line of measureImpact(slug, index, from, controller.signal))
        setRun((known) => ('impact' in line ? { ...IDLE, impact: line.impact } : { ...known, ...line }))
    } catch (fault) {
      setRun({ ...IDLE, fault: controller.signal.aborted ? null : fault })
    }
  }
  return { run, start, cancel: () => stop.current?.abort() }
}
