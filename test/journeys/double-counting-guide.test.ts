import { spawn } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { root, tcctvUp, temporaryFolder, type RunningPlatform } from '../kit/command-line.ts'
import { blocksOf } from '../kit/guide.ts'

const GUIDE = join(root, 'docs/guide/check-double-counting.md')
const TCCTV = join(root, 'apps/cli/bin/tcctv.mjs')

const data = temporaryFolder()
const work = temporaryFolder()
let platform: RunningPlatform

beforeAll(async () => {
  platform = await tcctvUp(data.path)
}, 120_000)
afterAll(async () => {
  await platform?.[Symbol.asyncDispose]()
  data[Symbol.dispose]()
  work[Symbol.dispose]()
})

/** A command of the guide as the first operator gives it, told where the platform is. */
function run(command: string): Promise<string> {
  const [, ...words] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '')
  const signIn = words.includes('--list') ? [] : ['--gateway', platform.origin, '--data', data.path]
  const child = spawn(process.execPath, [TCCTV, ...words, ...signIn], { cwd: work.path })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (printed += chunk.toString()))
  return new Promise((resolve) => child.once('close', () => resolve(printed)))
}

it("the officer's guide does what it says", { timeout: 240_000 }, async () => {
  let markdown = readFileSync(GUIDE, 'utf8')
  let compared = 0
  for (const { kind, options, body } of blocksOf(markdown)) {
    const { file } = options
    if (file !== undefined) {
      writeFileSync(join(work.path, file), body)
      continue
    }
    if (kind !== 'console') continue
    const [command = '', ...shown] = body.trimEnd().split('\n')
    const printed = (await run(command.replace(/^\$ /, ''))).trimEnd().split('\n').slice(0, shown.length)
    if (shown.length > 0) compared += 1
    if (process.env['UPDATE_DOCS'] === '1') markdown = markdown.replace(shown.join('\n'), () => printed.join('\n'))
    else expect(printed).toEqual(shown)
  }
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(GUIDE, markdown)
  expect(compared, 'commands whose output was compared').toBe(7)
  expect(statSync(join(work.path, 'kenya.cadt.xlsx')).size).toBeGreaterThan(2000)
})
