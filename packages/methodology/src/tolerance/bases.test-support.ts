import { parseMethodology } from '../documents/methodology.ts'
import { hashDocument } from '../documents/hash-document.ts'
import { checkPdd } from '../check/check-pdd.ts'

/** A small plant: export and import in kWh by the quarter of an hour, gas in Nm3 by the hour, fuel as a constant. */
export const PLANT = parseMethodology(`
schema: tcctv-methodology/1
id: plant
version: 1.0.0
title: Plant
basis: []
output_unit: tCO2e
period: {zone: project, bounds: "[start,end)", split: calendar-year, report: P1D}
fixed: {EF: {unit: tCO2/MWh, value: "0.5"}, EF_GAS: {unit: tCO2/Nm3, value: "0.001"}}
monitored:
  EXP: {unit: MWh, kind: interval, role: baseline, aggregate: sum, gap: zero, sign: nonnegative}
  IMP: {unit: MWh, kind: interval, role: project, aggregate: sum, gap: rated, sign: nonnegative}
  GAS: {unit: Nm3, kind: interval, role: project, aggregate: sum, gap: rated, sign: nonnegative}
equations:
  BE: {expr: "EXP * EF", unit: tCO2e, round: floor, quantum: "0.001"}
  PE: {expr: "IMP * EF + GAS * EF_GAS", unit: tCO2e, round: ceil, quantum: "0.001"}
  ER: {expr: "BE - PE", unit: tCO2e}
issuance: {from: ER, unit: tCO2e, quantum: "1", round: floor, negative: carry}
`)

const MARGINS = 'first: {of: span, percent: "2"}, second: {of: span, percent: "10"}'

/** A project of the plant; tolerances are written one per line, without id and, if left out, with margins of the span. */
export function plantPdd(tolerances: readonly string[], more = ''): string {
  return `
schema: tcctv-pdd/1
id: plant
version: 1.0.0
purpose: demonstration
title: Plant
methodology: {id: plant, version: 1.0.0, hash: "keccak256:${hashDocument(PLANT)}"}
parties: {proponent: P}
activity: {rated: {engine: {value: "1.5", unit: MW}, gas: {value: "600", unit: Nm3/h}, allowance: {value: "9", unit: MWh}}}
crediting: {start: "2023-12-22", end: "2024-01-11", zone: Europe/Berlin}
meters:
  M1: {measures: [EXP, IMP], model: X, serial: X, class: "0.5s", mpe: "0.005", calibration: {interval: P3Y, last: "2022-01-01"}, register: {kind: interval}}
  G1: {measures: [GAS], model: X, serial: X, class: "1", mpe: "0.01", calibration: {interval: P3Y, last: "2022-01-01"}, register: {kind: interval}}
sources:
  power:
    format: csv
    time: {column: at, parse: rfc3339, read_as: instant, zone: Europe/Berlin, marks: interval-start, interval: PT15M}
    columns:
      out: {parameter: EXP, unit: kWh, kind: interval, meter: M1, empty: gap, quantum: {value: "0.1", unit: kWh, round: floor}}
      in: {parameter: IMP, unit: kWh, kind: interval, meter: M1, empty: gap, quantum: {value: "0.1", unit: kWh, round: ceil}}
  gas:
    format: csv
    time: {column: at, parse: rfc3339, read_as: instant, zone: Europe/Berlin, marks: interval-start, interval: PT2H}
    columns:
      volume: {parameter: GAS, unit: Nm3, kind: interval, meter: G1, empty: gap, quantum: {value: "1", unit: Nm3, round: ceil}}
tolerances:${tolerances.length === 0 ? ' []' : ''}
${tolerances.map((line, index) => `  - {id: T${index}, ${line}${line.includes('first:') ? '' : `, ${MARGINS}`}}`).join('\n')}
${more}`
}

/** The compiled limits of tolerances, or the place and code of each fault. */
export function limitsOf(tolerances: readonly string[], more = '') {
  const checked = checkPdd(plantPdd(tolerances, more), PLANT)
  if (!('version' in checked)) return { faults: checked.faults.map(({ path, code }) => `${path} ${code}`) }
  return { limits: checked.version.limits, warnings: checked.warnings, pdd: checked.pdd, faults: [] as string[] }
}
