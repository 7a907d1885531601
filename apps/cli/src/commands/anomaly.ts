import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  fit,
  initialState,
  parseModel,
  parseSeriesCsv,
  rowsOf,
  score,
  scoresToCsv,
  sealCard,
  serializeModel,
  type History,
  type SeriesDescription,
} from '@tcctv/anomaly'
import { z } from 'zod'
import { parseOptions, printJson, readInput, required } from '../arguments.ts'
import type { Command } from '../commands.ts'
import { cliError } from '../errors.ts'

export const anomalyCommand: Command = {
  usage: `tcctv anomaly fit   --history history.csv --series series.json --out model.json [--seed n] [--json]
tcctv anomaly score --model model.json --data data.csv --out scores.csv
tcctv anomaly bench <split-dir> --out <scores-dir>

Labels are never read. data.csv continues the history directly; the state at its end is inside model.json.`,
  run: ([action, ...args]) => {
    if (action === 'fit') return fitModel(args)
    if (action === 'score') return scoreData(args)
    if (action === 'bench') return bench(args)
    throw cliError('USAGE', { what: 'expected fit, score or bench' })
  },
}

const seriesSchema = z.looseObject({
  id: z.string(),
  granularity: z.enum(['15min', 'hourly', 'daily', 'monthly', 'minutes', 'irregular']),
  step_seconds: z.number(),
  period: z.number(),
  week: z.number(),
  kind: z.enum(['load', 'process', 'solar', 'wind', 'it']),
  unit: z.string().default(''),
  nameplate: z.number().nullable().default(null),
  covariates: z.array(z.string()).default([]),
})

async function fitModel(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, {
    history: { type: 'string' },
    series: { type: 'string' },
    out: { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'boolean', default: false },
  })
  const series = seriesOf(JSON.parse(readInput(option(values.series, '--series')).toString('utf8')))
  const history = parseSeriesCsv(readInput(option(values.history, '--history')).toString('utf8'), series)
  const { model, card } = fit(history, series, values.seed === undefined ? {} : { seed: BigInt(values.seed) })
  const bytes = serializeModel(model)
  writeFileSync(option(values.out, '--out'), bytes)
  const sealed = sealCard(card, hashOf(bytes))
  if (values.json) printJson(sealed)
  else process.stdout.write(`model ${hashOf(bytes)}, ${bytes.length} bytes\n`)
  return 0
}

async function scoreData(args: readonly string[]): Promise<number> {
  const { values } = parseOptions(args, {
    model: { type: 'string' },
    data: { type: 'string' },
    out: { type: 'string' },
  })
  const model = parseModel(readInput(option(values.model, '--model')))
  const data = parseSeriesCsv(readInput(option(values.data, '--data')).toString('utf8'), model.series)
  const state = initialState(model)
  const rows = rowsOf(data, state.sequence + 1)
  const { results } = score(model, state, rows)
  writeFileSync(option(values.out, '--out'), scoresToCsv(rows, results))
  process.stdout.write(`${rows.length} rows scored, ${results.filter(({ alert }) => alert).length} alerts\n`)
  return 0
}

const manifestSchema = z.looseObject({
  series: z.array(seriesSchema.extend({ file: z.string(), train_end: z.number() })),
})

/** Fits on the first `train_end` rows of every series and scores the rest. */
async function bench(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseOptions(args, { out: { type: 'string' } })
  const folder = required(positionals, 0, '<split-dir>')
  const out = option(values.out, '--out')
  mkdirSync(out, { recursive: true })
  const { series } = manifestSchema.parse(JSON.parse(readInput(join(folder, 'manifest.json')).toString('utf8')))
  const rows = series.map((entry) => benchSeries(folder, out, entry))
  const total = (part: 'fitCpuMs' | 'scoreCpuMs' | 'rows'): number => rows.reduce((sum, row) => sum + row[part], 0)
  writeFileSync(
    join(out, 'bench.json'),
    JSON.stringify(
      { series: rows, totals: { fitCpuMs: total('fitCpuMs'), scoreCpuMs: total('scoreCpuMs'), rows: total('rows') } },
      null,
      1,
    ),
  )
  process.stdout.write(`${rows.length} series, ${total('rows')} rows scored\n`)
  return 0
}

function benchSeries(folder: string, out: string, entry: z.infer<typeof manifestSchema>['series'][number]) {
  const description = seriesOf(entry)
  const whole = parseSeriesCsv(readInput(join(folder, entry.file)).toString('utf8'), description)
  const [before, after] = [sliceOf(whole, 0, entry.train_end), sliceOf(whole, entry.train_end, whole.values.length)]
  const [fitted, fitCpuMs] = timed(() => fit(before, description))
  const state = initialState(fitted.model)
  const rows = rowsOf(after, state.sequence + 1)
  const [{ results }, scoreCpuMs] = timed(() => score(fitted.model, state, rows))
  writeFileSync(join(out, `${entry.id}.csv`), scoresToCsv(rows, results))
  const modelHash = hashOf(serializeModel(fitted.model))
  return { id: entry.id, fitCpuMs, scoreCpuMs, rows: rows.length, modelHash, deployed: fitted.card.deployed }
}

function sliceOf({ timestampsS, values, covariates }: History, from: number, to: number): History {
  const sliced = Object.fromEntries(
    Object.entries(covariates ?? {}).map(([name, column]) => [name, column.slice(from, to)]),
  )
  return {
    timestampsS: timestampsS.slice(from, to),
    values: values.slice(from, to),
    ...(covariates === undefined ? {} : { covariates: sliced }),
  }
}

function timed<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage()
  const made = work()
  const { user, system } = process.cpuUsage(before)
  return [made, Math.round((user + system) / 1000)]
}

function seriesOf(json: unknown): SeriesDescription {
  const {
    id,
    granularity,
    step_seconds: stepSeconds,
    period,
    week,
    kind,
    unit,
    nameplate,
    covariates,
  } = seriesSchema.parse(json)
  return { id, granularity, stepSeconds, period, week, kind, unit, nameplate, covariates }
}

function option(given: string | undefined, name: string): string {
  if (given === undefined) throw cliError('USAGE', { what: `${name} is missing` })
  return given
}

function hashOf(bytes: Uint8Array): string {
  return `0x${createHash('sha256').update(bytes).digest('hex')}`
}
