import type { Locate } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Pdd } from '../documents/pdd.ts'
import type { Lane, PddVersion } from '../pdd-version/pdd-version.ts'
import { isInSample } from '../tolerance/compile-limits.ts'
import type { Limit } from '../tolerance/limit.ts'

/** Something a reader of a project document should look at: allowed, but most often an oversight. */
export type PddWarning = {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly code: 'NO_TOLERANCE' | 'NO_LOW_LIMIT' | 'NO_HIGH_LIMIT' | 'IN_SAMPLE' | 'POINT'
  readonly message: string
}

type Found = Pick<PddWarning, 'code' | 'message'> & { readonly path: readonly (string | number)[] }
const DAY_S = 86_400n

/**
 * What the tolerances of a project leave open, in both directions: a claim may be too high because a baseline parameter
 * reads too much, or because a project, import, fuel or leakage parameter reads too little. Looked at are parameters
 * with readings that an equation uses; a constant is shown as one in every report instead. A limit that readings cannot
 * pass (a low of zero where nothing is negative) is none.
 *
 * @example coverageWarnings(pdd, methodology, version, locate)[0]?.code // 'NO_LOW_LIMIT'
 */
export function coverageWarnings(
  pdd: Pdd,
  methodology: Methodology,
  version: Pick<PddVersion, 'lanes' | 'limits'>,
  locate: Locate,
): PddWarning[] {
  const lanes = version.lanes.filter((lane, index) => isFirst(lane, index, version) && isUsed(lane, methodology))
  const found = [
    ...lanes.flatMap((lane) => openSide(lane, version)),
    ...pdd.tolerances.flatMap((tolerance, index) => {
      const limit = version.limits[index]
      return limit === undefined ? [] : ownWarnings(tolerance, limit, ['tolerances', index, 'basis'])
    }),
  ]
  return found.map(({ path, code, message }) => ({ path: path.join('.'), ...locate(path), code, message }))
}

function isFirst({ parameter }: Lane, index: number, { lanes }: Pick<PddVersion, 'lanes'>): boolean {
  return lanes.findIndex((lane) => lane.parameter === parameter) === index
}

function isUsed({ parameter }: Lane, { equations, coefficients = {} }: Methodology): boolean {
  const name = new RegExp(`\\b${parameter}\\b`)
  return [...Object.values(equations), ...Object.values(coefficients)].some(({ expr = '' }) => name.test(expr))
}

/** At most one warning of a parameter: the side on which an error would raise the claim. */
function openSide(lane: Lane, { limits }: Pick<PddVersion, 'limits'>): Found[] {
  const { parameter, variable, role } = lane
  const path = ['tolerances']
  const own = limits.filter(({ subject }) => subject.kind === 'parameter' && subject.variable === variable)
  const asDivisor = limits.filter(({ divisor }) => divisor === variable)
  if (own.length + asDivisor.length === 0) {
    const sides = role === 'baseline' ? 'too much' : 'too little'
    return [
      { path, code: 'NO_TOLERANCE', message: `${parameter} has no tolerance: nobody is told when it reads ${sides}` },
    ]
  }
  if (role === 'baseline')
    return own.some((limit) => stopsHigh(limit, lane)) ||
      asDivisor.some(({ bounds }) => bounds.some(({ low }) => low > 0n))
      ? []
      : [
          {
            path,
            code: 'NO_HIGH_LIMIT',
            message: `${parameter} has no high limit that its readings can pass: too much of it raises the claim`,
          },
        ]
  return own.some((limit) => stopsLow(limit, lane)) || asDivisor.length > 0
    ? []
    : [
        {
          path,
          code: 'NO_LOW_LIMIT',
          message: `${parameter} has no low limit that its readings can pass: too little of it (${role}) raises the claim`,
        },
      ]
}

function stopsLow({ applies, bounds, divisor }: Limit, lane: Lane): boolean {
  const least =
    divisor !== undefined ? 0n : applies === 'reading' || lane.low > 0n ? lane.low : lane.low * readingsOfDay(lane)
  return bounds.some(({ low }) => low > least)
}

function stopsHigh({ applies, bounds, divisor }: Limit, lane: Lane): boolean {
  if (divisor !== undefined) return true
  const most = applies === 'reading' ? lane.high : lane.high * readingsOfDay(lane)
  return bounds.some(({ high }) => high < most)
}

function readingsOfDay({ stepS }: Lane): bigint {
  const readings = DAY_S / BigInt(stepS)
  return readings > 1n ? readings : 1n
}

function ownWarnings(tolerance: Pdd['tolerances'][number], limit: Limit, path: readonly (string | number)[]): Found[] {
  const { basis, id } = tolerance
  if (basis.kind === 'profile' && isInSample(tolerance, limit.effectiveFrom)) {
    const end = basis.window?.end ?? ''
    const message = `${id} judges days that its own table was made from; with effective: "${end}" it would not`
    return [{ path: [...path, 'window'], code: 'IN_SAMPLE', message }]
  }
  if (basis.kind !== 'expected' || basis.within !== undefined) return []
  const message = `${id} takes nothing but exactly the expected amount as case 1; within: {of: expected, percent: …} says what is in range`
  return [{ path, code: 'POINT', message }]
}
