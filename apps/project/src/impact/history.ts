import {
  decodeLedgerEvents,
  projectLedgerAbi,
  quantifierAbi,
  type ChainPddVersion,
  type LedgerEvent,
} from '@tcctv/contracts'
import type { LedgerEngine, ProgramParts, ProjectLedger } from '@tcctv/ledger'
import type { LocalDay } from '@tcctv/units'
import { decodeFunctionData, encodeEventTopics, hexToBytes, type DecodeFunctionDataReturnType } from 'viem'
import { projectedBlock } from '../project-block.ts'
import type { Hex } from '../read-model/projected.ts'

/** A call of the ledger that succeeded, and its events. */
export type PastCall = {
  readonly call: DecodeFunctionDataReturnType<typeof projectLedgerAbi>
  readonly events: readonly LedgerEvent[]
  /** The programs registered before it in its block, for a proposal. */
  readonly programs: readonly ProgramParts[]
}

/** Calls of the ledger in a block, in order; calls of other contracts and those that reverted are left out. */
export async function pastCalls(
  chain: LedgerEngine,
  { domain, quantifier }: Pick<ProjectLedger, 'domain' | 'quantifier'>,
  number: number,
): Promise<readonly PastCall[]> {
  const { transactions } = await projectedBlock(chain, number, domain.ledger)
  const calls: PastCall[] = []
  const programs: ProgramParts[] = []
  for (const { to, data, events } of transactions) {
    if (isSame(to, quantifier)) programs.push(...programsOf(data))
    if (!isSame(to, domain.ledger) || events.length === 0) continue
    const call = decodeFunctionData({ abi: projectLedgerAbi, data })
    calls.push({ call, events, programs: [...programs] })
  }
  return calls
}

function programsOf(data: Hex): ProgramParts[] {
  const call = decodeFunctionData({ abi: quantifierAbi, data })
  if (call.functionName !== 'registerProgram') return []
  const [code, constants, tables] = call.args
  return [{ code: hexToBytes(code), constants, tables }]
}

function isSame(left: Hex | null, right: Hex): boolean {
  return left?.toLowerCase() === right.toLowerCase()
}

/** All events of some kinds up to a block, in order, with their blocks. */
export async function pastEvents<Name extends LedgerEvent['eventName']>(
  chain: LedgerEngine,
  ledger: Hex,
  names: readonly Name[],
  toBlock: number,
): Promise<readonly { readonly block: number; readonly event: Extract<LedgerEvent, { eventName: Name }> }[]> {
  const signatures = names.flatMap((eventName) => topicsOf(eventName))
  const logs = await chain.logs({ fromBlock: 1, toBlock, address: [ledger], topics: [signatures] })
  return logs.flatMap((log) => {
    const [signature, ...indexed] = log.topics
    const decoded = decodeLedgerEvents([
      {
        address: log.address,
        topics: signature === undefined ? [] : [signature, ...indexed],
        data: log.data,
        blockNumber: BigInt(log.block),
        blockHash: log.blockHash,
        transactionHash: log.transactionHash,
        transactionIndex: log.transactionIndex,
        logIndex: log.logIndex,
        removed: false,
      },
    ])
    return decoded
      .filter((event): event is Extract<LedgerEvent, { eventName: Name }> =>
        names.some((name) => name === event.eventName),
      )
      .map((event) => ({ block: log.block, event }))
  })
}

function topicsOf(eventName: LedgerEvent['eventName']): Hex[] {
  const [signature] = encodeEventTopics({ abi: projectLedgerAbi, eventName })
  return typeof signature === 'string' ? [signature] : []
}

/** Versions of a ledger: by index, and by the day on which they are in force. */
export type ChainVersions = {
  readonly at: (index: number) => Promise<ChainPddVersion>
  readonly approve: (index: number, fromDay: LocalDay) => Promise<void>
  /** As the contract finds it. @throws {RangeError} when no version covers the day */
  readonly on: (day: LocalDay) => ChainPddVersion
  readonly firstDay: () => LocalDay | undefined
}

export function chainVersions(ledger: Pick<ProjectLedger, 'pdd'>): ChainVersions {
  const known = new Map<number, ChainPddVersion>()
  const approvals: { readonly fromDay: LocalDay; readonly version: ChainPddVersion }[] = []
  const at = async (index: number): Promise<ChainPddVersion> => {
    const version = known.get(index) ?? (await ledger.pdd(index))
    known.set(index, version)
    return version
  }
  return {
    at,
    approve: async (index, fromDay) => void approvals.push({ fromDay, version: await at(index) }),
    on: (day) => {
      const approval = approvals.findLast(({ fromDay }) => fromDay <= day)
      if (approval === undefined) throw new RangeError(`no version in force on day ${day}`)
      return approval.version
    },
    firstDay: () => approvals[0]?.fromDay,
  }
}
