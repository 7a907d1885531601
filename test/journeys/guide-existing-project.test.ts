import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { importReadings } from '../../apps/cli/src/demo/import-readings.ts'
import type { People } from '../../apps/cli/src/demo/people.ts'
import { root, tcctv, tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { createProject, firstDays, partiesAt, SILENT } from '../kit/example-project.ts'
import { blocksOf, replaceLines } from '../kit/guide.ts'
import { credentialsOf } from '../kit/session.ts'

const GUIDE = join(root, 'docs/guide/start-from-an-existing-project.md')
const SLUG = 'first-plant'
const OF_REGISTRY = /^project approve/
const OF_OPERATOR = /^project create/
const OFFLINE = /^project check/

const folder = temporaryFolder()
const file = (name: string): string => join(folder.path, name)
let platform: RunningPlatform
let people: People

beforeAll(async () => {
  platform = await tcctvUp(folder.path)
  people = await partiesAt(platform)
  await createProject(people, SLUG)
  const csv = Buffer.from(firstDays(3))
  await importReadings(people.proponent, { slug: SLUG, csv, close: true, resolveCase3: true }, SILENT)
  copyFileSync(join(root, 'examples/nrel50/pdd.yaml'), file('first.yaml'))
  copyFileSync(join(root, 'methodologies/acm0002-solar.yaml'), file('acm0002-solar.yaml'))
}, 300_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  folder[Symbol.dispose]()
})

/** Runs a command of the guide as the party it is for, at this platform; files lie in the test's folder. */
async function outputOf(command: string): Promise<string> {
  const values: Readonly<Record<string, string>> = {
    OPERATOR: people.operator.account.address,
    PROPONENT: people.proponent.account.address,
    REGISTRY: people.registry.account.address,
    VERIFIER: people.verifier.account.address,
    PROPONENT_KEY: file('demonstration/proponent.key'),
    REGISTRY_KEY: file('demonstration/registry.key'),
  }
  const [text = '', into] = command.replace(/^\$ tcctv /, '').split(' > ')
  const words = text.replaceAll(/\$(\w+)/g, (_all, name: string) => values[name] ?? '').split(' ')
  const args = words.map((word) => (word.endsWith('.yaml') ? file(word) : word))
  const { stdout, stderr } = await tcctv(...args, ...userOf(text))
  if (into !== undefined) writeFileSync(file(into), stdout)
  return into === undefined ? `${stdout}${stderr}`.replaceAll(`${folder.path}/`, '') : ''
}

function userOf(command: string): string[] {
  if (OFFLINE.test(command)) return []
  const gateway = ['--gateway', platform.origin]
  if (OF_OPERATOR.test(command)) return [...gateway, '--data', folder.path]
  const { email, password } = credentialsOf(folder.path, OF_REGISTRY.test(command) ? 'registry' : 'proponent')
  writeFileSync(file('password'), password)
  return [...gateway, '--email', email, '--password-file', file('password')]
}

it('shows what its commands print, step by step', { timeout: 300_000 }, async () => {
  let markdown = readFileSync(GUIDE, 'utf8')
  for (const { kind, options, body } of blocksOf(markdown)) {
    const lines = body.trimEnd().split('\n')
    const [from, to] = [options['from'] ?? options['file'] ?? '', options['to'] ?? options['file'] ?? '']
    if (kind === 'edit' || kind === 'copy') {
      writeFileSync(file(to), replaceLines(readFileSync(file(from), 'utf8'), lines))
      continue
    }
    const [command = '', ...shown] = lines
    const output = await outputOf(command)
    if (shown.length === 0) continue
    const printed = output.trimEnd().split('\n').slice(0, shown.length)
    if (process.env['UPDATE_DOCS'] === '1') markdown = markdown.replace(shown.join('\n'), () => printed.join('\n'))
    else expect(printed).toEqual(shown)
  }
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(GUIDE, markdown)
})

it('ends with a second project, and with a version in force in the first', async () => {
  const projects = await tcctv('project', 'list', '--gateway', platform.origin, '--data', folder.path)
  const listed = z.array(z.looseObject({ slug: z.string(), state: z.string() })).parse(JSON.parse(projects.stdout))
  expect(listed.map(({ slug, state }) => `${slug} ${state}`).toSorted()).toEqual([
    'first-plant ready',
    'second-plant ready',
  ])
  const { stdout } = await tcctv('project', 'versions', SLUG, '--json', ...userOf('project versions'))
  const versions = z.array(z.looseObject({ index: z.number(), state: z.string() })).parse(JSON.parse(stdout))
  expect(versions.map(({ index, state }) => [index, state])).toEqual([
    [0, 'approved'],
    [1, 'in-force'],
  ])
})
