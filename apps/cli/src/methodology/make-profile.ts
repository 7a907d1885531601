import { basename } from 'node:path'
import {
  parseStatistic,
  profileReader,
  profileTable,
  type ProfileBy,
  type ProfileReader,
  type Statistic,
} from '@tcctv/methodology'
import { parseLocalDay, type LocalDay } from '@tcctv/units'
import { parseOptions, printJson, required } from '../arguments.ts'
import { cliError } from '../errors.ts'
import { readDataRows, type DataRows } from './data-rows.ts'
import { readText } from './documents.ts'
import { emptyRows, profileJson, profileYaml, type ProfileAsked } from './profile-yaml.ts'

const BY = ['month', 'weekday', 'hour', 'month-hour'] as const satisfies readonly ProfileBy[]

/** `tcctv project profile` */
export async function makeProfile(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, {
    from: { type: 'string' },
    to: { type: 'string' },
    parameter: { type: 'string' },
    source: { type: 'string' },
    by: { type: 'string', default: 'month' },
    applies: { type: 'string' },
    low: { type: 'string', default: 'min' },
    high: { type: 'string', default: 'max' },
    days: { type: 'string', default: 'complete' },
    json: { type: 'boolean', default: false },
  })
  const [pddPath, path] = [required(positionals, 0, '<pdd.yaml>'), required(positionals, 1, '<data file>')]
  const { startDay, endDay } = windowOf(values.from, values.to)
  const by = oneOf('--by', values.by, BY)
  const isByHour = by === 'hour' || by === 'month-hour'
  const applies = oneOf('--applies', values.applies ?? (isByHour ? 'reading' : 'day'), ['day', 'reading'])
  if (isByHour && applies === 'day')
    throw cliError('USAGE', { what: `--by ${by}: a day has no hour; use --applies reading` })
  const asked: ProfileAsked = {
    by,
    applies,
    low: statistic('--low', values.low),
    high: statistic('--high', values.high),
    days: oneOf('--days', values.days, ['complete', 'all']),
  }
  const nowS = Math.floor(Date.now() / 1000)
  const { parameter, source } = values
  const reader = profileReader(readText(pddPath), { parameter, source, startDay, endDay, nowS })
  const rows = await readDataRows(path, reader)
  return print(path, reader, rows, asked, values.json)
}

function print(path: string, reader: ProfileReader, rows: DataRows, asked: ProfileAsked, isJson: boolean): number {
  const { faults, readings, sha256 } = rows
  if (faults.length > 0) throw cliError('DATA_FAULTY', { path, count: faults.length, faults })
  const table = profileTable(reader, readings, asked)
  const file = { name: basename(path), sha256 }
  if (isJson) printJson(profileJson(reader, table, asked, file))
  else process.stdout.write(profileYaml(reader, table, asked, file))
  const empty = emptyRows(table.rows)
  if (empty.length > 0)
    process.stderr.write(`no data for ${empty.join(', ')}: the table has no such rows; decide them and say why\n`)
  return 0
}

function windowOf(from: string | undefined, to: string | undefined): { startDay: LocalDay; endDay: LocalDay } {
  if (from === undefined || to === undefined)
    throw cliError('USAGE', {
      what: '--from and --to are needed: first day of the initialisation phase and the day after its last',
    })
  const [startDay, endDay] = [parseLocalDay(from), parseLocalDay(to)]
  if (startDay >= endDay) throw cliError('USAGE', { what: `--to ${to}: expected a day after ${from}` })
  return { startDay, endDay }
}

function statistic(option: string, text: string): Statistic {
  const found = parseStatistic(text)
  if (found !== undefined) return found
  throw cliError('USAGE', { what: `${option} ${text}: expected max, min, mean, a percentile like p95, or a decimal` })
}

function oneOf<const T extends string>(option: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find((one) => one === text)
  if (found !== undefined) return found
  throw cliError('USAGE', { what: `${option} ${text}: expected ${allowed.join(', ')}` })
}
