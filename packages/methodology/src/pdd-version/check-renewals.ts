import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'

type Renewal = NonNullable<Pdd['crediting']['renewals']>[number]

/**
 * Checks the renewals of a crediting period: each begins where the one before ended, the last one is the period of this
 * document, and it says of every value that the project gives whether it was determined again or kept, and why. Nothing
 * is carried over silently (methodology.md R20). Whether the new baseline is right is for the validator.
 */
export function checkRenewals(pdd: Pdd, methodology: Methodology, sink: FaultSink): void {
  const { renewals = [], start, end } = pdd.crediting
  const [path, last] = [['crediting', 'renewals', String(renewals.length - 1)], renewals.at(-1)] as const
  for (const [index, renewal] of renewals.entries()) checkOrder(renewals, renewal, index, sink)
  if (last === undefined) return
  if (last.start !== start || last.end !== end)
    sink.add(
      path,
      'PERIOD',
      `${last.start} to ${last.end}`,
      `${start} to ${end}, the crediting period of this document`,
    )
  const { id, version } = pdd.methodology
  if (last.methodology.id !== id || last.methodology.version !== version)
    sink.add(
      [...path, 'methodology'],
      'METHODOLOGY',
      `${last.methodology.id}@${last.methodology.version}`,
      `${id}@${version}, the one that this document imports`,
    )
  checkParameters(pdd, methodology, last, path, sink)
}

function checkOrder(renewals: readonly Renewal[], { start, end }: Renewal, index: number, sink: FaultSink): void {
  const path = ['crediting', 'renewals', String(index)]
  const before = renewals[index - 1]
  if (start >= end) sink.add([...path, 'end'], 'ORDER', end, `a day after ${start}`)
  if (before !== undefined && before.end !== start)
    sink.add([...path, 'start'], 'ORDER', start, `${before.end}, the end of the period before`)
}

function checkParameters(
  pdd: Pdd,
  { fixed }: Methodology,
  { parameters }: Renewal,
  path: readonly string[],
  sink: FaultSink,
): void {
  for (const id of Object.keys(pdd.fixed ?? {}))
    if (!Object.hasOwn(parameters, id))
      sink.add([...path, 'parameters', id], 'MISSING', 'nothing', `whether ${id} was determined again or kept, and why`)
  for (const id of Object.keys(parameters))
    if (!Object.hasOwn(fixed, id))
      sink.add([...path, 'parameters', id], 'NAME', id, `one of ${Object.keys(fixed).join(', ')}`)
}
