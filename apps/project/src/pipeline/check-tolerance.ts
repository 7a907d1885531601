import { localHourOf } from '@tcctv/units'
import {
  boundAt,
  highestCase,
  toleranceCase,
  type Limit,
  type PddVersion,
  type ToleranceCase,
} from '@tcctv/methodology'
import type { Flag } from '@tcctv/contracts'
import type { DayBatch } from './identify.ts'

/** A batch with the flags found so far. Flags are data that travel with the readings; nothing is dropped. */
export type CheckedBatch = DayBatch & { readonly flags: readonly Flag[]; readonly highestCase: ToleranceCase }

/**
 * Judges each reading of the batch by the reading limits of the PDD version (methodology.md section 6). The bound of a
 * reading is that of its local day and hour. Day, ratio and equation limits are judged by the contract when the day
 * closes.
 */
export function checkTolerance(
  batch: DayBatch,
  version: Pick<PddVersion, 'limits' | 'lanes' | 'offsets'>,
): CheckedBatch {
  const flags: Flag[] = []
  version.limits.forEach((limit, limitIndex) => {
    if (limit.applies !== 'reading' || limit.subject.kind !== 'parameter') return
    flags.push(...flagsOfLimit(batch, version, limit, limitIndex))
  })
  flags.sort((left, right) => left.column - right.column || left.position - right.position || left.code - right.code)
  return { ...batch, flags, highestCase: highestCase(flags.map(({ code }) => caseOf(code))) }
}

function flagsOfLimit(
  batch: DayBatch,
  { lanes, offsets }: Pick<PddVersion, 'lanes' | 'offsets'>,
  limit: Limit,
  limitIndex: number,
): readonly Flag[] {
  if (limit.subject.kind !== 'parameter') return []
  const { variable } = limit.subject
  return batch.columns.flatMap((column, columnIndex) =>
    lanes[column.lane]?.variable === variable
      ? [...column.counts].flatMap((count, position) => {
          const startS = column.startS + position * column.stepS
          const bound = boundAt(limit, batch.day, localHourOf(offsets, startS))
          const code = bound === undefined ? 1 : toleranceCase(bound, count)
          return code === 1 ? [] : [{ column: columnIndex, position, code, detail: limitIndex, scoreMillionths: 0 }]
        })
      : [],
  )
}

function caseOf(code: number): ToleranceCase {
  return code === 2 || code === 3 || code === 4 ? code : 1
}
