import { formatFixed, parseFixed, type Fixed } from '@tcctv/units'
import type { Evaluated } from './evaluate-period.ts'
import type { InputsDocument } from './inputs-document.ts'
import type { IssuanceRow } from './issuance.ts'

/** A printed figure that does not come out. `equation` is `issuance.<column>` for what is issued, carried, withheld. */
export type Difference = {
  readonly period: string
  readonly equation: string
  readonly printed: string
  readonly computed: string
  /** computed − printed */
  readonly difference: string
}

type Figure = { readonly period: string; readonly equation: string; readonly printed: string }

/**
 * Every printed figure of `expected` that the run does not give: equations of the periods, issuance, totals (of the
 * rounded results). A figure without a result is a difference too.
 */
export function differencesOf(
  { expected }: InputsDocument,
  periods: readonly Evaluated[],
  issuance: readonly IssuanceRow[],
): Difference[] {
  const computed = new Map(
    periods.flatMap(({ period, results }) => results.map(({ id, rounded }) => [`${period.id}/${id}`, rounded])),
  )
  for (const [id, total] of totalsOf(periods)) computed.set(`total/${id}`, total)
  for (const { id, ...row } of issuance)
    for (const [column, amount] of Object.entries(row)) computed.set(`${id}/issuance.${column}`, parseFixed(amount))
  const figures = [
    ...(expected?.periods ?? []).flatMap(({ id, equations }) => figuresOf(id, equations)),
    ...Object.entries(expected?.issuance ?? {}).flatMap(([id, row]) => figuresOf(id, row, 'issuance.')),
    ...figuresOf('total', expected?.total ?? {}),
  ]
  return figures.flatMap((figure) => differenceOf(figure, computed.get(`${figure.period}/${figure.equation}`)))
}

function totalsOf(periods: readonly Evaluated[]): ReadonlyMap<string, bigint> {
  const totals = new Map<string, bigint>()
  for (const { results } of periods)
    for (const { id, rounded } of results) totals.set(id, (totals.get(id) ?? 0n) + rounded)
  return totals
}

function figuresOf(period: string, row: Readonly<Record<string, string>>, prefix = ''): Figure[] {
  return Object.entries(row).map(([id, printed]) => ({ period, equation: `${prefix}${id}`, printed }))
}

function differenceOf(figure: Figure, computed: bigint | undefined): Difference[] {
  if (computed === undefined) return [{ ...figure, computed: 'nothing', difference: 'nothing' }]
  const difference = computed - parseFixed(figure.printed)
  if (difference === 0n) return []
  return [{ ...figure, computed: formatFixed(computed as Fixed), difference: formatFixed(difference as Fixed) }]
}
