// Time and memory of a full match, from CSV to CSV, beside the reference.
// Run: node --conditions=source --import tsx packages/matching/bench/full-match.ts [count of made-up records | records.csv]
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { generateFixture, countryName, foldText, type RegistryProject } from '@tcctv/registries'
import { matchRecords } from '../src/index.ts'

/** A single-threaded Python reference on 24,613 real records of an evaluation set, on a lightly loaded machine. */
const REFERENCE = { records: 24_613, seconds: 12.3, megabytes: 353 }
const PROGRAMS: Readonly<Record<string, string>> = { standalone: 'Standalone', programme: 'PoA', component: 'VPA' }
const HEADER =
  'id,registry,name,developer,owner,country,state,site,status,type,category,methodology,methods,est_annual,issued,retired,vintages,vint_start,vint_end,cp_start,cp_end,reg_date,program,lat,lon,description'

const [argument = `${REFERENCE.records}`] = process.argv.slice(2)
const input = /^\d+$/.test(argument) ? madeUp(Number(argument)) : createReadStream(argument, { encoding: 'utf8' })
const from = performance.now()
const processor = process.cpuUsage()
const pairs = await matchRecords(input)
const seconds = (performance.now() - from) / 1000
const { user, system } = process.cpuUsage(processor)
const megabytes = process.resourceUsage().maxRSS / 1024

console.log(
  `records: ${/^\d+$/.test(argument) ? `${argument}, made up` : argument}; pairs: ${pairs.split('\n').length - 2}`,
)
console.log(
  `full match ${seconds.toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor), ${megabytes.toFixed(0)} MB`,
)
console.log(
  `reference ${REFERENCE.seconds} s, ${REFERENCE.megabytes} MB for ${REFERENCE.records} real records in Python`,
)
console.log(`full match ÷ reference: ${(seconds / REFERENCE.seconds).toFixed(2)}; 30 s are required, 12 s aimed at`)

function madeUp(count: number): Readable {
  const { projects } = generateFixture({ seed: 1, count })
  return Readable.from([`${HEADER}\n`, ...projects.map(lineOf)])
}

function lineOf(project: RegistryProject): string {
  const cells: Readonly<Record<string, string>> = {
    id: project.registryProjectId,
    registry: project.registry,
    name: project.name,
    developer: project.parties[0]?.name ?? '',
    country: foldText(countryName(project.countries[0] ?? '')),
    status: project.statusRaw,
    category: project.category ?? '',
    methods: project.methods.map(({ id }) => (id ?? '').replaceAll(/[-.]/g, '')).join(' '),
    est_annual: `${project.estimatedAnnualTonnes ?? ''}`,
    cp_start: project.creditingPeriod?.from ?? '',
    cp_end: project.creditingPeriod?.to ?? '',
    program: PROGRAMS[project.programKind] ?? '',
  }
  return `${HEADER.split(',')
    .map((column) => `"${(cells[column] ?? '').replaceAll('"', '""')}"`)
    .join(',')}\n`
}
