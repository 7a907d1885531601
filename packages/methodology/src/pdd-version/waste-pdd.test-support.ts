import { hashDocument } from '../documents/hash-document.ts'
import { parseMethodology, type Methodology } from '../documents/methodology.ts'

/** Waste of two kinds kept from a landfill, and the electricity that this takes: an input of each kind there is. */
const WASTE = `schema: tcctv-methodology/1
id: waste
version: 1.0.0
title: Waste of two kinds
basis: []
output_unit: tCO2e
period: {zone: project, bounds: "[start,end)", split: calendar-year, report: P1D}
sets:
  waste: [paper, food]
fixed:
  DOC: {unit: tCO2e/t, index: waste, value: {paper: "0.40", food: "0.15"}}
  EF:  {unit: tCO2/MWh, plausible: ["0", "2"]}
monitored:
  W:  {unit: t, kind: interval, role: baseline, aggregate: sum, index: waste, sign: nonnegative}
  EC: {unit: MWh, kind: interval, role: project, aggregate: sum, sign: nonnegative}
equations:
  BE: {expr: "sum(waste, DOC[waste] * W[waste])", unit: tCO2e, round: floor, quantum: "0.001"}
  PE: {expr: "EC * EF", unit: tCO2e, round: ceil, quantum: "0.001"}
  ER: {expr: "BE - PE", unit: tCO2e}
issuance: {from: ER, unit: tCO2e, quantum: "1", round: floor, negative: carry}
`

/** A project of it with two scales for paper, one for food, and a meter. */
const WASTE_PDD = `schema: tcctv-pdd/1
id: waste-plant
version: 1.0.0
purpose: demonstration
title: Plant for two kinds of waste
methodology: {id: waste, version: 1.0.0, hash: "keccak256:0x${'0'.repeat(64)}"}
parties: {proponent: Example Plant Ltd, registry: Example Registry, verifier: Example Verifier}
crediting: {start: "2011-12-30", end: "2015-01-01", zone: Asia/Hong_Kong}
fixed:
  EF: {value: "0.5", evidence: {status: EXAMPLE, source: example}}
meters:
  S1: {measures: ["W[paper]"], model: EXAMPLE, serial: S-1, class: III, mpe: "0.001", calibration: {interval: P10Y, last: "2011-01-01"}, register: {kind: interval}}
  S2: {measures: ["W[paper]", "W[food]"], model: EXAMPLE, serial: S-2, class: III, mpe: "0.001", calibration: {interval: P10Y, last: "2011-01-01"}, register: {kind: interval}}
  M1: {measures: [EC], model: EXAMPLE, serial: M-1, class: "1", mpe: "0.01", calibration: {interval: P10Y, last: "2011-01-01"}, register: {kind: interval}}
sources:
  scales:
    format: csv
    time: {column: time, parse: rfc3339, read_as: instant, zone: Asia/Hong_Kong, marks: interval-start, interval: P1D}
    columns:
      paper_1: {parameter: "W[paper]", unit: kg, kind: interval, meter: S1, empty: gap, quantum: {value: "1", unit: kg, round: floor}}
      paper_2: {parameter: "W[paper]", unit: kg, kind: interval, meter: S2, empty: gap, quantum: {value: "1", unit: kg, round: floor}}
      food: {parameter: "W[food]", unit: kg, kind: interval, meter: S2, empty: gap, quantum: {value: "1", unit: kg, round: floor}}
      power: {parameter: EC, unit: kWh, kind: interval, meter: M1, empty: gap, quantum: {value: "0.1", unit: kWh, round: ceil}}
tolerances:
  - {id: paper.day, parameter: "W[paper]", applies: day, basis: {kind: range, low: "0", high: "1000", unit: t}, first: {of: high, percent: "1"}, second: {of: high, percent: "2"}}
`

/** Methodology and project document after changes to their texts; the import follows the methodology. */
export function wasteProject(
  changeMethodology: (text: string) => string = (text) => text,
  changePdd: (text: string) => string = (text) => text,
): { readonly methodology: Methodology; readonly methodologyYaml: string; readonly pddYaml: string } {
  const methodologyYaml = changeMethodology(WASTE)
  const methodology = parseMethodology(methodologyYaml)
  const pddYaml = changePdd(WASTE_PDD).replace(/keccak256:0x0{64}/, `keccak256:${hashDocument(methodology)}`)
  return { methodology, methodologyYaml, pddYaml }
}
