// Scoring and training cost of the deployed ensemble, and the isolation forest against scikit-learn in the same run.
// node --conditions=source --import tsx packages/anomaly/bench/scoring.ts [python]   (python with scikit-learn; python3)
// With `npm run build` before and without the condition it measures the built package, which is what is deployed.
import { spawnSync } from 'node:child_process'
import {
  fit,
  fitIsolationForest,
  forestScorer,
  initialState,
  isolationsOf,
  score,
  type History,
  type SeriesDescription,
} from '@tcctv/anomaly'

const YEAR_ROWS = 8760
const SCORED_ROWS = 20_000
const FOREST_ROWS = 50_000
const FEATURES = 8
const START_S = 1_302_480_000

const SERIES: SeriesDescription = {
  id: 'bench',
  granularity: 'hourly',
  stepSeconds: 3600,
  period: 24,
  week: 168,
  kind: 'load',
  unit: 'kWh',
  nameplate: null,
  covariates: ['temperature'],
}

const noise = noiseFrom(1)
const whole = historyOf(YEAR_ROWS + SCORED_ROWS)
const [trained, fitCpuS] = cpuSeconds(() => fit(slice(whole, 0, YEAR_ROWS), SERIES))
console.log(`training, one year hourly, ${trained.model.views.length} views: ${fitCpuS.toFixed(1)} CPU s`)
console.log(`resident memory after training: ${Math.round(process.memoryUsage().rss / 1e6)} MB`)

const rows = Array.from({ length: SCORED_ROWS }, (_, k) => ({
  sequence: k,
  timestampS: whole.timestampsS[YEAR_ROWS + k] ?? 0,
  reading: whole.values[YEAR_ROWS + k] ?? null,
  covariates: { temperature: whole.covariates?.['temperature']?.[YEAR_ROWS + k] ?? null },
}))
const scoring = Array.from(
  { length: 8 },
  () => cpuSeconds(() => score(trained.model, initialState(trained.model), rows))[1],
)
const kernelS = Math.min(...[1, 2, 3].map(() => cpuSeconds(kernel)[1]))
const perMillion = (Math.min(...scoring) * 1e6) / SCORED_ROWS
const first = ((scoring[0] ?? 0) * 1e6) / SCORED_ROWS
console.log(
  `scoring, deployed ensemble: ${perMillion.toFixed(2)} CPU s per million rows, ${first.toFixed(2)} while the engine still compiles`,
)
console.log(`  as a multiple of 300 multiplications per row on the same machine: ${(perMillion / kernelS).toFixed(1)}`)

const points = Float64Array.from({ length: FOREST_ROWS * FEATURES }, () => noise() + noise())
const forest = fitIsolationForest(points, FEATURES, 1n)
const scorer = forestScorer(forest)
const runs = [1, 2, 3].map(() => cpuSeconds(() => isolationsOf(scorer, points)))
const mean = (runs[0]?.[0] ?? points).reduce((sum, odd) => sum + odd / FOREST_ROWS, 0)
const ours = (Math.min(...runs.map(([, seconds]) => seconds)) * 1e6) / FOREST_ROWS
console.log(`isolation forest, 100 × 256 × 8: ${ours.toFixed(1)} CPU s per million rows (mean ${mean.toFixed(2)})`)
const theirs = scikitLearn(process.argv[2] ?? 'python3')
console.log(
  theirs === null
    ? 'scikit-learn: not present'
    : `scikit-learn: ${theirs.toFixed(1)}; ratio ${(ours / theirs).toFixed(2)}`,
)

function scikitLearn(python: string): number | null {
  const program = `
import time, numpy as np
from sklearn.ensemble import IsolationForest
x = np.random.default_rng(1).random((${FOREST_ROWS}, ${FEATURES}))
f = IsolationForest(n_estimators=100, max_samples=256, random_state=1, n_jobs=1).fit(x)
best = 1e9
for _ in range(3):
    t = time.process_time(); f.score_samples(x); best = min(best, time.process_time() - t)
print(best * 1e6 / ${FOREST_ROWS})`
  const { status, stdout } = spawnSync(python, ['-c', program], { encoding: 'utf8', timeout: 120_000 })
  return status === 0 ? Number(stdout) : null
}

/** Reference of the same run: a million rows of 300 multiplications. */
function kernel(): number {
  const factors = Float64Array.from({ length: 600 }, () => noise())
  let total = 0
  for (let row = 0; row < 1e6; row += 1) {
    const from = row % 300
    let sum = 0
    for (let k = 0; k < 300; k += 1) sum += (factors[k] ?? 0) * (factors[k + from] ?? 0)
    total += sum
  }
  return total
}

function cpuSeconds<T>(work: () => T): readonly [T, number] {
  const before = process.cpuUsage()
  const made = work()
  const { user, system } = process.cpuUsage(before)
  return [made, (user + system) / 1e6]
}

function historyOf(length: number): History {
  const temperature = Float64Array.from(
    { length },
    (_, hour) => 15 + 10 * Math.sin((hour / 8760) * 2 * Math.PI) + 3 * noise(),
  )
  const values = temperature.map((degrees, hour) => {
    const isOpen = hour % 24 >= 8 && hour % 24 < 18 && Math.floor(hour / 24) % 7 < 5
    return Math.round(10 * (40 + (isOpen ? 60 : 0) + 1.5 * Math.max(0, 18 - degrees) + 8 * noise())) / 10
  })
  return { timestampsS: values.map((_, hour) => START_S + 3600 * hour), values, covariates: { temperature } }
}

function slice({ timestampsS, values, covariates }: History, from: number, to: number): History {
  const temperature = covariates?.['temperature']?.slice(from, to) ?? new Float64Array()
  return { timestampsS: timestampsS.slice(from, to), values: values.slice(from, to), covariates: { temperature } }
}

/** Numbers in [0, 1): a linear congruential generator is random enough for a load. */
function noiseFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 4_294_967_296
  }
}
