/**
 * The known name that is nearest to a misspelt one by single letters put in, left out, changed or swapped; undefined
 * when more than a third of the letters differ.
 *
 * @example nearestOf('titel', ['id', 'title']) // 'title'
 */
export function nearestOf(name: string, known: readonly string[]): string | undefined {
  if (name.length > 40) return undefined
  const [best] = known
    .map((other) => ({ other, distance: distanceOf(name.toLowerCase(), other.toLowerCase()) }))
    .toSorted((left, right) => left.distance - right.distance)
  return best === undefined || best.distance > Math.max(1, Math.floor(name.length / 3)) ? undefined : best.other
}

/** Optimal string alignment distance. */
function distanceOf(left: string, right: string): number {
  let [before, row] = [[] as number[], Array.from({ length: right.length + 1 }, (_, index) => index)]
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const changed = at(row, j - 1) + (left[i - 1] === right[j - 1] ? 0 : 1)
      const isSwapped = left[i - 1] === right[j - 2] && left[i - 2] === right[j - 1] && i > 1 && j > 1
      const swapped = isSwapped ? at(before, j - 2) + 1 : Infinity
      next.push(Math.min(at(row, j) + 1, at(next, j - 1) + 1, changed, swapped))
    }
    ;[before, row] = [row, next]
  }
  return at(row, right.length)
}

const at = (row: readonly number[], index: number): number => row[index] ?? Infinity
