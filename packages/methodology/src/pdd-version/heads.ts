import { FIXED_ONE } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Program } from '../program/program.ts'
import { compare, isFixed, multiply, rationalOf, toFixed } from '../program/rational.ts'
import { factorOf } from './amount.ts'
import type { Issuance, PddVersion } from './pdd-version.ts'

type Equations = Pick<Program, 'equations'>

/** Unit of every head on the chain: what a contract, a report and a register take for a tonne. */
const TONNE = 'tCO2e'

/**
 * Equations of the footprint by their agreed names, and the one that the methodology issues from. The chain counts them
 * as tonnes at 1e18, so an equation in another unit is refused here and not converted: its rounding would be lost.
 */
export function headsOf(methodology: Methodology, { equations }: Equations, sink: FaultSink): PddVersion['heads'] {
  const indexOf = (id: string | undefined): number | null => {
    const index = equations.findIndex((equation) => equation.id === id)
    const head = equations[index]
    if (head !== undefined) checkTonnes(head, sink)
    else if (id !== undefined && Object.hasOwn(methodology.equations, id))
      sink.add(['methodology', 'equations', id, 'index'], 'UNSUPPORTED', id, `one equation ${id}, for example a sum`)
    return head === undefined ? null : index
  }
  const heads = { baseline: indexOf('BE'), project: indexOf('PE'), leakage: indexOf('LE') }
  return { ...heads, reduction: indexOf(methodology.issuance?.from) }
}

function checkTonnes({ id, unit }: Equations['equations'][number], sink: FaultSink): void {
  const factor = factorOf(unit, TONNE, ['methodology', 'equations', id, 'unit'], sink)
  if (factor !== undefined && compare(factor, rationalOf('1')) !== 0)
    sink.add(
      ['methodology', 'equations', id, 'unit'],
      'HEAD_UNIT',
      unit,
      `${TONNE}: the chain counts ${id} in tonnes; state this equation in ${TONNE} with its quantum`,
    )
}

/** The rule of issuance in the unit of the equation it issues from. */
export function issuanceOf(methodology: Methodology, { equations }: Equations, sink: FaultSink): Issuance {
  const { issuance } = methodology
  const from = equations.find(({ id }) => id === issuance?.from)
  if (issuance === undefined || from === undefined) {
    if (issuance === undefined)
      sink.add(
        ['methodology', 'issuance'],
        'MISSING',
        'nothing',
        'a rule of issuance, so that the chain has a reduction',
      )
    return { quantum: FIXED_ONE, rounding: 'floor', carryNegative: true, carryRemainder: true }
  }
  if (issuance.round !== 'floor')
    sink.add(['issuance', 'round'], 'UNSUPPORTED', issuance.round, 'floor: other rounding would issue too much')
  const factor = factorOf(issuance.unit, from.unit, ['issuance', 'unit'], sink) ?? rationalOf('1')
  const amountOf = (text: string, path: readonly string[]): bigint => {
    const amount = multiply(rationalOf(text), factor)
    if (!isFixed(amount)) sink.add(path, 'NOT_EXACT', text, `at most 18 places in ${from.unit}`)
    return toFixed(amount, 'floor')
  }
  const { cap, buffer, negative, carry_remainder: carryRemainder = true } = issuance
  return {
    quantum: amountOf(issuance.quantum, ['issuance', 'quantum']),
    rounding: 'floor',
    carryNegative: negative === 'carry',
    carryRemainder,
    ...(cap === undefined || cap === 'none' ? {} : { cap: amountOf(cap, ['issuance', 'cap']) }),
    ...(buffer === undefined ? {} : { buffer: bufferOf(buffer, amountOf) }),
  }
}

function bufferOf(
  { share, quantum, round }: NonNullable<NonNullable<Methodology['issuance']>['buffer']>,
  amountOf: (text: string, path: readonly string[]) => bigint,
): NonNullable<Issuance['buffer']> {
  return {
    share: toFixed(rationalOf(share), 'floor'), // the document has at most 18 places
    quantum: amountOf(quantum, ['issuance', 'buffer', 'quantum']),
    rounding: round,
  }
}
