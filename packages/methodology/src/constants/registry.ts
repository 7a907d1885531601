import { rationalOf, type Rational } from '../program/rational.ts'

/** Sets of global warming potentials over 100 years that a document can name. */
export const GWP_SETS = ['SAR', 'AR4', 'AR5', 'AR6'] as const
export type GwpSet = (typeof GWP_SETS)[number]
/** V: read in the original text; S: from a secondary source; M: from memory, not verified, and to be read before it decides a tonne. */
type ConstantStatus = 'V' | 'S' | 'M'
/** A published constant by the name that a document's `ref` uses. */
export type PublishedConstant = {
  readonly id: string
  readonly set: GwpSet
  readonly gas: 'CH4' | 'N2O'
  readonly value: string
  readonly unit: string
  readonly source: string
  readonly status: ConstantStatus
}

const SOURCES: Readonly<Record<GwpSet, string>> = {
  SAR: 'IPCC Second Assessment Report (1995), 100 years',
  AR4: 'IPCC Fourth Assessment Report (2007), WG I table 2.14, 100 years',
  AR5: 'IPCC Fifth Assessment Report (2013), WG I table 8.A.1, 100 years, without climate-carbon feedback',
  AR6: 'IPCC Sixth Assessment Report (2021), WG I table 7.SM.7, 100 years; methane of all origins together',
}

/** Constants that documents may name by `ref`, and sets that they may name by `gwp`. Only those of status V are verified. */
export const PUBLISHED_CONSTANTS: readonly PublishedConstant[] = [
  ...gwp('SAR', '21', '310', 'M'),
  ...gwp('AR4', '25', '298', 'M'),
  ...gwp('AR5', '28', '265', 'V'),
  ...gwp('AR6', '27.9', '273', 'M'),
]

function gwp(set: GwpSet, methane: string, nitrousOxide: string, status: ConstantStatus): PublishedConstant[] {
  const one = (gas: 'CH4' | 'N2O', value: string): PublishedConstant => ({
    id: `gwp.${gas.toLowerCase()}.${set.toLowerCase()}`,
    set,
    gas,
    value,
    unit: `tCO2e/t${gas}`,
    source: SOURCES[set],
    status,
  })
  return [one('CH4', methane), one('N2O', nitrousOxide)]
}

/** The constant of a `ref`, for example `gwp.ch4.ar5`. */
export function constantOf(ref: string): PublishedConstant | undefined {
  return PUBLISHED_CONSTANTS.find(({ id }) => id === ref)
}

/** The potential of a gas in a set. @example gwpOf('AR5', 'CH4').value // '28' */
export function gwpOf(set: GwpSet, gas: 'CH4' | 'N2O'): { readonly value: string; readonly exact: Rational } {
  const value = PUBLISHED_CONSTANTS.find((one) => one.set === set && one.gas === gas)?.value ?? '0'
  return { value, exact: rationalOf(value) }
}
