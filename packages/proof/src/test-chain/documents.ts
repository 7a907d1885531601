import { FIXED_ONE, divide, parseFixed, roundToQuantum } from '@tcctv/units'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { encodeBounds, textId, NO_INTERVALS, UNLIMITED_ISSUANCE } from '@tcctv/contracts'
import { concat, encodePacked, keccak256 } from 'viem'
import { toHex, type Hex } from '../bytes.ts'
import type { PddVersion } from '../model/state.ts'
import type { CompiledDocument } from '../verify/documents.ts'

/** Program of the test documents: BE = floor(EG·EF to 0.001), PE = 0, ER = BE − PE. */
export const TEST_PROGRAM = {
  code: '0x0200000200011340000000005000000100015000010300000300011150000200',
  constants: [10n ** 15n, 0n],
  tables: [],
} as const
export const TEST_METHODOLOGY = '{"id":"test","version":"1.0.0"}'
/** The project document of the tests; JSON is enough of YAML here. */
export const TEST_PDD = '{"id":"test-plant","factor":"0.5","readingHigh":500,"days":5,"stepS":3600}'

/** The same with a limit by hour. */
export const TEST_PDD_BY_HOUR =
  '{"id":"test-plant","factor":"0.5","readingHigh":500,"days":5,"stepS":3600,"byHour":true}'

const FIRST_DAY = 19_720 // 2023-12-29, Hong Kong
const OFFSET_S = 28_800

export const TEST_DAYS: readonly number[] = [19_720, 19_721, 19_722, 19_723, 19_724]
/** First second of a local day of the test project. */
export function dayStartS(day: number): number {
  return day * 86_400 - OFFSET_S
}

/** Stands for the methodology compiler: the same interface, one fixed program. */
export function compileTestDocuments(methodologyText: string, pddText: string): CompiledDocument {
  const pdd = JSON.parse(pddText) as TestPdd // the text above
  const methodology = JSON.parse(methodologyText) as { id: string; version: string } // the text above
  const evaluate = (inputs: readonly bigint[]) => {
    const exact = divide((inputs[0] ?? 0n) * (inputs[1] ?? 0n), FIXED_ONE, 'floor')
    const baseline = roundToQuantum(exact, 10n ** 15n, 'floor')
    return { unrounded: [exact, 0n, baseline], rounded: [baseline, 0n, baseline] }
  }
  return {
    methodology: { ...methodology, title: 'Test', basis: [], monitored: { EG: { unit: 'MWh' } }, equations: EQUATIONS },
    methodologyHash: hashOf(methodologyText),
    pdd: {
      id: pdd.id,
      version: '1.0.0',
      purpose: 'demonstration',
      title: 'Test plant',
      parties: {},
      crediting: { start: '2023-12-29', end: '2024-01-03', zone: 'Asia/Hong_Kong' },
      sources: { meter: { columns: { power: { parameter: 'EG', quantum: { value: '0.001', unit: 'MWh' } } } } },
      ...(pdd.estimates === undefined ? {} : { estimates: pdd.estimates, significant_increase: { percent: '20' } }),
      tolerances: [
        { id: 'EG.reading', parameter: 'EG', basis: { kind: 'range' } },
        { id: 'ER.day', parameter: 'ER', basis: { kind: 'range' } },
      ],
    },
    documentHash: hashOf(pddText),
    version: versionOf(methodologyText, pddText, pdd),
    gaps: [{ parameter: 'EG', meter: 'M1', kind: pdd.gap ?? 'zero' }],
    equations: Object.keys(EQUATIONS),
    evaluate,
    fill: (inputs) => inputs,
    evaluateExactly: (inputs) => evaluate(inputs).rounded,
    evaluateInterval: () => ({ rounded: [], exact: [] }),
  }
}

const EQUATIONS = {
  BE: { expr: 'EG * EF', unit: 'tCO2e', round: 'floor', quantum: '0.001' },
  PE: { expr: '0', unit: 'tCO2e' },
  ER: { expr: 'BE - PE', unit: 'tCO2e' },
}

type TestPdd = {
  id: string
  factor: string
  readingHigh: number
  days: number
  stepS: number
  byHour?: boolean
  gap?: 'tool08' | 'zero' | 'rated' | 'review'
  estimates?: Readonly<Record<string, { value: string; unit: string; source: string }>>
}

function versionOf(
  methodologyText: string,
  pddText: string,
  { factor, readingHigh, days, stepS, byHour = false }: TestPdd,
): PddVersion {
  const crediting = { firstDay: FIRST_DAY, lastDay: FIRST_DAY + days - 1 }
  return {
    documentHash: hashOf(pddText),
    methodologyHash: hashOf(methodologyText),
    programHash: programHash(),
    demonstration: true,
    visibility: 1,
    creditingFromS: dayStartS(crediting.firstDay),
    creditingToS: dayStartS(crediting.lastDay + 1),
    ...crediting,
    offsets: [{ fromS: 0, offsetS: OFFSET_S }],
    lanes: [
      {
        parameter: textId('EG'),
        meter: textId('M1'),
        variableIndex: 0,
        stepS,
        role: 1,
        places: 3,
        multiplier: 10n ** 15n,
        low: 0n,
        high: 100_000n,
        untilS: 0,
        fromS: 0,
      },
    ],
    variables: [
      { source: 0, amount: 0n },
      { source: 1, amount: parseFixed(factor) },
    ],
    limits: [
      {
        id: textId('EG.reading'),
        applies: 1,
        subjectKind: 1,
        subject: 0,
        effectiveFrom: 0,
        divisor: 0xffff,
        by: byHour ? 3 : 0,
        bounds: encodeBounds(Array.from({ length: byHour ? 24 : 1 }, (_, hour) => readingBound(readingHigh, hour))),
      },
      {
        id: textId('ER.day'),
        applies: 2,
        subjectKind: 2,
        subject: 2,
        effectiveFrom: 0,
        divisor: 0xffff,
        by: 0,
        bounds: encodeBounds([{ low: 0n, high: 6n * 10n ** 18n, first: 10n ** 17n, second: 10n ** 18n }]),
      },
    ],
    heads: { baseline: 0, project: 1, leakage: 0xffff, reduction: 2 },
    issuance: { quantum: 10n ** 18n, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE },
    programs: [],
    histories: [],
    meters: [],
    interval: NO_INTERVALS,
  }
}

/** Each hour's range is one count wider than the hour's before. */
function readingBound(high: number, hour: number) {
  return { low: 0n, high: BigInt(high + hour), first: 50n, second: 200n }
}

function programHash(): Hex {
  const words = encodePacked(
    TEST_PROGRAM.constants.map(() => 'int256'),
    [...TEST_PROGRAM.constants],
  )
  return keccak256(concat([keccak256(TEST_PROGRAM.code), keccak256(words), keccak256('0x')]))
}

function hashOf(text: string): Hex {
  return toHex(keccak_256(new TextEncoder().encode(text)))
}
