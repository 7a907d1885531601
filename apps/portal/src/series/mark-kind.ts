/** Shapes of flags: case 2 triangle, 3 diamond, 4 square, anomaly ring. */
export type MarkKind = 'case2' | 'case3' | 'case4' | 'anomaly'

/** Shape of the worst flag of a bucket, or null. A case 1 is no flag. */
export function markOf(maxCase: number | null | undefined, anomalies: number): MarkKind | null {
  if (maxCase === 4) return 'case4'
  if (maxCase === 3) return 'case3'
  if (maxCase === 2) return 'case2'
  return anomalies > 0 ? 'anomaly' : null
}
