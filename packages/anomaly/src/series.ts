/** What a series is, as declared by the project; `period` and `week` count rows, `stepSeconds` seconds. */
export type SeriesDescription = {
  readonly id: string
  readonly granularity: '15min' | 'hourly' | 'daily' | 'monthly' | 'minutes' | 'irregular'
  readonly stepSeconds: number
  readonly period: number
  readonly week: number
  readonly kind: 'load' | 'process' | 'solar' | 'wind' | 'it'
  readonly unit: string
  readonly nameplate: number | null
  readonly covariates: readonly string[]
}

/** Unlabelled history: local wall-clock seconds (counted as if UTC), NaN where a reading is missing. */
export type History = {
  readonly timestampsS: Float64Array
  readonly values: Float64Array
  readonly covariates?: Readonly<Record<string, Float64Array>>
}

/** One row to score; `timestampS` is local wall clock as in {@link History}. */
export type Row = {
  readonly sequence: number
  readonly timestampS: number
  readonly reading: number | null
  readonly covariates?: Readonly<Record<string, number | null>>
}

/** Rows per day at the series' step; below 1 for monthly series. */
export function rowsPerDay(series: SeriesDescription): number {
  return 86_400 / series.stepSeconds
}

/** Whether a day holds several rows. */
export function isSubDaily(series: SeriesDescription): boolean {
  return series.granularity !== 'daily' && series.granularity !== 'monthly'
}
