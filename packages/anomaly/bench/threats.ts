// Recall of every injected kind of threat at the model's own threshold, and false alerts without any, on the histories
// of an evaluation folder: fit on the first 65 %, events in the rest. No label is read.
// node --conditions=source --import tsx packages/anomaly/bench/threats.ts <split-dir>
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  fit,
  initialState,
  inject,
  parseSeriesCsv,
  randomFrom,
  rowsOf,
  score,
  THREATS,
  type History,
  type Model,
  type SeriesDescription,
} from '@tcctv/anomaly'

const EVENTS = 2
const ALLOWED_DAYS = { daily: 90, monthly: 730 } as const

type Entry = Omit<SeriesDescription, 'stepSeconds'> & {
  readonly file: string
  readonly step_seconds: number
  readonly train_end: number
}

const folder = process.argv[2] ?? ''
const manifest = JSON.parse(readFileSync(join(folder, 'manifest.json'), 'utf8')) as { series: Entry[] } // own format
const found = new Map<string, { hits: number; events: number }>()
const rates: number[] = []
for (const entry of manifest.series.filter(({ id }) => id.endsWith('__0'))) measure(entry)
for (const heldOut of [false, true]) {
  const kinds = THREATS.filter((threat) => threat.heldOut === heldOut).map(({ name }) => recallOf(name))
  console.log(`recall, ${heldOut ? 'held-out' : 'used'} kinds: ${mean(kinds).toFixed(3)}`)
}
console.log(`false alerts without events, per allowed: ${mean(rates).toFixed(2)}`)
for (const { name, heldOut } of THREATS)
  console.log(`| ${name}${heldOut ? ' (held out)' : ''} | ${recallOf(name).toFixed(2)} |`)

function measure(entry: Entry): void {
  const series: SeriesDescription = { ...entry, stepSeconds: entry.step_seconds }
  const whole = slice(parseSeriesCsv(readFileSync(join(folder, entry.file), 'utf8'), series), 0, entry.train_end)
  const first = Math.floor(0.65 * entry.train_end)
  const { model } = fit(slice(whole, 0, first), series)
  const days = ((entry.train_end - first) * series.stepSeconds) / 86_400
  const allowed = days / (series.granularity in ALLOWED_DAYS ? ALLOWED_DAYS[series.granularity as 'daily'] : 30)
  rates.push(episodes(alertsOf(model, whole, whole.values, first), series) / Math.max(allowed, 0.3))
  const random = randomFrom(99n)
  for (const threat of THREATS)
    for (let event = 0; event < EVENTS; event += 1) {
      const injected = inject(threat, whole.values, { series, first, random })
      if (injected === null) continue
      const { values, from, to } = injected
      const isFound = alertsOf(model, slice(whole, 0, to + series.period), values, first)
        .slice(from - first)
        .some(Boolean)
      const { hits, events } = found.get(threat.name) ?? { hits: 0, events: 0 }
      found.set(threat.name, { hits: hits + (isFound ? 1 : 0), events: events + 1 })
    }
}

function recallOf(name: string): number {
  const { hits, events } = found.get(name) ?? { hits: 0, events: 1 }
  return hits / events
}

function alertsOf(model: Model, history: History, values: Float64Array, first: number): boolean[] {
  const changed = { ...history, values: values.slice(0, history.timestampsS.length) }
  const rows = rowsOf(slice(changed, first, changed.values.length))
  return score(model, initialState(model), rows).results.map(({ alert }) => alert)
}

/** Alert episodes: gaps up to a period (daily 3 rows, monthly 1) merge, a long one counts again every week's rows. */
function episodes(alerts: readonly boolean[], { granularity, period }: SeriesDescription): number {
  const [merge, again] = granularity === 'daily' ? [3, 14] : granularity === 'monthly' ? [1, 3] : [period, 7 * period]
  let [count, last, counted] = [0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const [row, alert] of alerts.entries()) {
    if (!alert) continue
    if (row - last > merge || row - counted >= again) {
      count += 1
      counted = row
    }
    last = row
  }
  return count
}

function slice({ timestampsS, values, covariates = {} }: History, from: number, to: number): History {
  const columns = Object.entries(covariates).map(([name, column]) => [name, column.slice(from, to)] as const)
  return {
    timestampsS: timestampsS.slice(from, to),
    values: values.slice(from, to),
    covariates: Object.fromEntries(columns),
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, own) => sum + own, 0) / Math.max(1, numbers.length)
}
