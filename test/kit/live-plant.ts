import { firstDays } from './example-project.ts'
import { replaceLines } from './guide.ts'
import { readPlainRows, sumBy } from './plain-file.ts'

/** Local days of the live plant's story, in the real readings of June 2011. */
export const HISTORY_END = '2011-06-15'
export const TRIAL = ['2011-06-15', '2011-06-16']
export const LAST_DAY = '2011-06-24'
/** Days from the beginning of the example's file to the last day. */
const DAYS = 71

const lines = firstDays(DAYS).trimEnd().split('\n')
const [header = ''] = lines

/** A row's local day: its stamp is 7 h ahead of the clock at the plant. */
function dayOf(row: string): string {
  return new Date(Date.parse(row.split(',')[0] ?? '') - 7 * 3_600_000).toISOString().slice(0, 10)
}

/**
 * Rows of some days as a file. `noon` is a power in kW in place of what the meter gave for the quarter of an hour from
 * local noon on: what a wrong instrument would have sent.
 */
export function daysFile(days: readonly string[], noon: Readonly<Record<string, string>> = {}): string {
  const rows = lines.slice(1).filter((row) => days.includes(dayOf(row)))
  const changed = rows.map((row) => {
    const [stamp = ''] = row.split(',')
    const power = stamp.slice(11, 16) === '19:00' ? noon[dayOf(row)] : undefined
    return power === undefined ? row : `${stamp},${power}`
  })
  return `${[header, ...changed].join('\n')}\n`
}

/** Rows of the initialisation phase. */
export function historyFile(): string {
  return `${[header, ...lines.slice(1).filter((row) => dayOf(row) < HISTORY_END)].join('\n')}\n`
}

/** Wh of each local day of a file, read without the product's code. */
export function energyOf(csv: string): ReadonlyMap<string, bigint> {
  return sumBy(readPlainRows(csv), ({ day }) => day)
}

const BLANKS = [
  ['id: "FILL IN" # an identifier of the project', 'id: "live-plant"'],
  ['purpose: "FILL IN" # project, or demonstration, which can never go live', 'purpose: "project"'],
  ['title: "FILL IN" # a title', 'title: "Live plant"'],
  ['  proponent: "FILL IN" # who has this role', '  proponent: "Example Solar Ltd"'],
  ['  registry: "FILL IN" # who has this role', '  registry: "Example Registry"'],
  ['  verifier: "FILL IN" # who has this role', '  verifier: "Example Verifier"'],
  ['  country: "FILL IN" # where the project is', '  country: "US"'],
  ['  point: "FILL IN" # where the project is', '  point: ["40.0150", "-105.2705"]'],
  ['    value: "FILL IN" # a nameplate value', '    value: "3500"'],
  ['  start: "FILL IN" # a day like "2026-01-01"', `  start: "${HISTORY_END}"`],
  ['  end: "FILL IN" # a day like "2026-01-01"', '  end: "2011-06-25"'],
  ['  zone: "FILL IN" # a name of the IANA time zone database', '  zone: "America/Denver"'],
  ...['0.8907', '0.8010', '3.1863'].flatMap((value) => [
    ['    value: "FILL IN" # a decimal in quotes', `    value: "${value}"`],
    ['      status: "FILL IN" # where the value comes from', '      status: "EXAMPLE"'],
    ['      source: "FILL IN" # where the value comes from', '      source: "a test"'],
  ]),
  ['    model: "FILL IN" # maker and model of the meter', '    model: "EXAMPLE"'],
  ['    serial: "FILL IN" # the serial number of the meter', '    serial: "EX-0003"'],
  // due again after 1,095 days: on 2011-06-21
  ['      last: "FILL IN" # the day of the last calibration', '      last: "2008-06-21"'],
  ...['no import register in this example', 'no generator in this example'].flatMap((reason) => [
    ['    value: "FILL IN" # a decimal in quotes', '    value: "0"'],
    ['    reason: "FILL IN" # why it is not metered', `    reason: "${reason}"`],
  ]),
].flat()

const DEVIATION = `    flag: true\n    approved_deviation: {reference: "DEV-1", hash: "sha256:${'ab'.repeat(32)}"}`
const PLAN = ['EG_EXP', 'EG_IMP', 'FC_FF'].map(
  (id) =>
    `  ${id}: {responsible: plant operator, equipment: M1, place: substation, qa_qc: cross-check with invoices, fallback: manual reading, archive: P2Y, clause: "section 8"}`,
)
/** What a live project declares besides; the estimate lies far below the result. */
const DECLARED = [
  'estimates:',
  '  "2011": {value: "70", unit: tCO2e, source: yield study}',
  'significant_increase: {percent: "20"}',
  'materiality: {size: small-scale, threshold_percent: "5", sampling: {method: random days, seed: block hash of the freeze}}',
  'monitoring_plan:',
  ...PLAN,
  'applicability:',
  '  - {clause: "4", text: grid-connected plant, met: met, evidence: connection agreement}',
  '',
].join('\n')

/** The template with its blanks filled in, the profile of the initialisation phase, and what a live project declares. */
export function livePdd(template: string, profile: string): string {
  const filled = replaceLines(template, BLANKS).replaceAll('    flag: true', DEVIATION)
  const basis = /^ {4}basis:\n {6}kind: "profile"\n(?: {6}.*\n)+/m
  return `${filled.replace(basis, () => profile)}\n${DECLARED}`
}
