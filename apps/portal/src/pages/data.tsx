import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Range } from '../api.ts'
import { addDays, rangeEnding } from '../days.ts'
import { dayInZone } from '../format.ts'
import { instantOfDay } from '../instant-of-day.ts'
import { daysOfProject } from '../layout/days-of-project.ts'
import { useProject } from '../layout/project-context.ts'
import { DayTable } from '../series/day-table.tsx'
import { DecisionColumn } from '../series/decision-column.tsx'
import { Figures } from '../series/figures.tsx'
import { FlagTable } from '../series/flag-table.tsx'
import { Legend } from '../series/legend.tsx'
import { ParameterChoice } from '../series/parameter-choice.tsx'
import { RangeControl } from '../series/range-control.tsx'
import { SeriesPanel } from '../series/series-panel.tsx'

const SHOWN_PARAMETERS = 4

export function DataPage() {
  const { t } = useTranslation()
  const project = useProject()
  const { zone, lanes } = project
  const search = useSearch({ from: '/p/$slug/' })
  const { first, last } = daysOfProject(project)
  const range: Range = { ...rangeEnding(last, 30, first), ...search }
  const { from, to } = range
  const all = [...new Set(lanes.map(({ parameter }) => parameter))]
  const chosen = search.params?.split(',').filter((name) => all.includes(name)) ?? all.slice(0, SHOWN_PARAMETERS)
  const shown = useMemo(
    () => ({ fromS: instantOfDay(from, zone), toS: instantOfDay(addDays(to, 1), zone) }),
    [from, to, zone],
  )
  const { setRange, selectInstants, setParameters } = useRangeLinks(zone)
  return (
    <div className="flex flex-col gap-6 lg:flex-row">
      <div className="min-w-0 flex-1">
        <h2 className="sr-only">{t('data.title')}</h2>
        <Figures last={last} />
        <RangeControl range={{ from, to }} first={first} last={last} onRange={setRange} />
        {all.length > 1 && <ParameterChoice all={all} chosen={chosen} onChoose={setParameters} />}
        <Legend />
        {chosen.map((parameter) => (
          <SeriesPanel
            key={parameter}
            parameter={parameter}
            range={{ from, to }}
            window={shown}
            onSelect={selectInstants}
          />
        ))}
        <DayTable range={{ from, to }} />
        <FlagTable range={{ from, to }} />
      </div>
      <DecisionColumn />
    </div>
  )
}

function useRangeLinks(zone: string) {
  const navigate = useNavigate({ from: '/p/$slug/' })
  const setRange = useCallback(
    ({ from, to }: Range) => void navigate({ search: (old) => ({ ...old, from, to }) }),
    [navigate],
  )
  const selectInstants = useCallback(
    (fromS: number, toS: number) =>
      setRange({ from: dayInZone(Math.floor(fromS), zone), to: dayInZone(Math.floor(toS), zone) }),
    [setRange, zone],
  )
  const setParameters = (names: readonly string[]) =>
    void navigate({ search: (old) => ({ ...old, params: names.join(',') }) })
  return { setRange, selectInstants, setParameters }
}
