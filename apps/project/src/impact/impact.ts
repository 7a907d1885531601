import type { VintageTotals } from '@tcctv/ledger'
import { formatFixed, formatLocalDay, type Fixed, type LocalDay } from '@tcctv/units'
import type { Refusal } from './fork.ts'
import { replay, type Replayed, type ReplayOptions } from './replay.ts'
import type { Cases, HeldDay, LimitCases } from './tally.ts'

const HEADS = ['baseline', 'project', 'leakage', 'reduction', 'eligible'] as const
type Head = (typeof HEADS)[number]

/** tCO2e as exact decimal text; `eligible` is null while the vintage is not complete. */
type Heads = Readonly<Record<Exclude<Head, 'eligible'>, string>> & { readonly eligible: string | null }
type VintageImpact = {
  readonly vintage: number
  readonly unit: 'tCO2e'
  readonly before: Heads
  readonly after: Heads
  /** After minus before. */
  readonly difference: Heads
}
/** Numbers of readings or days in case 1 to 4; null on the side that has no such limit. */
type LimitImpact = {
  readonly limit: string
  readonly applies: 'reading' | 'day'
  readonly before: Cases | null
  readonly after: Cases | null
}
/** A day that waits for a decision, with the tonnes of that day that depend on it. */
type HeldDayImpact = {
  readonly day: string
  readonly level: number
  readonly limits: readonly string[]
  readonly reduction: string
}

/** What a version would have changed, had it been in force from a day on. Tonnes are exact decimal text. */
export type Impact = {
  readonly documentHash: string
  readonly from: string
  /** Last day with a record on both sides; null when the version changes no day that has one. */
  readonly through: string | null
  readonly headBlock: number
  readonly forkBlock: number | null
  readonly vintages: readonly VintageImpact[]
  readonly limits: readonly LimitImpact[]
  /** Days that would be held and were not, and the other way round; `both` counts the days that are held either way. */
  readonly held: {
    readonly added: readonly HeldDayImpact[]
    readonly removed: readonly HeldDayImpact[]
    readonly both: number
  }
  /** Batches and days that the version does not take. */
  readonly refusals: readonly { readonly day: string; readonly code: string; readonly message: string }[]
  readonly lanes: Replayed['lanes']
}

/** Replays the history with a draft and compares. @throws {TcctvError} as {@link replay} */
export async function measureImpact(options: ReplayOptions): Promise<Impact> {
  const { forkBlock, happened, replayed, refusals, lanes } = await replay(options)
  const lastDays = [happened.tally.lastDay(), replayed.tally.lastDay()].filter((day) => day !== undefined)
  const through = lastDays.length < 2 ? null : formatLocalDay(Math.min(...lastDays))
  return {
    documentHash: options.draft.version.documentHash,
    from: formatLocalDay(options.draft.fromDay),
    through,
    headBlock: options.headBlock,
    forkBlock,
    vintages: [...happened.vintages].flatMap(([year, before]) => {
      const after = replayed.vintages.get(year)
      return after === undefined ? [] : [vintageImpact(year, before, after)]
    }),
    limits: limitImpacts(happened.tally.limits(), replayed.tally.limits()),
    held: heldImpact(happened.tally.held(), replayed.tally.held()),
    refusals: refusals.map(refusalImpact),
    lanes,
  }
}

function vintageImpact(vintage: number, before: VintageTotals, after: VintageTotals): VintageImpact {
  return {
    vintage,
    unit: 'tCO2e',
    before: headsOf((head) => amountOf(before, head)),
    after: headsOf((head) => amountOf(after, head)),
    difference: headsOf((head) => {
      const [one, other] = [amountOf(before, head), amountOf(after, head)]
      return one === null || other === null ? null : other - one
    }),
  }
}

function headsOf(amount: (head: Head) => bigint | null): Heads {
  const text = (head: Head): string => formatFixed((amount(head) ?? 0n) as Fixed) // amounts of the ledger are at 1e18
  return {
    baseline: text('baseline'),
    project: text('project'),
    leakage: text('leakage'),
    reduction: text('reduction'),
    eligible: amount('eligible') === null ? null : text('eligible'),
  }
}

function amountOf(totals: VintageTotals, head: Head): bigint | null {
  return head === 'eligible' && !totals.isComplete ? null : totals[head]
}

function limitImpacts(before: readonly LimitCases[], after: readonly LimitCases[]): LimitImpact[] {
  const ids = [...new Set([...before, ...after].map(({ id }) => id))]
  return ids.map((id) => {
    const [one, other] = [before.find((limit) => limit.id === id), after.find((limit) => limit.id === id)]
    const applies = other?.applies ?? one?.applies ?? 'day'
    return { limit: id, applies, before: one?.cases ?? null, after: other?.cases ?? null }
  })
}

function heldImpact(before: readonly HeldDay[], after: readonly HeldDay[]): Impact['held'] {
  const [were, would] = [daysOf(before), daysOf(after)]
  return {
    added: after.filter(({ day }) => !were.has(day)).map(heldDayImpact),
    removed: before.filter(({ day }) => !would.has(day)).map(heldDayImpact),
    both: before.filter(({ day }) => would.has(day)).length,
  }
}

function daysOf(held: readonly HeldDay[]): ReadonlySet<LocalDay> {
  return new Set(held.map(({ day }) => day))
}

function heldDayImpact({ day, level, limits, reduction }: HeldDay): HeldDayImpact {
  return { day: formatLocalDay(day), level, limits, reduction: formatFixed(reduction as Fixed) }
}

function refusalImpact({ day, code, message }: Refusal): Impact['refusals'][number] {
  return { day: formatLocalDay(day), code, message }
}
