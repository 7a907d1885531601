import { initialState, parseModel, score, type Model, type Row } from '@tcctv/anomaly'
import type { CompareOrder, Comparison, Judgement } from './training-order.ts'

const DAY_S = 86_400

/**
 * Alerts of the model in use and of the new one on the same readings: all that were committed after the training of
 * the one in use. The new one has seen them without the alerted rows, so its judgement is not independent: the
 * comparison shows what changes, not which one is right.
 */
export function compareModels(order: CompareOrder, newModel: Model): Comparison {
  const rows = rowsOf(order)
  const judged = rows.slice(order.fromRow)
  return {
    rows: judged.filter(({ reading }) => reading !== null).length,
    before: judge(parseModel(order.oldModel), judged, 0),
    // The new model's memory is that of the end of its history; the rows before those judged bring it to their beginning.
    after: judge(newModel, rows, order.fromRow),
  }
}

function judge(model: Model, rows: readonly Row[], fromSequence: number): Judgement {
  const first = rows[0]?.sequence ?? 0
  const { results } = score(model, initialState(model), rows)
  const alerted = results.filter(({ alert, sequence }) => alert && sequence >= first + fromSequence)
  const days = new Set(alerted.map(({ sequence }) => Math.floor((rows[sequence - first]?.timestampS ?? 0) / DAY_S)))
  return { rows: alerted.length, days: [...days] }
}

function rowsOf({ timestampsS, values }: CompareOrder): Row[] {
  return Array.from(values, (value, sequence) => ({
    sequence,
    timestampS: timestampsS[sequence] ?? 0,
    reading: Number.isNaN(value) ? null : value,
  }))
}
