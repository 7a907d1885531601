import type { ReadModel } from '../read-model/open-read-model.ts'
import type { Hex } from '../read-model/projected.ts'

type Asked = Pick<ReadModel, 'acts' | 'batchesOf'>
type Column = ReturnType<ReadModel['batchesOf']>[number]['columns'][number]

/** A batch that took the place of a day's data, and the columns of earlier batches that it replaced. */
export type Correction = {
  readonly day: number
  readonly exception: number
  readonly digest: Hex
  readonly block: number
  readonly tx: Hex
  readonly atS: number
  /** Columns of the batch itself. */
  readonly columns: readonly Column[]
  readonly replaced: readonly {
    readonly digest: Hex
    readonly block: number
    readonly tx: Hex
    readonly column: Column
  }[]
}

/** Corrections in order; what one replaced is in no sum any more, but stays on the chain. */
export function correctionsOf({ acts, batchesOf }: Asked): readonly Correction[] {
  const taken = new Set<Column>()
  const batches = new Map<number, ReturnType<ReadModel['batchesOf']>>()
  return acts('Superseded').map(({ subject, fields, block, tx, atS }) => {
    const day = Number(fields['day'])
    const ofDay = batches.get(day) ?? batchesOf(day)
    batches.set(day, ofDay)
    const own = ofDay.find(({ digest }) => digest === subject)
    const columns = own?.columns ?? []
    const replaced = ofDay.flatMap((batch) =>
      batch.columns
        .filter((column) => batch.block < block && !taken.has(column) && columns.some((one) => isSame(one, column)))
        .map((column) => ({ digest: batch.digest, block: batch.block, tx: batch.tx, column })),
    )
    for (const { column } of replaced) taken.add(column)
    return {
      day,
      exception: Number(fields['exception']),
      digest: own?.digest ?? '0x',
      block,
      tx,
      atS,
      columns,
      replaced,
    }
  })
}

function isSame(left: Column, right: Column): boolean {
  return left.parameter === right.parameter && left.meter === right.meter
}
