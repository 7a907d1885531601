import { localDayOf, type OffsetTable, type RoundingMode } from '@tcctv/units'
import {
  decodeAbiParameters,
  encodeAbiParameters,
  keccak256,
  stringToHex,
  type AbiParameterToPrimitiveType,
  type Hex,
} from 'viem'
import { encodeBounds, type Bound } from './bounds.ts'
import {
  LANE_ROLES,
  LIMIT_PATTERNS,
  VISIBILITIES,
  AGGREGATES,
  type AggregateName,
  type LaneRoleName,
  type LimitPatternName,
  type VisibilityName,
} from './codes.ts'
import { contractsError } from './errors.ts'
import { projectLedgerAbi } from './generated/project-ledger.ts'

type Program = {
  readonly code: Uint8Array
  readonly constants: readonly bigint[]
  readonly tables: readonly bigint[]
  readonly variables: readonly { readonly id: string }[]
  readonly equations: readonly { readonly id: string }[]
  readonly hash: Hex
}
type LaneLike = {
  readonly parameter: string
  readonly meter: string
  readonly places: number
  readonly stepS: number
  readonly role: LaneRoleName
  readonly variable: number
  readonly multiplier: bigint
  readonly low: bigint
  readonly high: bigint
  /** From this instant on another meter measures. */
  readonly untilS?: number
  /** Before this instant another meter measured. */
  readonly fromS?: number
}
type VariableLike =
  | { readonly kind: 'lanes'; readonly aggregate?: AggregateName }
  | { readonly kind: 'interval'; readonly equation: number; readonly aggregate: AggregateName }
  | { readonly kind: 'constant'; readonly amount: bigint }
  | { readonly kind: 'lag'; readonly history: number; readonly lag: number }
  | { readonly kind: 'coefficient' }
  | { readonly kind: 'builtin'; readonly name: 'DAYS' | 'DAYS_ALL' | 'HOURS' }
type HistoryLike = {
  readonly variable: number
  readonly series: Hex
  readonly fromYear: number
  readonly amounts: readonly bigint[]
}
type LimitLike = {
  readonly id: string
  readonly applies: 'reading' | 'day'
  readonly subject:
    | { readonly kind: 'parameter'; readonly variable: number }
    | { readonly kind: 'equation'; readonly equation: number }
  /** Variable of a ratio. */
  readonly divisor?: number
  /** Local day. */
  readonly effectiveFrom: number
  readonly by: LimitPatternName
  readonly bounds: readonly Bound[]
}

/** A compiled project document as packages/methodology makes it; fields that the chain does not know are left out. */
export type PddVersionLike = {
  readonly documentHash: Hex
  readonly methodologyHash: Hex
  readonly program: Program
  readonly programs: readonly { readonly year: number; readonly program: Program; readonly interval?: Program }[]
  /** Equations of each interval; `inputs` are places in `variables`. */
  readonly interval?: { readonly program: Program; readonly inputs: readonly number[] }
  readonly purpose: 'project' | 'demonstration'
  readonly visibility: VisibilityName
  readonly crediting: { readonly fromS: number; readonly toS: number }
  readonly offsets: OffsetTable
  readonly lanes: readonly LaneLike[]
  readonly variables: readonly VariableLike[]
  readonly histories: readonly HistoryLike[]
  /** Of each lane, in their order; `permissible` is relative, at 1e18. */
  readonly meters: readonly { readonly dueDay: number; readonly intervalDays: number; readonly permissible: bigint }[]
  readonly limits: readonly LimitLike[]
  readonly heads: {
    readonly baseline: number | null
    readonly project: number | null
    readonly leakage: number | null
    readonly reduction: number | null
  }
  readonly issuance: IssuanceLike
}
type IssuanceLike = {
  readonly quantum: bigint
  readonly rounding: 'floor'
  readonly carryNegative: boolean
  readonly carryRemainder: boolean
  readonly cap?: bigint
  readonly buffer?: { readonly share: bigint; readonly quantum: bigint; readonly rounding: RoundingMode }
}

const PARAMETERS = [parameterOf()] as const
/** The struct `PddVersion` of the contracts. */
export type ChainPddVersion = AbiParameterToPrimitiveType<(typeof PARAMETERS)[0]>

/** Rounding as the contracts number it. */
const ROUNDING_MODES = { floor: 0, ceil: 1, trunc: 2, 'half-up': 3, 'half-even': 4 } as const satisfies Record<
  RoundingMode,
  number
>
const NO_HEAD = 0xffff
const LAG = 5
const INTERVAL = 7
/** Of no interval equations. */
const NO_PROGRAM = `0x${'00'.repeat(32)}` as const
const COEFFICIENT = 6
const NO_DIVISOR = 0xffff
const BUILTINS = { DAYS: 2, DAYS_ALL: 3, HOURS: 4 } as const

/**
 * The struct that proposePdd takes. Texts become 32 bytes, padded right; days follow from the crediting period and the
 * table of offsets. Whether program and indexes fit is checked by the contract.
 *
 * @throws {TcctvError} PDD_NOT_FOR_CHAIN for identifiers above 31 bytes
 */
export function toChainPddVersion(version: PddVersionLike): ChainPddVersion {
  const { crediting, offsets, heads } = version
  return {
    documentHash: version.documentHash,
    methodologyHash: version.methodologyHash,
    programHash: version.program.hash,
    demonstration: version.purpose === 'demonstration',
    visibility: VISIBILITIES[version.visibility],
    creditingFromS: crediting.fromS,
    creditingToS: crediting.toS,
    firstDay: localDayOf(offsets, crediting.fromS),
    lastDay: localDayOf(offsets, crediting.toS - 1),
    offsets: offsets.map(({ fromS, offsetS }) => ({ fromS, offsetS })),
    lanes: version.lanes.map(toChainLane),
    variables: version.variables.map(toChainVariable),
    limits: version.limits.map(toChainLimit),
    heads: {
      baseline: heads.baseline ?? NO_HEAD,
      project: heads.project ?? NO_HEAD,
      leakage: heads.leakage ?? NO_HEAD,
      reduction: heads.reduction ?? NO_HEAD,
    },
    issuance: toChainIssuance(version.issuance),
    programs: version.programs.map(({ year, program, interval }) => ({
      year,
      programHash: program.hash,
      intervalHash: interval?.hash ?? NO_PROGRAM,
    })),
    histories: version.histories.map(({ variable, series, fromYear, amounts }) => ({
      variable,
      series,
      fromYear,
      amounts: [...amounts],
    })),
    meters: version.meters.map(({ dueDay, intervalDays, permissible }) => ({ dueDay, intervalDays, permissible })),
    interval: {
      programHash: version.interval?.program.hash ?? NO_PROGRAM,
      inputs: [...(version.interval?.inputs ?? [])],
    },
  }
}

/** keccak256(abi.encode(version)): the content of the proponent's decision "propose-pdd". */
export function pddContentHash(version: ChainPddVersion): Hex {
  return keccak256(encodeAbiParameters(PARAMETERS, [version]))
}

/** The version from the bytes that the ledger keeps (its view `pdd(index)`). */
export function decodePddVersion(encoded: Hex): ChainPddVersion {
  return decodeAbiParameters(PARAMETERS, encoded)[0]
}

/**
 * Text as 32 bytes, padded right.
 *
 * @throws {TcctvError} PDD_NOT_FOR_CHAIN above 31 bytes of UTF-8
 * @example textId('EG') // '0x4547000…'
 */
export function textId(text: string): Hex {
  const hex = stringToHex(text)
  if (hex.length > 2 + 2 * 31)
    throw contractsError('PDD_NOT_FOR_CHAIN', { reason: `"${text}" is longer than 31 bytes` })
  return `0x${hex.slice(2).padEnd(64, '0')}`
}

/** Of a version without interval equations. */
export const NO_INTERVALS = { programHash: NO_PROGRAM, inputs: [] } as const

/** Of an issuance rule without cap and buffer, whose remainder is carried. */
export const UNLIMITED_ISSUANCE = {
  dropRemainder: false,
  cap: -1n,
  bufferShare: 0n,
  bufferQuantum: 0n,
  bufferRounding: 0,
} as const satisfies Partial<ChainPddVersion['issuance']>

function toChainIssuance({ quantum, carryNegative, carryRemainder, cap, buffer }: IssuanceLike) {
  return {
    ...UNLIMITED_ISSUANCE,
    quantum,
    rounding: 0,
    carryNegative,
    dropRemainder: !carryRemainder,
    ...(cap === undefined ? {} : { cap }),
    ...(buffer === undefined
      ? {}
      : {
          bufferShare: buffer.share,
          bufferQuantum: buffer.quantum,
          bufferRounding: ROUNDING_MODES[buffer.rounding],
        }),
  }
}

function toChainLane(lane: LaneLike): ChainPddVersion['lanes'][number] {
  return {
    parameter: textId(lane.parameter),
    meter: textId(lane.meter),
    variableIndex: lane.variable,
    stepS: lane.stepS,
    role: LANE_ROLES[lane.role],
    places: lane.places,
    multiplier: lane.multiplier,
    low: lane.low,
    high: lane.high,
    untilS: lane.untilS ?? 0,
    fromS: lane.fromS ?? 0,
  }
}

function toChainVariable(variable: VariableLike): ChainPddVersion['variables'][number] {
  switch (variable.kind) {
    case 'lanes':
      return { source: 0, amount: AGGREGATES[variable.aggregate ?? 'sum'] }
    case 'interval':
      return { source: INTERVAL, amount: (BigInt(variable.equation) << 8n) + AGGREGATES[variable.aggregate] }
    case 'constant':
      return { source: 1, amount: variable.amount }
    case 'lag':
      return { source: LAG, amount: (BigInt(variable.history) << 16n) + BigInt(variable.lag) }
    case 'coefficient':
      return { source: COEFFICIENT, amount: 0n }
    case 'builtin':
      return { source: BUILTINS[variable.name], amount: 0n }
  }
}

function toChainLimit(limit: LimitLike): ChainPddVersion['limits'][number] {
  const { subject } = limit
  return {
    id: textId(limit.id),
    applies: limit.applies === 'reading' ? 1 : 2,
    subjectKind: subject.kind === 'parameter' ? 1 : 2,
    subject: subject.kind === 'parameter' ? subject.variable : subject.equation,
    divisor: limit.divisor ?? NO_DIVISOR,
    by: LIMIT_PATTERNS[limit.by],
    effectiveFrom: limit.effectiveFrom,
    bounds: encodeBounds(limit.bounds),
  }
}

function parameterOf() {
  const propose = projectLedgerAbi.find((item): item is ProposePdd => 'name' in item && item.name === 'proposePdd')
  if (propose === undefined) throw contractsError('PDD_NOT_FOR_CHAIN', { reason: 'ABI without proposePdd' })
  return propose.inputs[0]
}

type ProposePdd = Extract<(typeof projectLedgerAbi)[number], { readonly name: 'proposePdd' }>
