import { useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api, makeReport } from '../api.ts'
import type { Me } from '../api-types.ts'
import { useProject } from '../layout/project-context.ts'
import { textOf } from '../parts/form-text.ts'
import { Fault } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

/** Asks for a report and says each finished step; absent for those who may not ask. */
export function ReportMaker() {
  const { t } = useTranslation()
  const { slug } = useProject()
  const me = useApi(api.me())
  const { steps, state, fault, make } = useReport(slug)
  if (me.data === undefined || !isParty(me.data, slug)) return null
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    void make({ from: textOf(form, 'from'), to: textOf(form, 'to') })
  }
  return (
    <section className="panel mb-4 p-4">
      <h3 className="mb-2">{t('reports.make')}</h3>
      <form className="flex flex-wrap items-end gap-3" onSubmit={submit}>
        <DayField name="from" label={t('reports.from')} />
        <DayField name="to" label={t('reports.to')} />
        <button type="submit" className="button button-primary" disabled={state === 'running'}>
          {t(state === 'running' ? 'reports.making' : 'reports.makeNow')}
        </button>
      </form>
      <p className="caption mt-2">{t('reports.makeHelp')}</p>
      <p role="status" className="mt-2">
        {steps.length > 0 && `${t('reports.steps')}: ${steps.join(', ')}`}
      </p>
      {fault !== null && <Fault error={fault} title={t('reports.failed')} />}
    </section>
  )
}

function DayField({ name, label }: { readonly name: string; readonly label: string }) {
  return (
    <label className="caption flex flex-col gap-0.5">
      {label}
      <input className="field text-14" type="date" name={name} />
    </label>
  )
}

function useReport(slug: string) {
  const cache = useQueryClient()
  const [steps, setSteps] = useState<readonly string[]>([])
  const [state, setState] = useState<'idle' | 'running'>('idle')
  const [fault, setFault] = useState<unknown>(null)
  const make = async (period: { readonly from: string; readonly to: string }) => {
    setSteps([])
    setFault(null)
    setState('running')
    try {
      for await (const step of makeReport(slug, period)) setSteps((done) => [...done, step])
    } catch (error) {
      setFault(error)
    }
    setState('idle')
    await cache.invalidateQueries({ queryKey: [api.reports(slug).path] })
  }
  return { steps, state, fault, make }
}

function isParty({ kind, roles }: Me, slug: string): boolean {
  return kind !== 'anonymous' && (roles.operator || (roles.projects[slug] ?? []).length > 0)
}
