import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatDecimal } from '@tcctv/units'
import { z } from 'zod'
import { giveRoles, reportAddress, type People } from '../../apps/cli/src/demo/people.ts'
import { tcctvHere } from '../kit/command-here.ts'
import { root, tcctvUp, temporaryFolder, type Ended, type RunningPlatform } from '../kit/command-line.ts'
import { partiesAt } from '../kit/example-project.ts'
import { daysFile, energyOf, historyFile, HISTORY_END, LAST_DAY, livePdd, TRIAL } from '../kit/live-plant.ts'
import { credentialsOf } from '../kit/session.ts'

const FIRST = 'first-plant'
const SLUG = 'live-plant'
type Role = 'operator' | 'proponent' | 'registry' | 'verifier'

/** What the meter really gave from 17 June on, and what it was taken for: three wrong values at noon. */
const JUNE = Array.from({ length: 8 }, (_, index) => `2011-06-${17 + index}`)
const truth = energyOf(daysFile(JUNE))
const wattHours = (days: readonly string[]): bigint => days.reduce((sum, day) => sum + (truth.get(day) ?? 0n), 0n)
/** Wh more of a day when its noon is read as this power in kW. */
const more = (day: string, power: string): bigint =>
  (energyOf(daysFile([day], { [day]: power })).get(day) ?? 0n) - (truth.get(day) ?? 0n)

/**
 * Whole tonnes of 17 to 23 June: what was released as it was counts, what was corrected counts corrected. The meter is
 * overdue on the 21st and 22nd, whose energy bears the 0.8 % that the calibration found. Times 0.8682 t/MWh.
 */
function firstSegment(factor = 8682n): bigint {
  const noted = more('2011-06-18', '3560')
  const asItWas = more('2011-06-22', '3800')
  const thousandths = 1000n * (wattHours(JUNE.slice(0, 7)) + noted + asItWas)
  const borne = 8n * (wattHours(['2011-06-21', '2011-06-22']) + asItWas)
  return ((thousandths - borne) * factor) / 10n ** 13n
}

/** With the 24th, the day of the second version. */
function calculated(): bigint {
  return firstSegment() + (wattHours([LAST_DAY]) * 7252n) / 10n ** 10n
}

describe('a live project', () => {
  const folder = temporaryFolder()
  const file = (name: string): string => join(folder.path, 'work', name)
  const write = (name: string, text: string): string => {
    writeFileSync(file(name), text)
    return file(name)
  }
  let platform: RunningPlatform
  let people: People

  /** A command of `tcctv project` as a party gives it: signed in as its user, with its key file where one is asked for. */
  const run = (role: Role, ...args: readonly string[]): Promise<Ended> => {
    const gateway = ['--gateway', platform.origin, '--session-file', file(`${role}.session`)]
    if (role === 'operator') return tcctvHere('project', ...args, ...gateway, '--data', folder.path)
    const { email, password } = credentialsOf(folder.path, role)
    const user = ['--email', email, '--password-file', write(`${role}.password`, password)]
    return tcctvHere('project', ...args, ...gateway, ...user)
  }
  const signed = (role: Role, ...args: readonly string[]): Promise<Ended> =>
    run(role, ...args, '--key-file', join(folder.path, 'demonstration', `${role}.key`))
  /** The same, which must succeed; gives what it printed as JSON. */
  const done = async (role: Role, ...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await signed(role, ...args)
    expect(code, `${args.join(' ')}\n${stderr}`).toBe(0)
    return z.record(z.string(), z.unknown()).parse(JSON.parse(stdout))
  }
  const refused = async (code: string, role: Role, ...args: readonly string[]): Promise<string> => {
    const ended = await signed(role, ...args)
    expect([ended.code, /^([A-Z_0-9]+): /m.exec(ended.stderr)?.[1]], ended.stderr).toEqual([1, code])
    return ended.stderr
  }
  const decide = (role: Role, exception: number, action: string, ...more_: readonly string[]) =>
    done(role, 'decide', SLUG, action, '--exception', String(exception), '--text', `${action} in a test`, ...more_)
  const importDays = (name: string, csv: string, ...options: readonly string[]) =>
    done('proponent', 'import', SLUG, write(name, csv), ...options)
  const exceptions = async () => {
    const { stdout } = await run('registry', 'exceptions', SLUG, '--json')
    return z
      .array(z.looseObject({ id: z.string(), day: z.string(), level: z.number(), state: z.string() }))
      .parse(JSON.parse(stdout))
  }
  const statusOf = async (day: string): Promise<string | undefined> => {
    const days = z.object({ items: z.array(z.looseObject({ period: z.string(), status: z.string() })) })
    const { items } = await people.registry.client.json(days, `/api/projects/${SLUG}/carbon?by=day`)
    return items.find(({ period }) => period === day)?.status
  }
  const openOne = async (): Promise<number> => {
    const { stdout } = await run('proponent', 'exceptions', SLUG, '--open', '--json')
    const open = z.array(z.looseObject({ id: z.coerce.number() })).parse(JSON.parse(stdout))
    expect(open).toHaveLength(1)
    return open[0]?.id ?? 0
  }

  beforeAll(async () => {
    mkdirSync(join(folder.path, 'work'), { recursive: true })
    platform = await tcctvUp(folder.path)
    people = await partiesAt(platform)
  })
  afterAll(async () => {
    await platform?.[Symbol.asyncDispose]()
    folder[Symbol.dispose]()
  })

  it('takes its document from the template of another project, checked before anything runs', async () => {
    const methodology = join(root, 'methodologies/acm0002-solar.yaml')
    const parties = Object.entries({
      operator: people.operator.account.address,
      proponent: people.proponent.account.address,
      registry: people.registry.account.address,
      verifier: people.verifier.account.address,
      report: await reportAddress(platform.origin),
    }).flatMap(([role, address]) => ['--party', `${role}=${address}`])
    const example = join(root, 'examples/nrel50/pdd.yaml')
    const first = await run('operator', 'create', FIRST, '--methodology', methodology, '--pdd', example, ...parties)
    expect(first.code, first.stderr).toBe(0)
    await giveRoles(people, FIRST)
    const template = (await run('proponent', 'template', FIRST)).stdout
    copyFileSync(example, file('example.yaml'))
    const window = ['--from', '2011-04-15', '--to', HISTORY_END, '--by', 'weekday', '--low', '0']
    const history = write('history.csv', historyFile())
    const profile = await tcctvHere('project', 'profile', file('example.yaml'), history, ...window)
    expect(profile.code, profile.stderr).toBe(0)
    write('live.yaml', livePdd(template, profile.stdout))
    const checked = await tcctvHere('project', 'check', file('live.yaml'), methodology)
    expect(checked.stdout).toContain('live.yaml: project, 1 series of readings, 3 tolerances')
    expect(checked.code).toBe(0)
    const created = await run('operator', 'create', SLUG, '--template', FIRST, '--pdd', file('live.yaml'), ...parties)
    expect(created.code, created.stderr).toBe(0)
    await giveRoles(people, SLUG)
  })

  it('is trained on its initialisation phase and begins its trial', async () => {
    const proposed = await signed('proponent', 'propose', SLUG, file('live.yaml'))
    expect(proposed.code, proposed.stderr).toBe(0)
    expect((await signed('registry', 'approve', SLUG, '0', '--from', HISTORY_END)).code).toBe(0)
    await done('operator', 'train', SLUG, file('history.csv'))
    await refused('STAGE_FORBIDS', 'registry', 'stage', SLUG, 'live', '--text', 'too early')
    await done('proponent', 'stage', SLUG, 'trial', '--text', 'Trial on two days of June.')
    expect(await importDays('trial.csv', daysFile(TRIAL), '--close')).toMatchObject({ committed: 2, days: 2 })
  })

  it('goes live by the signature of the registry alone', async () => {
    await done('proponent', 'stage', SLUG, 'under-review', '--text', 'Two days of trial.')
    await refused('FORBIDDEN', 'proponent', 'stage', SLUG, 'live', '--text', 'by itself')
    await done('registry', 'stage', SLUG, 'live', '--text', 'Accepted.')
  })

  it('notes a case 2 and sends its day on', async () => {
    const csv = daysFile(JUNE.slice(0, 2), { '2011-06-18': '3560' })
    expect(await importDays('two.csv', csv)).toMatchObject({ committed: 2, waiting: [] })
    const flags = z.object({ items: z.array(z.looseObject({ kind: z.string() })) })
    const { items } = await people.registry.client.json(flags, `/api/projects/${SLUG}/flags`)
    const tolerance = items.filter(({ kind }) => kind === 'tolerance')
    expect(tolerance).toMatchObject([{ level: 2, limit: 'EG_EXP.reading', value: '890' }])
    expect(await statusOf('2011-06-17')).toBe('provisional')
    expect(await exceptions()).toEqual([])
    await refused('LEDGER_NOT_FOUND', 'proponent', 'decide', SLUG, 'justify', '--exception', '1', '--text', 'x')
    await refused('INTAKE_NOT_SUSPENDED', 'proponent', 'withhold', SLUG, write('20.csv', daysFile(['2011-06-20'])))
  })

  it('suspends the intake at a case 3, takes announcements alone, and goes on with corrected data', async () => {
    const wrong = daysFile(['2011-06-19'], { '2011-06-19': '3800' })
    expect(await importDays('19.csv', wrong)).toMatchObject({
      committed: 1,
      waiting: [{ day: '2011-06-19', level: 3, state: 'held3', actions: ['justify'] }],
    })
    const id = await openOne()
    await refused('INTAKE_SUSPENDED', 'proponent', 'import', SLUG, file('20.csv'))
    const { stdout } = await signed('proponent', 'withhold', SLUG, file('20.csv'))
    expect(JSON.parse(stdout)).toMatchObject([{ day: '2011-06-20' }])
    const correct = ['correct', SLUG, write('19-right.csv', daysFile(['2011-06-19'])), '--exception', String(id)]
    const why = ['--text', 'The transformer ratio was set wrongly at noon.']
    await refused('CORRECTION_NOT_NOW', 'proponent', ...correct, ...why)
    await decide('proponent', id, 'justify')
    await refused('ACTION_REFUSED', 'proponent', 'decide', SLUG, 'resubmit', '--exception', String(id), '--text', 'x')
    await decide('proponent', id, 'release')
    expect(await done('proponent', ...correct, ...why)).toMatchObject({ state: 'corrected', committed: 1, waiting: [] })
    expect(await importDays('20.csv', daysFile(['2011-06-20']))).toMatchObject({ committed: 1, remaining: 0 })
    expect(await exceptions()).toMatchObject([{ id: String(id), level: 3, state: 'resubmitted' }])
    expect(await statusOf('2011-06-18')).toBe('provisional-with-report')
    expect(await statusOf('2011-06-19')).toBe('released-by-proponent')
    const corrections = z.object({ items: z.array(z.looseObject({})) })
    const { items } = await people.registry.client.json(corrections, `/api/projects/${SLUG}/corrections`)
    const kwh = (count: bigint): string => formatDecimal(count, 3)
    expect(items).toMatchObject([
      {
        day: '2011-06-19',
        reason: 'The transformer ratio was set wrongly at noon.',
        batch: { series: [{ readings: 96, sum: kwh(wattHours(['2011-06-19'])) }] },
        replaced: [{ series: [{ readings: 96, sum: kwh(wattHours(['2011-06-19']) + more('2011-06-19', '3800')) }] }],
      },
    ])
  })

  it('lets the registry alone decide on a case 4', async () => {
    const wrong = daysFile(['2011-06-21'], { '2011-06-21': '4000' })
    expect(await importDays('21.csv', wrong)).toMatchObject({ waiting: [{ level: 4, actions: ['file-report'] }] })
    const id = await openOne()
    const exception = ['--exception', String(id), '--text', 'x']
    await refused('ACTION_REFUSED', 'registry', 'decide', SLUG, 'release-as-is', ...exception)
    await decide('proponent', id, 'file-report')
    await refused('ACTION_REFUSED', 'proponent', 'decide', SLUG, 'release', ...exception)
    await refused('FORBIDDEN', 'proponent', 'decide', SLUG, 'release-as-is', ...exception)
    await decide('registry', id, 'send-back')
    await decide('proponent', id, 'file-report')
    const correct = ['correct', SLUG, write('21-right.csv', daysFile(['2011-06-21'])), '--exception', String(id)]
    const asked = await done('proponent', ...correct, '--text', 'A dropped digit.')
    expect(asked).toMatchObject({ state: 'waits-for-registry', day: '2011-06-21' })
    await decide('registry', id, 'release-corrected', '--batch', String(asked['digest']))
    expect(await done('proponent', ...correct, '--text', 'A dropped digit.')).toMatchObject({ state: 'corrected' })
    expect((await exceptions()).at(-1)).toMatchObject({ level: 4, state: 'released4' })
  })

  it('labels a day that its proponent released as it was', async () => {
    const found = await importDays('22.csv', daysFile(['2011-06-22'], { '2011-06-22': '3800' }))
    expect(found).toMatchObject({ waiting: [{ day: '2011-06-22', level: 3 }] })
    const id = await openOne()
    for (const action of ['justify', 'release', 'resubmit']) await decide('proponent', id, action)
  })

  it('subtracts from its claim what a late calibration finds', async () => {
    const certificate = write('certificate.txt', 'meter M1: 0.8 % high')
    const calibration = ['calibrate', SLUG, '--meter', 'M1', '--day', '2011-06-23', '--found', '0.008']
    const borne = async () => {
      const meters = z.object({ items: z.array(z.looseObject({ borne: z.array(z.looseObject({})) })) })
      const { items } = await people.registry.client.json(meters, `/api/projects/${SLUG}/calibrations`)
      return items.flatMap((meter) => meter.borne)
    }
    await done('proponent', 'decide', SLUG, 'close-day', '--day', '2011-06-22', '--text', 'Its last readings are lost.')
    await run('proponent', 'quantify', SLUG)
    expect(await borne()).toMatchObject([{ reason: 'overdue', error: '0.005', from: '2011-06-21', to: '2011-06-22' }])
    // the 21st and 22nd are computed, the 23rd is not: it bears what the calibration finds beyond the permissible error
    await done('proponent', ...calibration, '--certificate', certificate)
    expect(await importDays('23.csv', daysFile(['2011-06-23']))).toMatchObject({ committed: 1, days: 1, waiting: [] })
    expect(await borne()).toMatchObject([{ reason: 'overdue' }, { reason: 'found-later', error: '0.008', days: 1 }])
    const { stdout } = await run('registry', 'status', SLUG)
    expect(stdout).toContain(`reduction         ${firstSegment()} tCO2e`)
  })

  it('changes its document from a free day on, after the change was measured', async () => {
    const live = readFileSync(file('live.yaml'), 'utf8')
    const changed = live
      .replace('version: "1.0.0"\npurpose', 'version: "1.1.0"\npurpose')
      .replace('"0.8907"', '"0.7000"')
    const proposed = await signed('proponent', 'propose', SLUG, write('new.yaml', changed))
    expect(proposed.stdout).toContain('proposed as version 1')
    const { stdout, stderr } = await run('registry', 'impact', SLUG, '--index', '1', '--from', JUNE[0] ?? '', '--json')
    const impact = z.object({
      impact: z.looseObject({ vintages: z.array(z.looseObject({})), refusals: z.array(z.unknown()) }),
    })
    const measured = impact.parse(JSON.parse(stdout === '' ? stderr : stdout))
    expect(measured.impact).toMatchObject({
      vintages: [
        {
          vintage: 2011,
          before: { reduction: String(firstSegment()) },
          after: { reduction: String(firstSegment(7252n)) },
        },
      ],
      refusals: [],
    })
    await refused(
      'PDD_FROM_QUANTIFIED',
      'registry',
      'approve',
      SLUG,
      '1',
      '--from',
      '2011-06-20',
      '--change',
      'correction',
    )
    expect((await signed('registry', 'approve', SLUG, '1', '--from', LAST_DAY, '--change', 'correction')).code).toBe(0)
  })

  it('is frozen when its vintage is complete, and reported when its increase is explained', async () => {
    const freeze = ['period', SLUG, '2011', 'frozen', '--text', 'The crediting period has ended.']
    await refused('VINTAGE_NOT_RECORDED', 'proponent', ...freeze)
    expect(await importDays('24.csv', daysFile([LAST_DAY]), '--close')).toMatchObject({ committed: 1, waiting: [] })
    const { stdout } = await run('registry', 'status', SLUG)
    expect(stdout).toContain(`vintage 2011, complete, open\n  reduction         ${calculated()} tCO2e`)
    expect((await run('proponent', 'report', SLUG)).stderr).toMatch(/^INCREASE_UNEXPLAINED: /)
    await refused('PERIOD_UNEXPLAINED', 'proponent', ...freeze)
    await done('proponent', 'explain-increase', SLUG, '2011', '--text', 'The estimate was made for a dull June.')
    await done('registry', 'cosign', SLUG)
    expect((await run('proponent', 'report', SLUG, '--out', file('report'))).stderr).toBe('')
    await done('proponent', 'period', SLUG, '2011', 'reported', '--text', 'Monitoring report 1.')
  })

  it('is verified lower than calculated, never higher, and issued at most as verified', async () => {
    const move = (role: Role, to: string, ...quantity: readonly string[]) =>
      done(role, 'period', SLUG, '2011', to, '--text', `${to} in a test`, ...quantity)
    const of = (tonnes: bigint): string[] => ['--quantity', String(tonnes)]
    const period = ['period', SLUG, '2011', 'verified', '--text', 'x', ...of(calculated() + 1n)]
    await move('verifier', 'under-verification')
    await refused('QUANTITY_REFUSED', 'verifier', ...period)
    await refused('FORBIDDEN', 'proponent', ...period)
    await move('verifier', 'verified', ...of(calculated() - 3n))
    await move('proponent', 'issuance-requested')
    await refused('QUANTITY_REFUSED', 'registry', 'period', SLUG, '2011', 'issued', '--text', 'x', ...of(calculated()))
    await move('registry', 'issued', ...of(calculated() - 3n))
    const { stdout } = await run('registry', 'status', SLUG)
    expect(stdout).toContain('vintage 2011, complete, issued')
    const rows = JUNE.flatMap((day) => daysFile([day]).trimEnd().split('\n').slice(1))
    const vintages = z.object({ items: z.array(z.looseObject({})) })
    // neither the days of the trial nor what corrected data replaced
    expect(await people.registry.client.json(vintages, `/api/projects/${SLUG}/vintages`)).toMatchObject({
      items: [
        {
          days: JUNE.length,
          verified: String(calculated() - 3n),
          issued: String(calculated() - 3n),
          data: { expected: rows.length, present: rows.filter((row) => !row.endsWith(',')).length },
          estimate: { isSignificant: true, explanation: 'The estimate was made for a dull June.' },
        },
      ],
    })
  })

  it('proves all of it offline', async () => {
    await done('registry', 'cosign', SLUG)
    expect((await run('proponent', 'report', SLUG, '--out', file('report'))).stderr).toBe('')
    const { code, stdout, stderr } = await tcctvHere('verify', file('report/bundle.zip'), '--json')
    expect(code, stderr + stdout).toBe(0)
    const data = z.looseObject({ period: z.looseObject({}), totals: z.looseObject({}) })
    // the trial counts in no vintage and is in no report of the live days
    expect(data.parse(JSON.parse(readFileSync(file('report/data.json'), 'utf8')))).toMatchObject({
      period: { from: JUNE[0] },
      totals: { days: JUNE.length, reduction: String(calculated()) },
    })
    const verification = z.looseObject({
      passed: z.boolean(),
      totals: z.looseObject({ vintages: z.array(z.unknown()) }),
    })
    expect(verification.parse(JSON.parse(stdout))).toMatchObject({
      passed: true,
      totals: { vintages: [{ vintage: 2011, reduction: String(calculated()) }] },
    })
  })
})
