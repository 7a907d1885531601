import { FIXED_ONE } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import type { Methodology } from '../documents/methodology.ts'
import type { Program } from '../program/program.ts'
import { isFixed, multiply, rationalOf, toFixed } from '../program/rational.ts'
import { factorOf } from './amount.ts'
import type { PddVersion } from './pdd-version.ts'

type Equations = Pick<Program, 'equations'>

/** Equations of the footprint by their agreed names, and the one that the methodology issues from. */
export function headsOf(methodology: Methodology, { equations }: Equations): PddVersion['heads'] {
  const indexOf = (id: string | undefined): number | null => {
    const index = equations.findIndex((equation) => equation.id === id)
    return index < 0 ? null : index
  }
  return {
    baseline: indexOf('BE'),
    project: indexOf('PE'),
    leakage: indexOf('LE'),
    reduction: indexOf(methodology.issuance?.from),
  }
}

/** The rule of issuance in the unit of the equation it issues from. */
export function issuanceOf(
  methodology: Methodology,
  { equations }: Equations,
  sink: FaultSink,
): PddVersion['issuance'] {
  const { issuance } = methodology
  const from = equations.find(({ id }) => id === issuance?.from)
  if (issuance === undefined || from === undefined)
    return { quantum: FIXED_ONE, rounding: 'floor', carryNegative: true }
  if (issuance.round !== 'floor')
    sink.add(['issuance', 'round'], 'UNSUPPORTED', issuance.round, 'floor: other rounding would issue too much')
  const factor = factorOf(issuance.unit, from.unit, ['issuance', 'unit'], sink)
  const quantum = multiply(rationalOf(issuance.quantum), factor ?? rationalOf('1'))
  if (quantum.n <= 0n || !isFixed(quantum))
    sink.add(['issuance', 'quantum'], 'QUANTUM', issuance.quantum, `above zero, at most 18 places in ${from.unit}`)
  return { quantum: toFixed(quantum, 'floor'), rounding: 'floor', carryNegative: issuance.negative === 'carry' }
}
