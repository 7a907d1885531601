import { useTranslation } from 'react-i18next'
import type { FormEvent } from 'react'
import type { Range } from '../api.ts'
import { textOf } from '../parts/form-text.ts'
import { daysBetween, isDay, rangeEnding } from '../days.ts'

/** Two date fields and presets; the same as dragging in a chart. */
export function RangeControl(props: {
  readonly range: Range
  readonly first: string
  readonly last: string
  readonly onRange: (range: Range) => void
}) {
  const { t } = useTranslation()
  const { range, first, last, onRange } = props
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const form = new FormData(event.currentTarget)
    const from = textOf(form, 'from')
    const to = textOf(form, 'to')
    if (isDay(from) && isDay(to)) onRange(from <= to ? { from, to } : { from: to, to: from })
  }
  const presets = [
    [t('data.days7'), rangeEnding(last, 7, first)],
    [t('data.days30'), rangeEnding(last, 30, first)],
    [t('data.days90'), rangeEnding(last, 90, first)],
    [t('data.days365'), rangeEnding(last, 365, first)],
    [t('data.all'), rangeEnding(last, daysBetween(first, last), first)],
  ] as const
  return (
    <div className="no-print mb-3 flex flex-wrap items-end gap-x-4 gap-y-2">
      <form key={`${range.from}/${range.to}`} className="flex flex-wrap items-end gap-2" onSubmit={submit}>
        <DayField name="from" text={t('data.from')} day={range.from} />
        <DayField name="to" text={t('data.to')} day={range.to} />
        <button type="submit" className="button">
          {t('data.apply')}
        </button>
      </form>
      <div role="group" aria-label={t('data.presets')} className="flex flex-wrap gap-1">
        {presets.map(([text, preset]) => (
          <button
            key={text}
            type="button"
            className="button"
            aria-pressed={preset.from === range.from && preset.to === range.to}
            onClick={() => onRange(preset)}
          >
            {text}
          </button>
        ))}
      </div>
    </div>
  )
}

function DayField({ name, text, day }: { readonly name: string; readonly text: string; readonly day: string }) {
  return (
    <label className="caption flex flex-col gap-0.5">
      {text}
      <input className="field text-14" type="date" name={name} defaultValue={day} required />
    </label>
  )
}
