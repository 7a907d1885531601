import { leading, momentOf, ratioOf, startEngine, stepEngine, type Engine, type Evidence } from './engine.ts'
import type { ReasonCode } from './check.ts'
import type { Model, ScorerState } from './model.ts'
import type { Row, SeriesDescription } from './series.ts'

/** The answer for one row. `score` 1 and above is an alert; `reason` is '' unless alert. */
export type Score = {
  readonly sequence: number
  readonly score: number
  readonly alert: boolean
  readonly reason: ReasonCode | ''
  readonly expected: number | null
  readonly band: readonly [number, number] | null
  readonly granularity: SeriesDescription['granularity']
  /** First row of the episode, as local wall-clock seconds; on alerts only. */
  readonly since?: number
}

/**
 * Scores rows in order of sequence. Pure and strictly causal: a row's answer depends on it and earlier rows only,
 * and any split into batches gives the same answers and the same state. Rows at or below the last sequence are
 * skipped and have no result. Does not check that the model belongs to the series.
 *
 * @example score(model, initialState(model), [{ sequence: 1, timestampS, reading: 12.5 }]).results[0]?.alert
 */
export function score(
  model: Model,
  state: ScorerState,
  rows: readonly Row[],
): { readonly state: ScorerState; readonly results: readonly Score[] } {
  const engine = startEngine(model, state)
  const results: Score[] = []
  for (const row of rows) {
    if (row.sequence <= engine.state.sequence) continue
    engine.state.sequence = row.sequence
    const evidence = stepEngine(engine, momentOf(model.series, model.slots, row), row.reading ?? Number.NaN)
    results.push(answer(model, engine, row, evidence))
  }
  return { state: engine.state, results }
}

function answer(model: Model, engine: Engine, row: Row, evidence: Evidence): Score {
  const isMissing = row.reading === null || !Number.isFinite(row.reading)
  markSince(engine, row.timestampS, evidence, model.threshold)
  const { ratio, index, code } = leading(engine, evidence, model.threshold)
  const alert = !isMissing && ratio >= 1
  const since = engine.state.since[index]
  return {
    sequence: row.sequence,
    score: isMissing ? 0 : squash(ratio),
    alert,
    reason: alert ? (code ?? '') : '',
    expected: Number.isFinite(evidence.expected) ? evidence.expected : null,
    band: bandOf(model, evidence),
    granularity: model.series.granularity,
    ...(alert && typeof since === 'number' ? { since } : {}),
  }
}

function markSince(engine: Engine, timestampS: number, evidence: Evidence, threshold: number): void {
  const { since } = engine.state
  for (let index = 0; index < engine.checks.length; index += 1) {
    since[index] = ratioOf(engine, evidence, index, threshold) >= 0.5 ? (since[index] ?? timestampS) : null
  }
}

const LINEAR_UP_TO = 10

// Fourth root above 10, so that one enormous value does not flatten the picture and order is kept. No Math.log:
// scores go on the chain and must be equal on every engine.
function squash(ratio: number): number {
  return ratio <= LINEAR_UP_TO ? ratio : LINEAR_UP_TO * Math.sqrt(Math.sqrt(ratio / LINEAR_UP_TO))
}

function bandOf(model: Model, { expected, scale }: Evidence): readonly [number, number] | null {
  const tail = model.checks.find(({ name }) => name === 'spike')?.tail
  if (tail === undefined || !Number.isFinite(expected)) return null
  const width = tail * model.threshold * scale
  return [expected - width, expected + width]
}
