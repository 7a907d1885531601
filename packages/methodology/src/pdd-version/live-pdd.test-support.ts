import type { Methodology } from '../documents/methodology.ts'
import { parsePdd } from '../documents/pdd.ts'
import { compilePdd } from './compile-pdd.ts'

export const HASH = `sha256:${'ab'.repeat(32)}`

const plan = (id: string): string =>
  `  ${id}: {responsible: plant operator, equipment: M1, place: substation, qa_qc: cross-check with invoices, fallback: manual reading, archive: P2Y, clause: "section 8"}`

/** Content that a live project must have, for the crediting period of the example. */
export const LIVE_CONTENT = [
  'estimates:',
  ...['2011', '2012', '2013'].map((year) => `  "${year}": {value: "3000", unit: tCO2e, source: yield study}`),
  'significant_increase: {percent: "20"}',
  'materiality: {size: large, threshold_percent: "2", sampling: {method: random days, seed: block hash of the freeze}}',
  'monitoring_plan:',
  ...['EG_EXP', 'EG_IMP', 'FC_FF'].map(plan),
  'applicability:',
  '  - {clause: "4", text: grid-connected plant, met: met, evidence: connection agreement}',
  '',
].join('\n')

/** The example as a live project: its constants have an approved deviation. */
export function liveOf(example: string): string {
  const deviation = `flag: true, approved_deviation: {reference: "DEV-1", hash: "${HASH}"}}`
  const live = example.replace('purpose: demonstration', 'purpose: project').replaceAll('flag: true}', deviation)
  return `${live}\n${LIVE_CONTENT}`
}

/** Path and code of every fault of a project document. */
export function pddFaults(yaml: string, methodology: Methodology): string[] {
  try {
    compilePdd(parsePdd(yaml), methodology)
    return []
  } catch (error) {
    if (error instanceof Error && 'details' in error) {
      const { faults = [] } = error.details as { faults?: { code: string; path: string }[] }
      return faults.map(({ path, code }) => `${path} ${code}`)
    }
    throw error
  }
}
