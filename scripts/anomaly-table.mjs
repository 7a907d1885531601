#!/usr/bin/env node
// Measures the built detector with an evaluation folder and writes the table of docs/anomaly.md.
// node scripts/anomaly-table.mjs <evaluation folder> [python with numpy]
// The folder holds dev/, blind.py, evaluate.py and baselines_dev.json; the product itself never reads it.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const [folder, python = 'python3'] = process.argv.slice(2)
if (folder === undefined) {
  console.error('Usage: node scripts/anomaly-table.mjs <evaluation folder> [python with numpy]')
  process.exit(2)
}
const PAGE = new URL('../docs/anomaly.md', import.meta.url)
const TCCTV = new URL('../apps/cli/bin/tcctv.mjs', import.meta.url).pathname
const BEGIN = '<!-- measured: begin -->'
const END = '<!-- measured: end -->'
const SHOWN = [
  'HybridHGB',
  'HybridSeas',
  'HybridRidge',
  'Ens3_trail',
  'HGB',
  'Ridge',
  'HoltWinters',
  'IForest',
  'KMeansAD_trail',
  'SubPCA_trail',
  'Random',
]

const work = mkdtempSync(join(tmpdir(), 'anomaly-table-'))
try {
  const measured = measure()
  const page = readFileSync(PAGE, 'utf8')
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (after === undefined) throw new Error(`docs/anomaly.md has no ${BEGIN} … ${END}`)
  writeFileSync(PAGE, `${before}${BEGIN}\n\n${measured}\n\n${END}${after}`)
} finally {
  rmSync(work, { recursive: true })
}

function measure() {
  const [blind, scores, result] = ['blind', 'scores', 'result.json'].map((name) => join(work, name))
  execFileSync(python, [join(folder, 'blind.py'), join(folder, 'dev'), blind], { stdio: 'inherit' })
  execFileSync(process.execPath, [TCCTV, 'anomaly', 'bench', blind, '--out', scores], { stdio: 'inherit' })
  execFileSync(python, [join(folder, 'evaluate.py'), join(folder, 'dev'), scores, result], { stdio: 'ignore' })
  const { aggregate } = JSON.parse(readFileSync(result, 'utf8'))
  const { totals } = JSON.parse(readFileSync(join(scores, 'bench.json'), 'utf8'))
  const peers = JSON.parse(readFileSync(join(folder, 'baselines_dev.json'), 'utf8')).aggregate
  return [peerTable(aggregate, peers), kindTable(aggregate, peers), costLine(totals)].join('\n\n')
}

function peerTable(ours, peers) {
  const rows = [['**this package**', ours], ...SHOWN.filter((name) => name in peers).map((name) => [name, peers[name]])]
  return [
    '| detector (strictly causal) | VUS-PR | AUC-PR | recall at budget | own threshold: recall @ false per budget | sub-daily | daily | monthly | NAB VUS-PR |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map(([name, { injected, subdaily, daily, monthly, nab }]) => {
      const own = injected.operational
      const operated = `${short(own.event_recall)} @ ${short(own.false_per_budget_mean)}`
      const cells = [injected.vus_pr, injected.auc_pr, injected.recall].map(short)
      return `| ${[name, ...cells, operated, ...[subdaily, daily, monthly, nab].map((group) => short(group.vus_pr))].join(' | ')} |`
    }),
  ].join('\n')
}

function kindTable({ recall_by_kind: ours }, peers) {
  const theirs = peers.HybridHGB?.recall_by_kind ?? {}
  return [
    'Event recall at the false alert budget, by kind:',
    '',
    '| kind (events) | this package | HybridHGB |',
    '|---|---|---|',
    ...Object.entries(ours).map(
      ([kind, [recall, events]]) => `| ${kind} (${events}) | ${short(recall)} | ${short(theirs[kind]?.[0])} |`,
    ),
  ].join('\n')
}

function costLine({ fitCpuMs, scoreCpuMs, rows }) {
  const perMillion = (scoreCpuMs * 1000) / rows
  return `Fitting all series took ${(fitCpuMs / 1000).toFixed(0)} CPU s, scoring ${perMillion.toFixed(1)} CPU s per million rows, start of the engine included (a loaded machine: compare with \`packages/anomaly/bench/scoring.ts\`).`
}

function short(number) {
  return typeof number === 'number' ? number.toFixed(3) : '–'
}
