import { useState, type FormEvent } from 'react'
import { useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { api, decidePair } from '../api.ts'
import type { DirectorySheet, Verdict } from '../api-types.ts'
import { Fault } from '../parts/states.tsx'
import { useApi } from '../use-api.ts'

type Project = DirectorySheet['project']
const VERDICTS: readonly Verdict[] = ['same', 'part_of', 'different', 'transferred']

/** The officer's decision on a pair, with a reason; for operators. The server asks again who decides. */
export function DecisionForm(props: { readonly left: Project; readonly right: Project; readonly decided: () => void }) {
  const { t } = useTranslation()
  const cache = useQueryClient()
  const me = useApi(api.me())
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const [error, setError] = useState<unknown>(null)
  const [isSending, setSending] = useState(false)
  const [left, right] = [keyOf(props.left), keyOf(props.right)]
  if (me.data?.kind !== 'user') return <p className="caption mb-3">{t('queue.signIn')}</p>
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (verdict === null) return
    const form = new FormData(event.currentTarget)
    const part = verdict === 'part_of' ? textOf(form, 'part') : null
    setSending(true)
    setError(null)
    try {
      await decidePair({ left, right, verdict, part, reason: textOf(form, 'reason') })
      await cache.invalidateQueries({ queryKey: ['directory-queue'] })
      props.decided()
    } catch (fault) {
      setError(fault)
    }
    setSending(false)
  }
  return (
    <form className="panel mb-3 grid gap-3 p-4" onSubmit={(event) => void submit(event)}>
      <fieldset className="flex flex-wrap gap-x-4 gap-y-1">
        <legend className="caption mb-1">{t('queue.verdict')}</legend>
        {VERDICTS.map((choice) => (
          <label key={choice} className="inline-flex min-h-6 items-center gap-1.5">
            <input
              type="radio"
              name="verdict"
              value={choice}
              required
              checked={verdict === choice}
              onChange={() => setVerdict(choice)}
            />
            {t(`queue.${choice}`)}
          </label>
        ))}
      </fieldset>
      {verdict !== null && <p className="caption">{t(`queue.${verdict}Help`)}</p>}
      {verdict === 'part_of' && (
        <label className="caption flex flex-col gap-0.5">
          {t('queue.whichPart')}
          <select name="part" className="field text-14">
            {[props.left, props.right].map((project) => (
              <option key={keyOf(project)} value={keyOf(project)}>
                {keyOf(project)} {project.name}
              </option>
            ))}
          </select>
        </label>
      )}
      <label className="caption flex flex-col gap-0.5">
        {t('queue.reason')}
        <textarea name="reason" className="field text-14" rows={2} required minLength={3} maxLength={2000} />
      </label>
      <div>
        <button type="submit" className="button" disabled={isSending}>
          {t('queue.submit')}
        </button>
      </div>
      {error !== null && <Fault error={error} title={t('queue.failed')} />}
    </form>
  )
}

function keyOf({ registry, registryProjectId }: Project): string {
  return `${registry}/${registryProjectId}`
}

/** What was typed or chosen; a file is none. */
function textOf(form: FormData, name: string): string {
  const found = form.get(name)
  return typeof found === 'string' ? found : ''
}
