import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { LedgerEvent } from '../../packages/contracts/src/index.ts'
import { eventsNamed, eventsOfChain } from '../kit/chain.ts'
import { CHANGES, changedByte, forged } from '../kit/changed-bundle.ts'
import { root, tcctv, tcctvUp, temporaryFolder, type Ended, type RunningPlatform } from '../kit/command-line.ts'
import { CSV_PATH } from '../kit/example-project.ts'
import { expected, scaled } from '../kit/expected.ts'
import { readPlainRows, sumBy } from '../kit/plain-file.ts'
import { sessionOf, type Session } from '../kit/session.ts'

const SLUG = 'nrel50'
const JOB_MS = 600_000
const DAY_MS = 86_400_000
const ONE = 10n ** 18n
const STATUS = { noted: 2, withheld: 3, releasedByProponent: 4 } as const
const STATE = { noted: 1, held3: 2, justified3: 3, released3: 4, resubmitted: 5 } as const

const demoSchema = z.object({
  vintages: z.array(z.object({ vintage: z.number(), reduction: z.string(), unit: z.literal('tCO2e') })),
  import: z.object({
    rows: z.number(),
    gaps: z.number(),
    committed: z.number(),
    days: z.number(),
    suspensions: z.array(z.string()),
  }),
  report: z.string(),
  bundle: z.string(),
  verification: z.object({ passed: z.boolean(), readings: z.number(), blocks: z.number() }),
})
type Demo = z.infer<typeof demoSchema>
type Evaluated = Extract<LedgerEvent, { eventName: 'DayEvaluated' }>['args']

const folder = temporaryFolder()
const data = join(folder.path, 'data')
const firstBundle = join(folder.path, 'first.zip')
const plainRows = readPlainRows(readFileSync(join(root, CSV_PATH), 'utf8'))
let first: Demo
let second: Demo
let verification: Ended
let platform: RunningPlatform | undefined
let session: Session
let events: readonly LedgerEvent[]
let equations: readonly string[]

beforeAll(async () => {
  first = await demo()
  copyFileSync(first.bundle, firstBundle)
  const verified = tcctv('verify', firstBundle, '--json')
  second = await demo()
  verification = await verified
  await start()
  events = await eventsOfChain(session, SLUG)
  equations = (await traceOf('2011-12-31')).equations.map(({ id }) => id)
}, JOB_MS)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

async function demo(): Promise<Demo> {
  const { code, stdout, stderr } = await tcctv('demo', '--once', '--json', '--data', data, '--port', '0')
  expect(code, stderr).toBe(0)
  return demoSchema.parse(JSON.parse(stdout))
}

async function start(): Promise<void> {
  platform = await tcctvUp(data)
  session = await sessionOf(platform, 'proponent')
}

async function textOf(path: string): Promise<string> {
  const answer = await session(`/api/projects/${SLUG}${path}`)
  const text = await answer.text()
  expect(answer.status, text).toBe(200)
  return text
}

const traceSchema = z.object({
  equations: z.array(z.looseObject({ id: z.string() })),
  inputs: z.array(z.looseObject({ variable: z.string(), amount: z.string() })),
})
async function traceOf(day: string): Promise<z.infer<typeof traceSchema>> {
  return traceSchema.parse(JSON.parse(await textOf(`/carbon/${day}/trace`)))
}

function dayText(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10)
}

/** The newest evaluation of every day, by day. */
function evaluations(): Map<string, Evaluated> {
  return new Map(eventsNamed(events, 'DayEvaluated').map(({ args }) => [dayText(args.day), args]))
}

/** Wh on the chain by the first characters of the local day: 4 a year, 7 a month, 10 a day. */
function energyOnChain(characters: number): Map<string, bigint> {
  const dayOf = new Map(eventsNamed(events, 'BatchCommitted').map(({ args }) => [args.digest, dayText(args.day)]))
  const sums = new Map<string, bigint>()
  for (const { args } of eventsNamed(events, 'ColumnCommitted')) {
    const key = (dayOf.get(args.digest) ?? '').slice(0, characters)
    sums.set(key, (sums.get(key) ?? 0n) + args.sum)
  }
  return sums
}

describe('the main job', () => {
  it('ends with the tonnes and counts that were computed without the product', () => {
    const { rows, values, empty, empty_in_hours_that_do_not_exist: never } = expected.readings
    const tonnes = expected.vintages.map(({ id, equations: { ER } }) => ({
      vintage: Number(id),
      reduction: ER?.value,
      unit: 'tCO2e',
    }))
    expect(first.vintages).toEqual(tonnes)
    expect(first.import).toMatchObject({ rows, gaps: empty - never })
    expect(first.verification).toMatchObject({ passed: true, readings: values })
    const total = first.vintages.reduce((sum, { reduction }) => sum + BigInt(reduction), 0n)
    expect(String(total)).toBe(expected.total.ER)
  })

  it('has every reading on the chain: count, highest, energy by month and by vintage', () => {
    const readings = eventsNamed(events, 'BatchCommitted').reduce((sum, { args }) => sum + args.readings, 0)
    expect(readings).toBe(expected.readings.values)
    const months = Object.entries(expected.energy_kWh_by_month).map(([month, kWh]) => [month, scaled(kWh, 3)])
    expect([...energyOnChain(7)]).toEqual(months)
    const years = expected.vintages.map(({ id, monitored }) => [id, scaled(monitored['EG_EXP'] ?? '', 6)])
    expect([...energyOnChain(4)]).toEqual(years)
  })

  it.each(expected.vintages)('has the equations of $id, unrounded and rounded', async (vintage) => {
    const lastDay = `${vintage.id}-12-31`
    const evaluated = evaluations().get(lastDay)
    expect(equations).toEqual(Object.keys(vintage.equations))
    for (const [index, { value, unrounded }] of Object.values(vintage.equations).entries()) {
      expect(evaluated?.rounded[index], equations[index]).toBe(scaled(value, 18))
      if (unrounded !== undefined) expect(evaluated?.unrounded[index], equations[index]).toBe(scaled(unrounded, 18))
    }
    const { inputs } = await traceOf(lastDay)
    for (const [parameter, amount] of Object.entries(vintage.monitored))
      expect(inputs.find(({ variable }) => variable === parameter)?.amount).toBe(amount)
  })

  it('records what could be issued of each vintage', () => {
    const recorded = eventsNamed(events, 'VintageRecorded').map(({ args }) => [
      String(args.vintage),
      { issued: args.eligible, carried: args.carried },
    ])
    const wanted = Object.entries(expected.issuance).map(([vintage, { issued, carried }]) => [
      vintage,
      { issued: scaled(issued, 18), carried: scaled(carried, 18) },
    ])
    expect(recorded).toEqual(wanted)
  })

  it('judges every day as the independent computation does', () => {
    const { days, counts, above_case_1: above } = expected.tolerance_cases['EG_EXP.day']
    const judged = [...evaluations()].filter(([day]) => day >= '2012-04-15')
    expect(judged).toHaveLength(days)
    for (const [level, count] of Object.entries(counts))
      expect(
        judged.filter(([, record]) => record.level === Number(level)),
        `case ${level}`,
      ).toHaveLength(count)
    const earlier = [...evaluations()].filter(([day]) => day < '2012-04-15')
    expect(earlier.map(([, { level }]) => level)).toEqual(Array.from({ length: 366 }, () => 1))
    const opened = eventsNamed(events, 'ExceptionOpened').map(({ args }) => ({
      date: dayText(args.day),
      case: args.level,
      wattHours: args.amount,
      high: args.high,
    }))
    expect(opened).toEqual(
      above.map((day) => ({
        date: day.date,
        case: day.case,
        wattHours: scaled(day.kWh, 3),
        high: scaled(day.limit_kWh, 3),
      })),
    )
  })

  it('finds no reading out of tolerance', async () => {
    const page = z.object({ items: z.array(z.looseObject({ kind: z.string() })), cursor: z.string().nullable() })
    let [cursor, tolerance]: [string | null, number] = ['', 0]
    while (cursor !== null) {
      const path: string = `/flags?limit=1000${cursor === '' ? '' : `&cursor=${cursor}`}`
      const found = page.parse(JSON.parse(await textOf(path)))
      tolerance += found.items.filter(({ kind }) => kind === 'tolerance').length
      cursor = found.cursor
    }
    expect(tolerance).toBe(0)
  })

  it('suspends the intake three times, until justified, released and resubmitted', () => {
    const held = expected.tolerance_cases['EG_EXP.day'].above_case_1.filter((day) => day.case === 3)
    expect(first.import.suspensions).toEqual(held.map(({ date }) => date))
    const opened = eventsNamed(events, 'ExceptionOpened').filter(({ args }) => args.level === 3)
    expect(opened).toHaveLength(3)
    for (const { args, blockNumber } of opened) {
      const moves = eventsNamed(events, 'ExceptionMoved').filter((move) => move.args.id === args.id)
      expect(moves.map((move) => [move.args.from, move.args.to])).toEqual([
        [STATE.held3, STATE.justified3],
        [STATE.justified3, STATE.released3],
        [STATE.released3, STATE.resubmitted],
      ])
      const until = moves.at(-1)?.blockNumber ?? 0n
      const between = eventsNamed(events, 'BatchCommitted').filter(
        (batch) => batch.blockNumber > blockNumber && batch.blockNumber < until,
      )
      expect(between).toEqual([])
      const records = eventsNamed(events, 'DayEvaluated').filter((record) => record.args.day === args.day)
      expect(records.map((record) => [record.args.revision, record.args.status])).toEqual([
        [1, STATUS.withheld],
        [2, STATUS.releasedByProponent],
      ])
    }
  })

  it.each(expected.vintages)('counts the gaps of $id', ({ id, gaps }) => {
    const empty = plainRows.filter(({ day, wattHours }) => day.startsWith(id) && wattHours === null)
    expect(empty).toHaveLength(gaps)
    const records = [...evaluations()].filter(([day]) => day.startsWith(id)).map(([, record]) => record)
    const missing = records.reduce((sum, record) => sum + record.expected - record.readings, 0)
    // The file has a row for each hour of the clock: 4 empty ones for the hour that does not exist in spring, and none
    // for the second pass of the hour that comes twice in autumn, whose 4 intervals are missing.
    const never = empty.filter(({ day, time }) => isJumpedOver(day, time)).length
    expect(never).toBe(id === '2011' ? 0 : 4)
    expect(missing).toBe(gaps - never + 4)
  })

  it('gives the years again from the raw file, to the last digit of every day', () => {
    const energy = sumBy(plainRows, ({ day }) => day)
    const factor = (3n * 8907n + 8010n) * 25n // weights 3/4 and 1/4 of 0.8907 and 0.8010, at 1e-6
    expect(factor).toBe(868_275n)
    const floored = factor / 100n // four places, down
    const days = [...new Set(plainRows.map(({ day }) => day))]
    const byDay = evaluations()
    expect([...byDay.keys()]).toEqual(days)
    let [year, wattHours] = ['', 0n]
    for (const day of days) {
      if (day.slice(0, 4) !== year) [year, wattHours] = [day.slice(0, 4), 0n]
      wattHours += energy.get(day) ?? 0n
      const record = byDay.get(day)
      const of = (id: string): number => equations.indexOf(id)
      const exact = wattHours * floored * 10n ** 8n // MWh at 1e-6 times a factor at 1e-4, at 1e-18
      const tonnes = (exact / ONE) * ONE
      expect(record?.unrounded[of('EF_B')], day).toBe(factor * 10n ** 12n)
      expect(record?.unrounded[of('BE')], day).toBe(exact)
      expect(record?.rounded[of('BE')], day).toBe(tonnes)
      expect(record?.rounded[of('ER')], day).toBe(tonnes)
      expect(record?.inputs, day).toContain(wattHours * 10n ** 12n)
    }
  })
})

describe('the proof bundle', () => {
  it('verifies, with the tonnes recomputed', () => {
    expect(verification.code, verification.stderr).toBe(0)
    const { passed, totals } = z
      .object({ passed: z.boolean(), totals: z.looseObject({ vintages: z.array(z.looseObject({})) }) })
      .parse(JSON.parse(verification.stdout))
    expect(passed).toBe(true)
    expect(totals.vintages).toMatchObject(
      expected.vintages.map(({ id, equations: { ER } }) => ({ vintage: Number(id), reduction: ER?.value })),
    )
  })

  it.each(CHANGES)('fails and names the file when one byte of $what is changed', async (change) => {
    const path = join(folder.path, 'changed.zip')
    writeFileSync(path, changedByte(readFileSync(firstBundle), change))
    const { code, stdout } = await tcctv('verify', path)
    expect(code, stdout).toBe(1)
    expect(/where\s+(.*)/.exec(stdout)?.[1]).toContain(change.path)
    expect(stdout).not.toContain('Recomputed')
  })

  it.each(CHANGES.slice(0, 3))('fails and names the place when a forger writes $what anew', async (change) => {
    const path = join(folder.path, 'forged.zip')
    writeFileSync(path, forged(readFileSync(firstBundle), change))
    const { code, stdout } = await tcctv('verify', path)
    expect(code, stdout).toBe(1)
    expect(stdout).toMatch(/^ok +The file is a bundle/m)
    expect(stdout).toMatch(/^ok +Every file is the one the manifest lists/m)
    expect(/where\s+(.*)/.exec(stdout)?.[1]).toMatch(/^(block \d+|head hash|documents\/pdd-0\.yaml)/)
    expect(stdout).not.toContain('Recomputed')
  })
})

describe('afterwards', () => {
  it('imports nothing twice in a second run', () => {
    expect(second.import).toMatchObject({ rows: first.import.rows, committed: 0, days: 0, suspensions: [] })
    expect(second.vintages).toEqual(first.vintages)
    expect(second.verification).toMatchObject({ passed: true, readings: first.verification.readings })
    expect(eventsNamed(events, 'BatchCommitted')).toHaveLength(first.import.committed)
    expect(eventsNamed(events, 'ReportRecorded')).toHaveLength(2)
  })

  it(
    'gives the same bytes from a read model that is made again from the chain',
    async () => {
      const paths = ['/summary', '/carbon?by=month', '/flags?limit=1000', '/series?parameter=EG_EXP&buckets=2000']
      const before = await Promise.all(paths.map(textOf))
      await platform?.[Symbol.asyncDispose]()
      platform = undefined
      expect((await tcctv('project', 'rebuild', SLUG, '--data', data)).code).toBe(0)
      await start()
      const after = await Promise.all(paths.map(textOf))
      expect(after).toEqual(before)
      const { counts } = z.object({ counts: z.looseObject({}) }).parse(JSON.parse(after[0] ?? ''))
      expect(counts).toMatchObject({ readings: expected.readings.values, batches: first.import.committed })
    },
    JOB_MS,
  )
})

/** Clocks at the plant jump from 02:00 to 03:00 on these days. */
function isJumpedOver(day: string, time: string): boolean {
  return ['2012-03-11', '2013-03-10'].includes(day) && time.startsWith('02:')
}
