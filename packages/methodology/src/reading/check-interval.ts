import { formatTime, offsetAt, type UnixS } from '@tcctv/units'
import type { PddVersion } from '../pdd-version/pdd-version.ts'
import type { RowFault } from './reading.ts'
import { rowFault } from './row-faults.ts'

/** Adds a fault if an interval, or the instant at its start, lies off the grid, outside of the crediting period, or ends in the future. */
export function checkInterval(
  { crediting, offsets }: Pick<PddVersion, 'crediting' | 'offsets'>,
  interval: { readonly startS: UnixS; readonly stepS: number },
  nowS: UnixS,
  place: { readonly row: number; readonly field: string; readonly isInstant?: boolean },
  faults: RowFault[],
): void {
  const { startS, stepS } = interval
  const { row, field } = place
  const endS = place.isInstant === true ? startS : startS + stepS
  if ((startS + offsetAt(offsets, startS)) % stepS !== 0)
    faults.push(rowFault(row, field, 'OFF_GRID', formatTime(startS), `a multiple of ${stepS} s of the local day`))
  if (startS < crediting.fromS || endS > crediting.toS) {
    const expected = `${formatTime(crediting.fromS)} to ${formatTime(crediting.toS)}`
    faults.push(rowFault(row, field, 'OUTSIDE_CREDITING', formatTime(startS), expected))
  }
  if (endS > nowS) faults.push(rowFault(row, field, 'FUTURE', formatTime(endS), `an end up to ${formatTime(nowS)}`))
}
