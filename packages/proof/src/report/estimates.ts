import { compareWithEstimate, type Pdd } from '@tcctv/methodology'
import { formatDecimal, formatFixed, parseFixed } from '@tcctv/units'
import { sha256Hex, type Hex } from '../bytes.ts'
import type { ChainRecord } from '../records.ts'
import { eventsOf } from './events.ts'

/** Why a vintage is far above its estimate: the text and where its hash was signed by the proponent. */
export type ReportExplanation = {
  readonly text: string
  readonly content: Hex
  readonly block: number
  readonly tx: Hex
}
/** A vintage against the estimate of its year; quantities in tCO2e, percent with two places rounded down. */
export type ReportEstimate = {
  readonly estimate: string
  readonly source: string
  readonly difference: string
  readonly differencePercent: string | null
  readonly significantPercent: string | null
  readonly isSignificant: boolean
  readonly explanation: ReportExplanation | null
}
export type EstimatingDocument = Pick<Pdd, 'estimates' | 'significant_increase'>

const SCHEMA = 'tcctv-increase/1'

/** Null for a year without an estimate. `explanations` are the texts whose hashes may stand on the chain. */
export function estimateOf(
  pdd: EstimatingDocument | undefined,
  { vintage, reduction }: { readonly vintage: number; readonly reduction: string },
  records: readonly ChainRecord[],
  explanations: readonly string[],
): ReportEstimate | null {
  const found = pdd === undefined ? null : compareWithEstimate(pdd, vintage, parseFixed(reduction))
  if (found === null) return null
  const { estimate, source, difference, differenceBasisPoints, significantPercent, isSignificant } = found
  return {
    estimate: formatFixed(estimate),
    source,
    difference: formatFixed(difference),
    differencePercent: differenceBasisPoints === null ? null : formatDecimal(differenceBasisPoints, 2),
    significantPercent,
    isSignificant,
    explanation: explanationOf(vintage, records, explanations),
  }
}

/** Vintages that are significantly above their estimate without an explanation: none of them may be reported. */
export function unexplained(
  vintages: readonly { readonly vintage: number; readonly estimate: ReportEstimate | null }[],
) {
  return vintages.flatMap(({ vintage, estimate }) =>
    estimate !== null && estimate.isSignificant && estimate.explanation === null ? [{ vintage, ...estimate }] : [],
  )
}

/**
 * The newest explanation of a vintage that the proponent signed. It is the document of a move of the vintage's period to
 * `frozen` or `reported`, which nobody but the proponent can make, and says itself which vintage it explains.
 */
function explanationOf(
  vintage: number,
  records: readonly ChainRecord[],
  explanations: readonly string[],
): ReportExplanation | null {
  const moves = eventsOf(records, 'PeriodMoved').filter(({ args }) => args.vintage === vintage && args.to <= 2)
  for (const { args, place } of moves.toReversed())
    for (const document of explanations) {
      const text = textOf(document, vintage)
      if (text !== undefined && sha256Hex(new TextEncoder().encode(document)) === args.content)
        return { text, content: args.content, ...place }
    }
  return null
}

function textOf(document: string, vintage: number): string | undefined {
  const parsed = parsedJson(document)
  if (typeof parsed !== 'object' || parsed === null) return undefined
  const { schema, vintage: of, text } = parsed as Readonly<Record<string, unknown>> // an object by the line above
  return schema === SCHEMA && of === vintage && typeof text === 'string' && text.trim() !== '' ? text : undefined
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined // another document: it explains nothing
  }
}
