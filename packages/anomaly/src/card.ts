import { canonicalJson } from './canonical.ts'
import type { ResidualRange } from './drift.ts'
import type { EnsembleReport, ThreatRecall } from './select.ts'
import type { SeriesDescription } from './series.ts'

/** One candidate as evaluated, or the reason why it was not. Errors in units of the history's own scale. */
export type CandidateReport = {
  readonly name: string
  readonly granularity: 'native' | 'hourly' | 'daily' | 'monthly'
  readonly rank: number | null
  readonly forecastError: number | null
  readonly notEvaluated: string | null
}

/** What was fitted from what, and every candidate looked at; `modelHash` is null until sealed. */
export type ModelCard = {
  readonly card: 1
  readonly series: string
  readonly granularity: SeriesDescription['granularity']
  readonly modelHash: string | null
  readonly code: { readonly package: string; readonly version: string }
  readonly data: {
    readonly rows: number
    readonly missing: number
    readonly fromS: number
    readonly toS: number
    readonly gaps: number
    readonly repeatedTimes: number
  }
  readonly profile: { readonly days: number; readonly shareOfZeros: number; readonly explained: number }
  readonly seed: string
  readonly configuration: Readonly<Record<string, string | number>>
  readonly candidates: readonly CandidateReport[]
  readonly deployed: readonly string[]
  readonly checks: readonly { readonly name: string; readonly code: string }[]
  /** Ensembles tried on threats injected into the last part of the history; null when it is too short. */
  readonly trials: readonly EnsembleReport[] | null
  readonly recallPerThreat: readonly ThreatRecall[]
  /** Out-of-fold residuals by stretches of the history, to tell a drift by; null when it is too short. */
  readonly residuals: ResidualRange | null
  readonly threshold: number
  readonly allowedRate: { readonly episodes: number; readonly perDays: number }
  readonly outOfFoldEpisodes: number
}

/** The card with the hash of its model's bytes. The caller computes it; this package has no hash of its own. */
export function sealCard(card: ModelCard, modelHash: string): ModelCard {
  return { ...card, modelHash }
}

/** Canonical bytes of a card, for content-addressed storage. */
export function serializeCard(card: ModelCard): Uint8Array {
  return new TextEncoder().encode(canonicalJson(card))
}
