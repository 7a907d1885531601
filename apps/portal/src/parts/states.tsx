import { TcctvError } from '@tcctv/units'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link, useLocation } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** Skeleton, error with retry, or the data; an error keeps the last data below it. */
export function Loaded<T>(props: {
  readonly query: UseQueryResult<T>
  readonly height?: number
  readonly children: (data: T) => ReactNode
}) {
  const { query, height = 120, children } = props
  if (query.isPending) return <Skeleton height={height} />
  return (
    <>
      {query.isError && (
        <Fault error={query.error} retry={() => void query.refetch()} stale={query.data !== undefined} />
      )}
      {query.data !== undefined && children(query.data)}
    </>
  )
}

export function Skeleton({ height }: { readonly height: number }) {
  const { t } = useTranslation()
  return <div className="skeleton" style={{ height }} role="status" aria-label={t('state.loading')} />
}

export function Fault(props: {
  readonly error: unknown
  readonly retry?: (() => void) | undefined
  readonly stale?: boolean
  /** What went wrong, in words; else that something couldn't be loaded. */
  readonly title?: string
}) {
  const { t } = useTranslation()
  const { href } = useLocation()
  const { error, retry, stale = false, title = t('state.failed') } = props
  const fault = error instanceof TcctvError ? error : null
  if (fault?.status === 401) {
    return (
      <p className="panel p-4">
        <Link to="/login" search={{ next: href }}>
          {t('state.signInNeeded')}
        </Link>
      </p>
    )
  }
  const requestId = fault?.details['requestId']
  return (
    <div className="panel my-2 border-bad p-4" role="alert">
      <p className="font-semibold text-bad">{title}</p>
      <p>{fault?.message ?? String(error)}</p>
      {fault !== null && fault.advice !== '' && <p className="caption">{fault.advice}</p>}
      {stale && <p className="caption">{t('state.stale')}</p>}
      {typeof requestId === 'string' && (
        <p className="caption">
          {t('state.requestId')} <span className="hash">{requestId}</span>
        </p>
      )}
      {retry !== undefined && (
        <button type="button" className="button button-small mt-2" onClick={retry}>
          {t('state.retry')}
        </button>
      )}
    </div>
  )
}

/** An empty list says what will fill it. */
export function Empty({ title, help }: { readonly title: string; readonly help: string }) {
  return (
    <div className="panel px-4 py-6 text-center">
      <p className="font-medium">{title}</p>
      <p className="caption mt-1">{help}</p>
    </div>
  )
}
