import { FIXED_ONE } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Program } from '../program/program.ts'
import { compare, isFixed, multiply, rationalOf, toFixed } from '../program/rational.ts'
import { factorOf } from './amount.ts'
import type { PddVersion } from './pdd-version.ts'

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
export function issuanceOf(
  methodology: Methodology,
  { equations }: Equations,
  sink: FaultSink,
): PddVersion['issuance'] {
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
    return { quantum: FIXED_ONE, rounding: 'floor', carryNegative: true }
  }
  refuseUnevaluated(issuance, sink)
  if (issuance.round !== 'floor')
    sink.add(['issuance', 'round'], 'UNSUPPORTED', issuance.round, 'floor: other rounding would issue too much')
  const factor = factorOf(issuance.unit, from.unit, ['issuance', 'unit'], sink)
  const quantum = multiply(rationalOf(issuance.quantum), factor ?? rationalOf('1'))
  if (quantum.n <= 0n || !isFixed(quantum))
    sink.add(['issuance', 'quantum'], 'QUANTUM', issuance.quantum, `above zero, at most 18 places in ${from.unit}`)
  return { quantum: toFixed(quantum, 'floor'), rounding: 'floor', carryNegative: issuance.negative === 'carry' }
}

/** Only what the contract evaluates may stand in a rule: anything else would be passed over in silence. */
function refuseUnevaluated(
  { cap, buffer, carry_remainder: carriesRemainder }: NonNullable<Methodology['issuance']>,
  sink: FaultSink,
): void {
  const refuse = (name: string, found: unknown, expected: string): void =>
    sink.add(['methodology', 'issuance', name], 'UNSUPPORTED', found, `${expected}: the contract does not evaluate it`)
  if (cap !== undefined && cap !== 'none') refuse('cap', cap, 'none')
  if (buffer !== undefined) refuse('buffer', buffer.share, 'no buffer')
  if (carriesRemainder === false) refuse('carry_remainder', false, 'true, or nothing')
}
