import { describe, expect, it } from 'vitest'
import { forestScorer, isolationsOf } from './forest-scorer.ts'
import { fitIsolationForest, isolationOf } from './isolation-forest.ts'
import { randomFrom } from './random.ts'

const random = randomFrom(5n)
const rows = Float64Array.from({ length: 3 * 1000 }, () => random() + random())
const forest = fitIsolationForest(rows, 3, 7n)

describe('isolation forest', () => {
  it('isolates a row far from all others earlier than every row of the history', () => {
    const far = isolationOf(forest, Float64Array.of(9, -9, 9), 0)
    const most = Math.max(...Array.from({ length: 1000 }, (_, row) => isolationOf(forest, rows, row)))
    expect(far).toBeGreaterThan(most)
  })

  it('isolates a corner earlier than the middle', () => {
    expect(isolationOf(forest, Float64Array.of(0, 2, 0), 0)).toBeGreaterThan(
      isolationOf(forest, Float64Array.of(1, 1, 1), 0),
    )
  })

  it('is the same for the same seed and another for another', () => {
    expect(fitIsolationForest(rows, 3, 7n)).toEqual(forest)
    expect(fitIsolationForest(rows, 3, 8n).border).not.toEqual(forest.border)
  })

  it('scores many rows at once as it scores each', () => {
    const odd = isolationsOf(forestScorer(forest), rows)
    expect(odd).toEqual(Float64Array.from({ length: 1000 }, (_, row) => isolationOf(forest, rows, row)))
    const few = Float64Array.of(9, -9, 9, 1, 1, 1, 0, 2, 0)
    expect([...isolationsOf(forestScorer(forest), few)]).toEqual([0, 1, 2].map((row) => isolationOf(forest, few, row)))
  })
})
