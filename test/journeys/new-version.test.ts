import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { importReadings } from '../../apps/cli/src/demo/import-readings.ts'
import type { People } from '../../apps/cli/src/demo/people.ts'
import { root, tcctv, tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { createProject, firstDays, partiesAt, SILENT } from '../kit/example-project.ts'
import { readPlainRows, sumBy } from '../kit/plain-file.ts'
import { credentialsOf, sessionOf } from '../kit/session.ts'

const SLUG = 'new-version'
const DAYS = 8
const LAST_DAY = '2011-04-22'
const impactSchema = z.looseObject({
  changes: z.array(z.looseObject({ path: z.string(), enters: z.string() })),
  impact: z.looseObject({
    vintages: z.array(
      z.looseObject({
        vintage: z.number(),
        before: z.looseObject({ reduction: z.string() }),
        after: z.looseObject({ reduction: z.string() }),
        difference: z.looseObject({ reduction: z.string() }),
      }),
    ),
    limits: z.array(z.looseObject({ limit: z.string(), after: z.array(z.number()) })),
    held: z.looseObject({ added: z.array(z.looseObject({ day: z.string() })) }),
  }),
})

/** Whole tonnes of the file's energy: kWh at 0.001 times a factor of four places in t/MWh, rounded down. */
function tonnes(factor: bigint): bigint {
  const energy = sumBy(readPlainRows(firstDays(DAYS)), () => 'all').get('all') ?? 0n
  return (energy * factor) / 10n ** 10n
}

describe('a new version of a project document', () => {
  const folder = temporaryFolder()
  let platform: RunningPlatform
  let people: People
  const file = (name: string): string => join(folder.path, name)

  const as = (role: 'proponent' | 'registry') => {
    const { email, password } = credentialsOf(folder.path, role)
    writeFileSync(file(`${role}.password`), password)
    const user = ['--gateway', platform.origin, '--email', email, '--password-file', file(`${role}.password`)]
    const key = ['--key-file', file(`demonstration/${role}.key`)]
    return {
      project: (...args: readonly string[]) => tcctv('project', ...args, ...user),
      signed: (...args: readonly string[]) => tcctv('project', ...args, ...user, ...key),
    }
  }
  const importDays = (days: number) =>
    importReadings(
      people.proponent,
      { slug: SLUG, csv: Buffer.from(firstDays(days)), close: true, resolveCase3: true },
      SILENT,
    )

  beforeAll(async () => {
    platform = await tcctvUp(folder.path)
    people = await partiesAt(platform)
    await createProject(people, SLUG)
    await importDays(DAYS)
    const pdd = readFileSync(join(root, 'examples/nrel50/pdd.yaml'), 'utf8')
    writeFileSync(file('same.yaml'), pdd)
    writeFileSync(
      file('faulty.yaml'),
      pdd.replace('value: "0.8907"', 'value: "8907"').replace('class: "0.5s"', 'klass: x'),
    )
    writeFileSync(file('other-methodology.yaml'), pdd.replace('0x9eb8', '0x9eb9'))
    writeFileSync(
      file('new.yaml'),
      pdd.replace('version: 1.0.0\npurpose', 'version: 1.1.0\npurpose').replace('value: "0.8907"', 'value: "0.7000"'),
    )
    writeFileSync(file('tight.yaml'), pdd.replace('high: "875"', 'high: "700"'))
  }, 300_000)
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  it('is refused with line and column while it has faults', async () => {
    const { code, stdout } = await as('proponent').signed('propose', SLUG, file('faulty.yaml'))
    expect(code).toBe(1)
    const lines = readFileSync(file('faulty.yaml'), 'utf8').split('\n')
    const lineOf = (text: string) => lines.findIndex((line) => line.includes(text)) + 1
    expect(stdout).toContain(`faulty.yaml:${lineOf('klass')}:`)
    expect(stdout).toMatch(/meters\.M1\.klass/)
    const other = await as('proponent').signed('propose', SLUG, file('other-methodology.yaml'))
    expect(other.code).toBe(1)
    expect(other.stdout).toMatch(/other-methodology\.yaml:9:\d+ PDD_METHODOLOGY_HASH methodology\.hash/)
    const same = await as('proponent').signed('propose', SLUG, file('same.yaml'))
    expect(same.stderr).toContain('PDD_UNCHANGED')
  })

  it('is measured as a draft, to the last tonne and in cases', async () => {
    const tight = await as('proponent').project('impact', SLUG, '--draft', file('tight.yaml'), '--json')
    const { impact } = impactSchema.parse(JSON.parse(tight.stdout))
    const [reading] = impact.limits.filter(({ limit }) => limit === 'EG_EXP.reading')
    const readings = readPlainRows(firstDays(DAYS)).flatMap(({ wattHours }) => wattHours ?? [])
    expect(reading?.after.reduce((sum, count) => sum + count, 0)).toBe(readings.length)
    // limits 0 to 700 kWh, margins of 14 and 70
    const caseOf = (count: bigint) => (count <= 700_000n ? 0 : count <= 714_000n ? 1 : count <= 770_000n ? 2 : 3)
    expect(reading?.after).toEqual([0, 1, 2, 3].map((one) => readings.filter((count) => caseOf(count) === one).length))
    expect(impact.held.added.length).toBeGreaterThan(0)
  })

  it('may be measured by parties only', async () => {
    const registry = await sessionOf(platform, 'registry')
    expect((await registry(`/api/projects/${SLUG}/pdd/0/impact`)).status).toBe(200)
    const foreign = await fetch(new URL(`/api/projects/${SLUG}/pdd/0/impact`, platform.origin))
    expect([401, 403, 404]).toContain(foreign.status)
  })

  it('is proposed, measured and approved from a free day on', async () => {
    const proposed = await as('proponent').signed('propose', SLUG, file('new.yaml'))
    expect(proposed.stderr + proposed.stdout).toContain('proposed as version 1')
    expect(proposed.stdout).toContain('fixed.EF_OM.value: enters an equation')
    const { stdout } = await as('registry').project('impact', SLUG, '--index', '1', '--json')
    const measured = impactSchema.parse(JSON.parse(stdout))
    const [before, after] = [tonnes(8682n), tonnes(7252n)] // 0.75 and 0.25 of the margins, down at four places
    expect(measured.impact.vintages).toMatchObject([
      {
        vintage: 2011,
        before: { reduction: String(before) },
        after: { reduction: String(after) },
        difference: { reduction: String(after - before) },
      },
    ])
    const early = await as('registry').signed('approve', SLUG, '1', '--from', '2011-04-20', '--change', 'correction')
    expect(early.stderr).toContain('PDD_FROM_QUANTIFIED: 2011-04-20 is part of the record already; 2011-04-23')
    const approved = await as('registry').signed('approve', SLUG, '1', '--from', '2011-04-23', '--change', 'correction')
    expect(approved.stdout).toContain('version 1 is in force from 2011-04-23')
  })

  it('holds for later days, and the report proves both versions', { timeout: 300_000 }, async () => {
    await importDays(DAYS + 2)
    const rows = readPlainRows(firstDays(DAYS + 2))
    const energy = sumBy(rows, ({ day }) => (day <= LAST_DAY ? 'old' : 'new'))
    const expected = ((energy.get('old') ?? 0n) * 8682n) / 10n ** 10n + ((energy.get('new') ?? 0n) * 7252n) / 10n ** 10n
    const summary = await people.proponent.client.json(
      z.looseObject({ vintages: z.array(z.looseObject({ reduction: z.string() })) }),
      `/api/projects/${SLUG}/summary`,
    )
    expect(summary.vintages.map(({ reduction }) => reduction)).toEqual([String(expected)])
    const { client } = people.proponent
    for await (const line of client.lines(z.looseObject({}), `/api/reports/${SLUG}`, { json: {} }))
      expect(line).not.toHaveProperty('problem')
    const reports = z.object({ items: z.array(z.looseObject({ id: z.string() })) })
    const [report] = (await client.json(reports, `/api/reports/${SLUG}`)).items
    writeFileSync(file('bundle.zip'), await client.bytes(`/api/reports/${SLUG}/${report?.id}/bundle.zip`))
    const verified = await tcctv('verify', file('bundle.zip'))
    expect(verified.stdout + verified.stderr).toContain('passed')
    expect(verified.code).toBe(0)
  })

  it('gives a template without the values of its project', async () => {
    const { stdout } = await as('proponent').project('template', SLUG)
    writeFileSync(file('template.yaml'), stdout)
    expect(stdout).not.toContain('0.7000')
    const checked = await tcctv(
      'project',
      'check',
      file('template.yaml'),
      join(root, 'methodologies/acm0002-solar.yaml'),
    )
    expect(checked.code).toBe(1)
    expect(checked.stdout).toContain('FILL_IN fixed.EF_OM.value')
  })
})
