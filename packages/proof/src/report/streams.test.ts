import { describe, expect, it } from 'vitest'
import type { Hex } from '../bytes.ts'
import type { ChainRecord, LedgerEvent } from '../records.ts'
import { laneDaysOf } from './streams.ts'

const ZERO: Hex = `0x${'0'.repeat(64)}`
const DAY = 15_000
type Told = { readonly digest: Hex; readonly lane: number; readonly count: number; readonly sum: bigint }

function recordOf({ digest, lane, count, sum }: Told, corrects = false): ChainRecord {
  const batch = { signer: '0x00000000000000000000000000000000000000aa', sequence: 1n, readings: count } as const
  const rest = { columnsRoot: ZERO, evidence: 1, source: ZERO, stage: 2, pddIndex: 0n } as const
  const events: LedgerEvent[] = [
    { eventName: 'BatchCommitted', args: { digest, day: DAY, ...batch, ...rest } },
    { eventName: 'ColumnCommitted', args: { digest, lane, startS: 0, stepS: 900, count, sum, columnHash: ZERO } },
  ]
  if (corrects) events.unshift({ eventName: 'Superseded', args: { digest, day: DAY, exception: 1n } })
  const block = { number: 1, hash: ZERO, timestampS: 0, stateRoot: ZERO }
  return { block, tx: { hash: digest, index: 0 }, events }
}

describe('readings of a day by lane', () => {
  it('adds the batches of a lane', () => {
    const told = [recordOf({ digest: '0x01', lane: 0, count: 4, sum: 10n }), recordOf({ digest: '0x02', lane: 0, count: 6, sum: 5n })] // prettier-ignore
    expect(laneDaysOf(told).get(DAY)).toMatchObject([{ lane: 0, readings: 10, sum: 15n }])
  })

  it('counts corrected data once, in its own lanes only', () => {
    const found = laneDaysOf([
      recordOf({ digest: '0x01', lane: 0, count: 4, sum: 10n }),
      recordOf({ digest: '0x02', lane: 1, count: 4, sum: 7n }),
      recordOf({ digest: '0x03', lane: 0, count: 4, sum: 8n }, true),
      recordOf({ digest: '0x04', lane: 0, count: 1, sum: 1n }),
    ])
    expect(found.get(DAY)).toMatchObject([
      { lane: 1, readings: 4, sum: 7n },
      { lane: 0, readings: 5, sum: 9n },
    ])
  })
})
