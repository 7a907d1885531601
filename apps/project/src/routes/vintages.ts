import { nameOfCode, PERIOD_STATES, STAGES } from '@tcctv/contracts'
import { z } from 'zod'
import type { RecordRow } from '../read-model/query-records.ts'
import type { Version } from '../read-model/versions.ts'
import { fixedText } from './amounts.ts'
import { periodsOf, type CarbonPeriod } from './carbon-periods.ts'
import type { ReadSide } from './read-side.ts'

export const vintageSchema = z.object({
  vintage: z.number(),
  reduction: z.string(),
  baseline: z.string(),
  project: z.string(),
  leakage: z.string(),
  eligible: z.string(),
  carried: z.string(),
  unit: z.literal('tCO2e'),
  days: z.number(),
  status: z.string(),
  final: z.boolean(),
  /** Quantity of the statement, and of the issuance, once there is one. */
  verified: z.string().nullable(),
  issued: z.string().nullable(),
})
type Heads = Pick<CarbonPeriod, 'baseline' | 'project' | 'leakage' | 'reduction'>

/** Every vintage with a record: as the chain recorded it, or to date with what would be eligible now. */
export function vintagesOf({ readModel }: ReadSide, version: Version): z.infer<typeof vintageSchema>[] {
  const records = countingRecords(readModel.records(0, 2 ** 32))
  const recorded = new Map(readModel.vintages().map((row) => [row.vintage, row]))
  let carried = 0n
  return periodsOf(records, 'vintage').map((period) => {
    const vintage = Number(period.period)
    const row = recorded.get(vintage)
    const issuable = row ?? issuableOf(period.reduction + carried, version)
    carried = issuable.carried
    const days = records.filter(({ day }) => yearOf(day) === vintage).length
    return {
      vintage,
      ...headsText(row ?? period),
      eligible: fixedText(issuable.eligible),
      carried: fixedText(issuable.carried),
      unit: 'tCO2e' as const,
      days,
      status: stateOf(readModel, vintage),
      final: row !== undefined,
      verified: quantityOf(readModel, vintage, PERIOD_STATES.verified),
      issued: quantityOf(readModel, vintage, PERIOD_STATES.issued),
    }
  })
}

/** Records that count in vintages: those of the trial do not count in a live project. */
export function countingRecords(records: readonly RecordRow[]): readonly RecordRow[] {
  const live = records.filter(({ stage }) => stage === STAGES.live)
  return live.length > 0 ? live : records
}

function headsText({ baseline, project, leakage, reduction }: Heads) {
  return {
    baseline: fixedText(baseline),
    project: fixedText(project),
    leakage: fixedText(leakage),
    reduction: fixedText(reduction),
  }
}

/** The contract's rule for a vintage's end: whole quanta up to the cap are eligible, the rest or a deficit is carried. */
function issuableOf(offered: bigint, { chain: { issuance } }: Version): { eligible: bigint; carried: bigint } {
  const total = issuance.cap >= 0n && offered > issuance.cap ? issuance.cap : offered
  const eligible = total > 0n ? total - (total % issuance.quantum) : 0n
  const carries = total < 0n ? issuance.carryNegative : !issuance.dropRemainder
  return { eligible, carried: carries ? total - eligible : 0n }
}

function stateOf(readModel: ReadSide['readModel'], vintage: number): string {
  const move = readModel.acts('PeriodMoved').findLast(({ subject }) => Number(subject) === vintage)
  return nameOfCode(PERIOD_STATES, Number(move?.fields['to'] ?? PERIOD_STATES.open)) ?? 'open'
}

function quantityOf(readModel: ReadSide['readModel'], vintage: number, to: number): string | null {
  const move = readModel
    .acts('PeriodMoved')
    .findLast(({ subject, fields }) => Number(subject) === vintage && fields['to'] === to)
  return move === undefined ? null : fixedText(BigInt(String(move.fields['quantity'])))
}

/** Calendar year of a local day. */
export function yearOf(day: number): number {
  return new Date(day * 86_400_000).getUTCFullYear()
}
