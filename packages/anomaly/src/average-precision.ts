/**
 * Area under the curve of precision over recall, point by point; ties are one step. 0 without events.
 *
 * @example averagePrecision(Float64Array.of(3, 1, 2), Uint8Array.of(1, 0, 0)) // 1
 */
export function averagePrecision(scores: Float64Array, isEvent: Uint8Array): number {
  const order = Array.from(scores.keys()).sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b)
  const all = isEvent.reduce((sum, own) => sum + own, 0)
  let [found, area, at] = [0, 0, 0]
  while (at < order.length) {
    const level = scores[order[at] ?? 0]
    let fresh = 0
    while (at < order.length && scores[order[at] ?? 0] === level) {
      fresh += isEvent[order[at] ?? 0] ?? 0
      at += 1
    }
    found += fresh
    area += (fresh * found) / at
  }
  return all === 0 ? 0 : area / all
}
