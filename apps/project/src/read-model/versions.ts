import { projectLedgerAbi, type ChainPddVersion } from '@tcctv/contracts'
import type { LocalDay } from '@tcctv/units'
import { decodeFunctionData, hexToString } from 'viem'
import { readModelError } from './errors.ts'
import type { Hex } from './projected.ts'
import { hexOf, integerOf, type Statements } from './rows.ts'

/** A PDD version as the chain keeps it, with its place and its approval (the first one). */
export type Version = {
  readonly index: number
  readonly chain: ChainPddVersion
  readonly block: number
  readonly tx: Hex
  readonly approvedFrom: LocalDay | null
}
type Lane = ChainPddVersion['lanes'][number]
type Limit = ChainPddVersion['limits'][number]
/** A lane with its texts decoded. */
export type ProjectedLane = Omit<Lane, 'parameter' | 'meter'> & {
  readonly lane: number
  readonly parameter: string
  readonly meter: string
}
export type ProjectedLimit = Omit<Limit, 'id'> & { readonly id: string }

/** PDD versions of the chain, decoded once. */
export type Versions = {
  readonly at: (index: number) => Version
  /** The version in force on a local day, or undefined. */
  readonly inForce: (day: LocalDay) => Version | undefined
  /** The latest approved version, else the latest proposed one. */
  readonly latest: () => Version | undefined
  readonly all: () => readonly Version[]
  /** Versions that are in force on some day, each once, in order of their last approval. */
  readonly approved: () => readonly Version[]
  /** Local day that the first approval names. */
  readonly firstApproval: () => LocalDay | undefined
  /** Reads the tables again: after a write, and after a write that was undone. */
  readonly reload: () => void
}

const PROPOSE = projectLedgerAbi.filter((item): item is ProposePdd => 'name' in item && item.name === 'proposePdd')

export function createVersions({ sql }: Statements): Versions {
  let versions: readonly Version[] = []
  let approvals: readonly { readonly index: number; readonly fromDay: LocalDay }[] = []
  const known = new Map<string, ChainPddVersion>()
  const reload = (): void => {
    approvals = sql('SELECT pdd, from_day FROM approval ORDER BY number')
      .all()
      .map((row) => ({ index: integerOf(row, 'pdd'), fromDay: integerOf(row, 'from_day') }))
    versions = sql('SELECT * FROM pdd ORDER BY number')
      .all()
      .map((row) => {
        const index = integerOf(row, 'number')
        const calldata = hexOf(row, 'calldata')
        const chain = known.get(calldata) ?? versionOf(calldata, hexOf(row, 'tx'))
        known.set(calldata, chain)
        const approvedFrom = approvals.find((approval) => approval.index === index)?.fromDay ?? null
        return { index, chain, block: integerOf(row, 'block'), tx: hexOf(row, 'tx'), approvedFrom }
      })
  }
  const at = (index: number): Version => {
    const found = versions[index]
    if (found === undefined) throw readModelError('READ_MODEL_VERSION', { index })
    return found
  }
  const lastOf = (day: LocalDay): Version | undefined => {
    const approval = approvals.findLast(({ fromDay }) => fromDay <= day)
    return approval === undefined ? undefined : at(approval.index)
  }
  // An approval hides those before it from its day on; one that has no day left is in force nowhere.
  const approved = (): readonly Version[] => {
    const visible = approvals.filter(
      ({ fromDay }, place) => !approvals.slice(place + 1).some((later) => later.fromDay <= fromDay),
    )
    return [...new Set(visible.toReversed().map(({ index }) => index))].toReversed().map(at)
  }
  reload()
  const latest = (): Version | undefined => lastOf(Infinity) ?? versions.at(-1)
  const firstApproval = (): LocalDay | undefined => approvals[0]?.fromDay
  return { at, inForce: lastOf, latest, all: () => versions, approved, firstApproval, reload }
}

/** Lanes of a version with their texts. */
export function lanesOf(version: Version): readonly ProjectedLane[] {
  return version.chain.lanes.map((lane, index) => ({
    ...lane,
    lane: index,
    parameter: idText(lane.parameter),
    meter: idText(lane.meter),
  }))
}

/** Limits of a version with their texts; the place in the list is the number that flags and exceptions carry. */
export function limitsOf(version: Version): readonly ProjectedLimit[] {
  return version.chain.limits.map((limit) => ({ ...limit, id: idText(limit.id) }))
}

/** Places of the counts that a parameter limit judges: those of the variable's lanes. */
export function placesOfVariable(version: Version, variable: number): number {
  return version.chain.lanes.find(({ variableIndex }) => variableIndex === variable)?.places ?? 0
}

function versionOf(calldata: Hex, tx: Hex): ChainPddVersion {
  try {
    return decodeFunctionData({ abi: PROPOSE, data: calldata }).args[0]
  } catch (cause) {
    throw readModelError('READ_MODEL_CALLDATA', { tx, event: 'PddProposed' }, cause)
  }
}

function idText(id: Hex): string {
  return hexToString(id, { size: 32 })
}

type ProposePdd = Extract<(typeof projectLedgerAbi)[number], { readonly name: 'proposePdd' }>
