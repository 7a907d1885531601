import { conversionFactor, parseUnit } from '@tcctv/units'
import type { FaultSink } from '../documents/faults.ts'
import { compare, multiply, rational, rationalOf } from '../program/rational.ts'
import { constantOf, gwpOf, type GwpSet } from './registry.ts'

/** A fixed parameter as far as its set matters; `value` only if it is one decimal. */
export type GwpParameter = { readonly unit: string; readonly ref?: string | undefined }

/** The gas of a parameter whose unit is that of a global warming potential; undefined for every other parameter. */
export function gasOf({ unit }: GwpParameter): 'CH4' | 'N2O' | undefined {
  const dimensions = dimensionsOf(unit)
  if (dimensions === undefined || Object.keys(dimensions).length !== 2 || dimensions['CO2e'] !== 1) return undefined
  return dimensions['CH4'] === -1 ? 'CH4' : dimensions['N2O'] === -1 ? 'N2O' : undefined
}

/**
 * The set that a potential must be taken from: the one that a document names, else that of the parameter's `ref`. Adds
 * faults for a `ref` that the registry does not have and for one of another set or gas.
 */
export function setOf(
  path: readonly string[],
  parameter: GwpParameter,
  named: GwpSet | undefined,
  sink: FaultSink,
): GwpSet | undefined {
  const { ref } = parameter
  if (ref === undefined || !ref.startsWith('gwp.')) return named
  const constant = constantOf(ref)
  if (constant === undefined || constant.gas !== gasOf(parameter)) {
    sink.add([...path, 'ref'], 'GWP', ref, `a potential of this unit, for example gwp.ch4.ar5`)
    return named
  }
  if (named !== undefined && constant.set !== named) sink.add([...path, 'ref'], 'GWP', ref, `a potential of ${named}`)
  return named ?? constant.set
}

/** Adds a fault at the path unless a value is the set's own. */
export function checkGwp(
  path: readonly string[],
  parameter: GwpParameter,
  value: string,
  set: GwpSet | undefined,
  sink: FaultSink,
): void {
  const gas = gasOf(parameter)
  if (gas === undefined || set === undefined) return
  const { numerator, denominator } = conversionFactor(parameter.unit, `tCO2e/t${gas}`)
  const { value: expected, exact } = gwpOf(set, gas)
  if (compare(multiply(rationalOf(value), rational(numerator, denominator)), exact) !== 0)
    sink.add(path, 'GWP', value, `${expected} tCO2e/t${gas}, the potential of ${set}`)
}

function dimensionsOf(unit: string): Readonly<Record<string, number>> | undefined {
  try {
    return parseUnit(unit).dimensions
  } catch {
    return undefined // said already
  }
}
