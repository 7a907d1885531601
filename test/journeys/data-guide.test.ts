import { spawn } from 'node:child_process'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import type { People } from '../../apps/cli/src/demo/people.ts'
import { root, tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { createProject, firstDays, partiesAt } from '../kit/example-project.ts'
import { credentialsOf } from '../kit/session.ts'

const GUIDE = join(root, 'docs/guide/data-and-estimates.md')
const TCCTV = join(root, 'apps/cli/bin/tcctv.mjs')
const SLUG = 'weekly'
/** Rows of the second day's noon, in the file's wall clock. */
const HOLE = /^2011-04-16T19:.*\n|^2011-04-16T20:.*\n/gm

const folder = temporaryFolder()
const work = temporaryFolder()
let platform: RunningPlatform
let people: People

/** Four days of crediting with an estimate far below what they give; the limit that begins later holds from the first. */
function weekly(yaml: string): string {
  return `${yaml.replace('end: "2014-01-01"', 'end: "2011-04-19"').replace('effective: "2012-04-15"', 'effective: "2011-04-15"')}
estimates: {"2011": {value: "10", unit: tCO2e, source: yield study}}
significant_increase: {percent: "20"}
materiality: {size: small-scale, threshold_percent: "5", sampling: {method: random days, seed: hash of the freeze}}
`
}

beforeAll(async () => {
  platform = await tcctvUp(folder.path)
  people = await partiesAt(platform)
  const write = (name: string, text: string): void => writeFileSync(join(work.path, name), text)
  await createProject(people, SLUG, (yaml) => {
    write('lax.yaml', weekly(yaml).replace('threshold_percent: "5"', 'threshold_percent: "10"'))
    return weekly(yaml)
  })
  copyFileSync(join(root, 'methodologies/acm0002-solar.yaml'), join(work.path, 'methodology.yaml'))
  copyFileSync(join(folder.path, 'demonstration/proponent.key'), join(work.path, 'proponent.key'))
  write('readings.csv', firstDays(4).replaceAll(HOLE, ''))
  write('password', credentialsOf(folder.path, 'proponent').password)
}, 120_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
  work[Symbol.dispose]()
})

/** A command of the guide as the proponent gives it; what needs the platform is told where it is. */
function run(command: string): Promise<string> {
  const [, ...words] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
  const isLocal = words[0] !== 'project' || words[1] === 'check'
  const { email } = credentialsOf(folder.path, 'proponent')
  const signIn = ['--gateway', platform.origin, '--email', email, '--password-file', 'password']
  const child = spawn(process.execPath, [TCCTV, ...words, ...(isLocal ? [] : signIn)], { cwd: work.path })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(printed)))
}

/** The newest bundle of the project, as a reader downloads it. */
async function fetchBundle(): Promise<void> {
  const { client } = people.proponent
  const reports = await client.json(
    z.object({ items: z.array(z.looseObject({ id: z.string() })) }),
    `/api/reports/${SLUG}`,
  )
  const bundle = await client.bytes(`/api/reports/${SLUG}/${reports.items[0]?.id ?? ''}/bundle.zip`)
  writeFileSync(join(work.path, 'bundle.zip'), bundle)
}

const pattern = (shown: string): RegExp =>
  new RegExp(
    `^${shown
      .split('…')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
    'm',
  )

it('the guide shows what its commands print', { timeout: 240_000 }, async () => {
  const blocks = [...readFileSync(GUIDE, 'utf8').matchAll(/^```console\n([^]*?)^```$/gm)]
  expect(blocks.length).toBeGreaterThan(8)
  for (const [, body = ''] of blocks) {
    const [command = '', ...shown] = body.trimEnd().split('\n')
    if (command.includes('verify')) await fetchBundle()
    const printed = await run(command.replace('$ ', ''))
    for (const line of shown) expect(printed, command).toMatch(pattern(line))
  }
})
