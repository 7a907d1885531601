import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../stack.ts'

/** The example project that the main job runs: real data, example owner, factor and meters. */
export type Example = {
  readonly slug: string
  readonly title: string
  readonly methodologyYaml: string
  readonly pddYaml: string
  readonly csv: Uint8Array
  /** Rows of the initialisation year, for training: they are never scored. */
  readonly historyCsv: Uint8Array
}

/** The first stored stamp after the initialisation phase of the project document (stamps are 7 h ahead of the clock). */
const HISTORY_END = '2012-04-15T07:00:00.000Z'

export function nrel50(): Example {
  const folder = join(root, 'examples', 'nrel50')
  const text = (path: string): string => readFileSync(path, 'utf8')
  const csv = readFileSync(join(folder, 'data', 'system_50_ac_power_15min.csv'))
  const [header = '', ...rows] = csv.toString('utf8').split('\n')
  const history = [header, ...rows.filter((row) => row !== '' && row < HISTORY_END)].join('\n')
  return {
    slug: 'nrel50',
    title: 'Photovoltaic plant (PVDAQ system 50), demonstration',
    methodologyYaml: text(join(root, 'methodologies', 'acm0002-solar.yaml')),
    pddYaml: text(join(folder, 'pdd.yaml')),
    csv,
    historyCsv: Buffer.from(history),
  }
}
