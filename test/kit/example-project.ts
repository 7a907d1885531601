import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { gather, giveRoles, reportAddress, type People } from '../../apps/cli/src/demo/people.ts'
import { decide } from '../../apps/cli/src/party.ts'
import type { Progress } from '../../apps/cli/src/terminal.ts'
import { root, type RunningPlatform } from './command-line.ts'

/** Progress of the command line's own steps, not shown. */
export const SILENT: Progress = {
  begin: () => undefined,
  advance: () => undefined,
  end: () => undefined,
  note: () => undefined,
}

const anything = z.looseObject({})
const textOf = (path: string): string => readFileSync(join(root, path), 'utf8')

const METHODOLOGY_PATH = 'methodologies/acm0002-solar.yaml'
const PDD_PATH = 'examples/nrel50/pdd.yaml'
export const CSV_PATH = 'examples/nrel50/data/system_50_ac_power_15min.csv'

const ROWS_PER_DAY = 96

/** Header and the first days of the example's file; its stamps begin at a local midnight. */
export function firstDays(days: number): string {
  const lines = textOf(CSV_PATH).split('\n')
  return `${lines.slice(0, 1 + days * ROWS_PER_DAY).join('\n')}\n`
}

/** The parties, signed in at a platform. */
export function partiesAt({ origin, dataDirectory }: RunningPlatform): Promise<People> {
  return gather(origin, dataDirectory)
}

/**
 * Creates a project from the example's documents, changed as asked, and brings it to the trial stage. No model: its
 * readings are not scored.
 */
export async function createProject(
  people: People,
  slug: string,
  changePdd: (yaml: string) => string = (yaml) => yaml,
): Promise<void> {
  const { operator, proponent, registry, verifier } = people
  const parties = {
    operator: operator.account.address,
    proponent: proponent.account.address,
    registry: registry.account.address,
    verifier: verifier.account.address,
    report: await reportAddress(operator.client.origin),
  }
  const documents = { methodology: textOf(METHODOLOGY_PATH), pdd: changePdd(textOf(PDD_PATH)) }
  const json = { slug, title: `Test plant ${slug}`, ...documents, parties }
  await operator.client.json(anything, '/api/platform/projects', { json })
  for await (const line of operator.client.lines(anything, `/api/platform/projects/${slug}/provisioning`))
    if (line['state'] === 'failed') throw new Error(`provisioning failed: ${JSON.stringify(line)}`)
  await giveRoles(people, slug)
  await decide(proponent, slug, { action: 'propose-pdd' })
  await decide(registry, slug, { action: 'approve-pdd', index: 0, fromDay: 15_079 }, 'Approved for a test.')
  await decide(proponent, slug, { action: 'set-stage', stage: 'trial' }, 'Test.')
}
