import { decodeColumns, decodeFlags, type ProjectGenesis } from '@tcctv/contracts'
import { forkChain, openProjectLedger, type ProjectLedger, type VintageTotals } from '@tcctv/ledger'
import { hexToBytes } from 'viem'
import { Fork, type Draft, type Refusal } from './fork.ts'
import { pastCalls, pastEvents, type ChainVersions, type PastCall } from './history.ts'
import { pastOf } from './past.ts'
import { fitLanes, type LaneFit } from './refit.ts'
import { createTally, type Tally } from './tally.ts'

export type ReplayOptions = {
  /** Directory of the live chain; it is only read. */
  readonly directory: string
  readonly genesis: ProjectGenesis
  readonly draft: Draft
  /** Newest block that is looked at. */
  readonly headBlock: number
  readonly nowS: number
  /** Blocks done and blocks to do. */
  readonly onProgress: (done: number, total: number) => void
}

/** What happened and what would have happened, from the same readings. */
export type Replayed = {
  /** Last block of the live chain that the fork has; null when the draft changes no day that has readings. */
  readonly forkBlock: number | null
  readonly happened: Outcome
  readonly replayed: Outcome
  readonly refusals: readonly Refusal[]
  readonly lanes: Pick<LaneFit, 'dropped' | 'missing'>
}
type Outcome = {
  readonly vintages: ReadonlyMap<number, VintageTotals>
  readonly tally: Tally
}

/**
 * Runs the history again on a fork of the chain, as if the draft had been approved from `fromDay` on: the same readings
 * and the same contracts, the draft's program, factors and limits. An exception gets the decision that its limit got on
 * that day; a new one is released with the value as it is, and its day is reported as held.
 *
 * @throws {TcctvError} IMPACT_LANES; PDD_INVALID and the ledger's other refusals of the draft itself
 */
export async function replay(options: ReplayOptions): Promise<Replayed> {
  const { directory, genesis, headBlock, nowS, draft } = options
  const { fromDay } = draft
  const clock = (): number => nowS
  await using live = await forkChain({ directory, genesis, block: headBlock, clock })
  const liveLedger = await openProjectLedger(live, genesis.relayer)
  const address = liveLedger.domain.ledger
  const past = await pastOf(live, liveLedger, headBlock)
  const happened = createTally(fromDay)
  const batches = await pastEvents(live, address, ['BatchCommitted'], headBlock)
  const first = batches.find(({ event }) => event.args.day >= fromDay)
  const present = await past.versions.at(past.newest)
  const { dropped, missing } = fitLanes(present, draft.version)
  if (first === undefined) {
    const outcome = { vintages: new Map<number, VintageTotals>(), tally: happened }
    return { forkBlock: null, happened: outcome, replayed: outcome, refusals: [], lanes: { dropped, missing } }
  }
  const forkBlock = first.block - 1
  await using chain = await forkChain({ directory, genesis, block: forkBlock, clock })
  const fork = await Fork.open(await openProjectLedger(chain, genesis.relayer), draft, past)
  for (const { event, block } of past.governance) if (block <= forkBlock) await fork.know(event)
  await fork.putInForce()
  for (let number = forkBlock + 1; number <= headBlock; number += 1) {
    for (const call of await pastCalls(live, liveLedger, number)) {
      await countPast(happened, call, past.versions)
      await fork.repeat(call)
    }
    options.onProgress(number - forkBlock, headBlock - forkBlock)
  }
  fork.finish()
  const years = past.years(fromDay)
  return {
    forkBlock,
    happened: { vintages: await vintagesOf(liveLedger, years), tally: happened },
    replayed: { vintages: await vintagesOf(fork.ledger, years), tally: fork.tally },
    refusals: fork.refusals,
    lanes: { dropped, missing },
  }
}

/** Counts a call of the past as it was. */
async function countPast(tally: Tally, { call, events }: PastCall, versions: ChainVersions): Promise<void> {
  tally.events(events, versions.on)
  if (call.functionName !== 'commitBatch') return
  const [columns, , , , , flags] = call.args
  const committed = events.find((event) => event.eventName === 'BatchCommitted')
  if (committed === undefined) return
  tally.batch({
    day: committed.args.day,
    columns: decodeColumns(hexToBytes(columns)),
    flags: decodeFlags(hexToBytes(flags)),
    version: await versions.at(Number(committed.args.pddIndex)),
  })
}

async function vintagesOf(
  ledger: Pick<ProjectLedger, 'vintage'>,
  years: readonly number[],
): Promise<ReadonlyMap<number, VintageTotals>> {
  const totals = await Promise.all(years.map(async (year) => [year, await ledger.vintage(year)] as const))
  return new Map(totals)
}
