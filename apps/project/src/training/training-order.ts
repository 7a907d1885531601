import type { History, ModelCard, SeriesDescription } from '@tcctv/anomaly'

/** What the training thread needs; plain data, because it has no part in this one's memory. */
export type TrainingOrder = {
  readonly history: History
  readonly series: SeriesDescription
  /** When the model replaces one: both judge the history of `compare`, which the one in use has not seen. */
  readonly compare: CompareOrder | null
}
/** All rows in order; those from `fromRow` on are judged by both models, those before only lead up to them. */
export type CompareOrder = {
  readonly oldModel: Uint8Array
  readonly timestampsS: Float64Array
  readonly values: Float64Array
  readonly fromRow: number
}

/** Local days on which each model raises an alert, as days since 1970, and the number of alerted rows. */
export type Judgement = { readonly rows: number; readonly days: readonly number[] }
export type Comparison = { readonly rows: number; readonly before: Judgement; readonly after: Judgement }

export type TrainingMessage =
  | { readonly kind: 'progress'; readonly stage: string; readonly share: number }
  | {
      readonly kind: 'done'
      readonly model: Uint8Array
      readonly card: ModelCard
      readonly comparison: Comparison | null
    }
  | {
      readonly kind: 'failed'
      readonly error: {
        readonly code: string
        readonly status: number
        readonly message: string
        readonly advice: string
      }
    }
