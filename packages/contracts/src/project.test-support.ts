import { keccak256, concatHex, encodePacked, toHex, type Hex } from 'viem'
import { FIXED_ONE, localDayOf, type OffsetTable } from '@tcctv/units'
import { encodeBounds } from './bounds.ts'
import type { Column } from './columns.ts'
import { textId, type ChainPddVersion, NO_INTERVALS, UNLIMITED_ISSUANCE } from './pdd-version.ts'
import { createWorld, type World } from './world.test-support.ts'

export type TestProgram = { readonly code: Hex; readonly constants: bigint[]; readonly tables: bigint[] }

const OPS: Readonly<Record<string, number>> = {
  END: 0x00,
  CONST: 0x01,
  VAR: 0x02,
  REG: 0x03,
  ADD: 0x10,
  SUB: 0x11,
  NEG: 0x12,
  MULF: 0x13,
  MULC: 0x14,
  DIVF: 0x15,
  DIVC: 0x16,
  MULDIVF: 0x17,
  MULDIVC: 0x18,
  MIN: 0x20,
  MAX: 0x21,
  LOOKUP: 0x30,
  CONV: 0x31,
  ROUND: 0x40,
  STORE: 0x50,
}

/** Code from text, for example `VAR 0 CONST 1 MULF STORE 0 END`; operands are two bytes. */
export function assemble(text: string): Hex {
  const parts = text.trim().split(/\s+/)
  return concatHex(parts.map((part) => (/^\d+$/.test(part) ? toHex(Number(part), { size: 2 }) : opcode(part))))
}

function opcode(name: string): Hex {
  return toHex(OPS[name] ?? 0xee, { size: 1 })
}

/** Hash of a program as the quantifier computes it. */
export function programHash({ code, constants, tables }: TestProgram): Hex {
  const words = (list: bigint[]): Hex => (list.length === 0 ? '0x' : encodePacked(['int256[]'], [list]))
  return keccak256(concatHex([keccak256(code), keccak256(words(constants)), keccak256(words(tables))]))
}

/** BE = floor(EG·EF), PE = ceil(IMP·EF + FUEL·DAYS/DAYS_ALL), ER = BE − PE; quantum 1e-6 t. */
export const PROGRAM: TestProgram = {
  code: assemble(`VAR 0 VAR 2 MULF ROUND 0 0 STORE 0
    VAR 1 VAR 2 MULC VAR 3 VAR 4 VAR 5 MULDIVC ADD ROUND 1 0 STORE 1
    REG 0 REG 1 SUB STORE 2 END`),
  constants: [10n ** 12n],
  tables: [],
}

/** America/Denver around 2011 and 2012. */
export const DENVER: OffsetTable = [
  { fromS: 0, offsetS: -25_200 },
  { fromS: 1_300_006_800, offsetS: -21_600 },
  { fromS: 1_320_566_400, offsetS: -25_200 },
  { fromS: 1_331_456_400, offsetS: -21_600 },
  { fromS: 1_352_016_000, offsetS: -25_200 },
]
/** 2011-12-20 in Denver. */
export const FROM_S = 1_324_364_400
export const FIRST_DAY = localDayOf(DENVER, FROM_S)
export const DAY_S = 86_400

/** A PDD version of two lanes (EG export of M1, IMP import of M1) with wide limits. */
export function versionWith(changes: Partial<ChainPddVersion> = {}): ChainPddVersion {
  const lane = {
    meter: textId('M1'),
    stepS: 3600,
    places: 3,
    multiplier: 10n ** 15n,
    low: -1_000_000n,
    high: 1_000_000n,
    untilS: 0,
    fromS: 0,
  }
  return {
    documentHash: keccak256('0x01'),
    methodologyHash: keccak256('0x02'),
    programHash: programHash(PROGRAM),
    demonstration: false,
    visibility: 3,
    creditingFromS: FROM_S,
    creditingToS: FROM_S + 400 * DAY_S,
    firstDay: FIRST_DAY,
    lastDay: localDayOf(DENVER, FROM_S + 400 * DAY_S - 1),
    offsets: [...DENVER],
    lanes: [
      { ...lane, parameter: textId('EG'), variableIndex: 0, role: 1 },
      { ...lane, parameter: textId('IMP'), variableIndex: 1, role: 2 },
    ],
    variables: [
      { source: 0, amount: 0n },
      { source: 0, amount: 0n },
      { source: 1, amount: FIXED_ONE / 2n },
      { source: 1, amount: 0n },
      { source: 2, amount: 0n },
      { source: 3, amount: 0n },
    ],
    limits: [],
    heads: { baseline: 0, project: 1, leakage: 0xffff, reduction: 2 },
    issuance: { quantum: FIXED_ONE, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE },
    programs: [],
    histories: [],
    meters: [],
    interval: NO_INTERVALS,
    ...changes,
  }
}

/** A limit on EG readings: case 1 up to 1,000, 2 up to 1,100, 3 up to 1,500, 4 above; the same below −1,000. */
export const READING_LIMIT: ChainPddVersion['limits'][number] = {
  id: textId('eg-range'),
  applies: 1,
  subjectKind: 1,
  subject: 0,
  effectiveFrom: 0,
  divisor: 0xffff,
  by: 0,
  bounds: encodeBounds([{ low: -1000n, high: 1000n, first: 100n, second: 500n }]),
}

/** The reading limit by hour: up to 1,000 from 6 to 18 o'clock, up to 0 else; margins of 100 and 500. */
export function hourlyLimit(): ChainPddVersion['limits'][number] {
  const rows = Array.from({ length: 24 }, (_, hour) => (hour >= 6 && hour < 18 ? 1000n : 0n))
  const bounds = encodeBounds(rows.map((high) => ({ low: 0n, high, first: 100n, second: 500n })))
  return { ...READING_LIMIT, by: 3, bounds }
}

/** A limit on a day's ER: case 1 within ±1 t, 2 to 2 t, 3 to 3 t. */
export const ER_LIMIT: ChainPddVersion['limits'][number] = {
  id: textId('er-day'),
  applies: 2,
  subjectKind: 2,
  subject: 2,
  effectiveFrom: 0,
  divisor: 0xffff,
  by: 0,
  bounds: encodeBounds([{ low: -1n * FIXED_ONE, high: FIXED_ONE, first: FIXED_ONE, second: 2n * FIXED_ONE }]),
}

/** Hourly column of one lane at the beginning of the n-th day of crediting (days without a change of offset). */
export function hourly(day: number, counts: readonly bigint[], lane = 0, hour = 0): Column {
  return { lane, startS: FROM_S + day * DAY_S + hour * 3600, stepS: 3600, counts }
}

/** A world in stage trial with one approved version. */
export async function trialWorld(
  changes: Partial<ChainPddVersion> = {},
  programs: readonly TestProgram[] = [PROGRAM],
): Promise<World> {
  if (Object.keys(changes).length > 0) return inTrial(changes, programs)
  plain ??= inTrial({}, programs)
  return (await plain).fork()
}

let plain: Promise<World> | undefined

async function inTrial(changes: Partial<ChainPddVersion>, programs: readonly TestProgram[]): Promise<World> {
  const world = await createWorld()
  for (const { code, constants, tables } of programs) await world.send('registerProgram', [code, constants, tables])
  const steps = [
    await world.propose(versionWith(changes)),
    await world.approve(0n, FIRST_DAY),
    await world.stage(2, 'proponent'),
  ]
  const failed = steps.find((step) => step.error !== undefined)
  if (failed?.error !== undefined) throw new Error(`${failed.error.name} ${failed.error.args.join(' ')}`)
  return world
}
