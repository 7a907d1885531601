import { Link, useNavigate } from '@tanstack/react-router'
import type { FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { api } from '../api.ts'
import type { DirectorySearch } from '../search-params.ts'
import { formatCount } from '../format.ts'
import { useCountryName } from './country-name.ts'
import { useApi } from '../use-api.ts'

/** Bands of estimated tonnes a year, as the address holds them. */
const SIZES = ['..9999', '10000..99999', '100000..999999', '1000000..'] as const
const FILTERS = ['registry', 'country', 'status', 'category', 'method', 'risk'] as const

/** Search text and one choice per facet, all kept in the address. */
export function Filters({ search }: { readonly search: DirectorySearch }) {
  const { t } = useTranslation()
  const navigate = useNavigate({ from: '/directory' })
  const { view: _view, sort: _sort, bbox: _bbox, ...query } = search
  const isFiltered = search.bbox !== undefined || Object.values(query).some((text) => text !== undefined)
  const countryName = useCountryName()
  const choiceWord = (name: string, choice: string) => (name === 'country' ? countryName(choice) : choice)
  const facets = useApi(api.facets(query))
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    const q = new FormData(event.currentTarget).get('q')
    void navigate({ search: (old) => without({ ...old, ...(typeof q === 'string' ? { q } : {}) }) })
  }
  return (
    <div className="mb-4 flex flex-wrap items-end gap-x-3 gap-y-2">
      <form role="search" className="flex min-w-0 flex-[1_1_280px] gap-2" onSubmit={submit}>
        <label className="caption flex min-w-0 flex-1 flex-col gap-0.5">
          {t('directory.search')}
          <input
            key={search.q ?? ''}
            className="field w-full text-14"
            type="search"
            name="q"
            defaultValue={search.q ?? ''}
          />
        </label>
        <button type="submit" className="button self-end">
          {t('directory.submit')}
        </button>
      </form>
      {FILTERS.map((name) => (
        <label key={name} className="caption flex w-36 flex-col gap-0.5">
          {t(`directory.${name}`)}
          <select
            className="field text-14"
            value={search[name] ?? ''}
            onChange={({ target }) => void navigate({ search: (old) => without({ ...old, [name]: target.value }) })}
          >
            <option value="">{t('directory.any')}</option>
            {choicesOf(facets.data?.facets[name] ?? [], search[name]).map(({ choice, count }) => (
              <option key={choice} value={choice}>
                {choiceWord(name, choice)}
                {count === null ? '' : ` (${count})`}
              </option>
            ))}
          </select>
        </label>
      ))}
      <label className="caption flex w-36 flex-col gap-0.5">
        {t('directory.size')}
        <select
          className="field text-14"
          value={search.size ?? ''}
          onChange={({ target }) => void navigate({ search: (old) => without({ ...old, size: target.value }) })}
        >
          <option value="">{t('directory.any')}</option>
          {[...new Set([...SIZES, ...(search.size === undefined ? [] : [search.size])])].map((size) => (
            <option key={size} value={size}>
              {sizeWord(size)}
            </option>
          ))}
        </select>
      </label>
      {isFiltered && (
        <Link to="/directory" search={search.view === undefined ? {} : { view: search.view }} className="button">
          {t('directory.clear')}
        </Link>
      )}
    </div>
  )
}

/** @example sizeWord('10000..99999') // '10,000 – 99,999 t' */
function sizeWord(size: string): string {
  const [low = '', high = ''] = size.split('..')
  if (high === '') return `≥ ${formatCount(Number(low))} t`
  return low === ''
    ? `≤ ${formatCount(Number(high))} t`
    : `${formatCount(Number(low))} – ${formatCount(Number(high))} t`
}

/** The chosen word stays a choice also where no project has it. */
function choicesOf(
  found: readonly { readonly choice: string; readonly count: number }[],
  chosen: string | undefined,
): readonly { readonly choice: string; readonly count: number | null }[] {
  if (chosen === undefined || found.some(({ choice }) => choice === chosen)) return found
  return [{ choice: chosen, count: null }, ...found]
}

function without(search: DirectorySearch): DirectorySearch {
  return Object.fromEntries(Object.entries(search).filter(([, text]) => text !== ''))
}
