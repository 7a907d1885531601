import type { Span } from './gap-values.ts'

/** Measured readings of a lane without a break; `counts` only where a rule reads them. */
export type Run = Span & { readonly stepS: number; readonly counts: BigInt64Array | undefined }

/** The measured readings around a span: the gap that it lies in. An end is undefined where nothing was measured. */
export function gapAround(runs: readonly Run[], { fromS, toS }: Span): Partial<Span> {
  const before = runs.findLast((run) => run.toS <= fromS)
  const after = runs.find((run) => run.fromS >= toS)
  return {
    ...(before === undefined ? {} : { fromS: before.toS }),
    ...(after === undefined ? {} : { toS: after.fromS }),
  }
}

/** Whether a lane is measured from the beginning of a span to its end, without a break inside. */
export function covers(runs: readonly Run[], { fromS, toS }: Span): boolean {
  const [first, last] = [runs.at(0), runs.at(-1)]
  return (
    first !== undefined &&
    last !== undefined &&
    first.fromS <= fromS &&
    last.toS >= toS &&
    !hasBreak(runs, { fromS, toS })
  )
}

/** Whether nothing was measured somewhere in a span, between readings before and behind. */
export function hasBreak(runs: readonly Run[], { fromS, toS }: Span): boolean {
  return runs.some((run, index) => {
    const next = runs[index + 1]
    return next !== undefined && run.toS < next.fromS && run.toS < toS && fromS < next.fromS
  })
}

/** Counts of all intervals in a span; undefined unless every one was measured. */
export function countsIn(runs: readonly Run[], { fromS, toS }: Span): bigint[] | undefined {
  const found: bigint[] = []
  let reachedS = fromS
  for (const { fromS: startS, toS: endS, stepS, counts } of runs) {
    if (endS <= fromS || startS >= toS) continue
    const first = Math.max(0, Math.ceil((fromS - startS) / stepS))
    const last = Math.min((endS - startS) / stepS, Math.floor((toS - startS) / stepS))
    if (startS + first * stepS !== reachedS) return undefined
    for (const count of counts?.subarray(first, last) ?? []) found.push(count)
    reachedS = startS + last * stepS
  }
  return reachedS === toS ? found : undefined
}
