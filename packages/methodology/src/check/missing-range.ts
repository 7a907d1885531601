import type { Methodology } from '../documents/methodology.ts'

/** A fixed parameter that each project gives, without the range that would catch a wrong unit. */
export type MissingRange = { readonly parameter: string; readonly unit: string; readonly missing: 'plausible' }

/**
 * Finds fixed parameters without value, constant of a registry and `plausible`: whatever a project gives for them is
 * taken, 500 tCO2/MWh too where 500 kgCO2/MWh was meant.
 */
export function missingRanges({ fixed }: Methodology): MissingRange[] {
  return Object.entries(fixed)
    .filter(([, { value, ref, plausible }]) => value === undefined && ref === undefined && plausible === undefined)
    .map(([parameter, { unit }]) => ({ parameter, unit, missing: 'plausible' }))
}
