import { roundToQuantum, type RoundingMode } from '@tcctv/units'
import type { PddVersion } from './state.ts'

type Rule = PddVersion['issuance']

const ONE = 10n ** 18n
const MODES: readonly RoundingMode[] = ['floor', 'ceil', 'trunc', 'half-up', 'half-even']

/**
 * What a vintage's record makes of an offered quantity (reduction and what was carried): whole quanta within what the
 * cap leaves beside `before`, which the vintage has already. All at 1e-18.
 *
 * @example issueOf({ ...rule, quantum: 10n, cap: 25n }, 27n, 0n) // { eligible: 20n, carried: 5n, lost: 2n }
 */
export function issueOf(rule: Rule, offered: bigint, before: bigint) {
  const most = rule.cap < 0n ? offered : rule.cap > before ? rule.cap - before : 0n
  const allowed = offered > most ? most : offered
  if (allowed < 0n) return { eligible: 0n, carried: rule.carryNegative ? allowed : 0n, lost: offered - allowed }
  const remainder = allowed % rule.quantum
  return { eligible: allowed - remainder, carried: rule.dropRemainder ? 0n : remainder, lost: offered - allowed }
}

/** Share of an eligible quantity that is withheld. */
export function bufferOf({ bufferShare, bufferQuantum, bufferRounding }: Rule, eligible: bigint): bigint {
  if (bufferQuantum === 0n) return 0n
  return roundToQuantum((eligible * bufferShare) / ONE, bufferQuantum, MODES[bufferRounding] ?? 'ceil')
}
