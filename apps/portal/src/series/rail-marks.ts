import type { Series } from '../api-types.ts'
import { markOf, type MarkKind } from './mark-kind.ts'

export type RailMark = { readonly x: number; readonly kind: MarkKind; readonly index: number; readonly count: number }

const ORDER: readonly MarkKind[] = ['anomaly', 'case2', 'case3', 'case4']

/**
 * Marks of the violation rail in pixels. Every flagged bucket is in one of them: marks closer than `spacePx` become
 * one that has the worst kind and counts the buckets it stands for.
 */
export function railMarks(
  series: Pick<Series, 't' | 'bucketS' | 'maxCase' | 'nAnomaly'>,
  scale: { readonly fromS: number; readonly toS: number; readonly widthPx: number; readonly spacePx: number },
): RailMark[] {
  const marks: RailMark[] = []
  for (const [index, start] of series.t.entries()) {
    const kind = markOf(series.maxCase[index], series.nAnomaly[index] ?? 0)
    if (kind === null) continue
    const x = ((start + series.bucketS / 2 - scale.fromS) / (scale.toS - scale.fromS)) * scale.widthPx
    const last = marks.at(-1)
    if (last !== undefined && x - last.x < scale.spacePx) marks[marks.length - 1] = merged(last, kind, index)
    else marks.push({ x, kind, index, count: 1 })
  }
  return marks
}

function merged(mark: RailMark, kind: MarkKind, index: number): RailMark {
  const isWorse = ORDER.indexOf(kind) > ORDER.indexOf(mark.kind)
  return { x: mark.x, count: mark.count + 1, kind: isWorse ? kind : mark.kind, index: isWorse ? index : mark.index }
}
