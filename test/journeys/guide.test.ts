import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { temporaryFolder } from '../kit/command-line.ts'
import { blocksOf, replaceLines } from '../kit/guide.ts'

const ROOT = join(import.meta.dirname, '../..')
const GUIDE = join(ROOT, 'docs/guide/write-your-own-methodology.md')
const TCCTV = join(ROOT, 'apps/cli/bin/tcctv.mjs')

const folder = temporaryFolder()
afterAll(() => {
  folder[Symbol.dispose]()
})

function replaceIn(from: string, to: string, lines: readonly string[]): void {
  writeFileSync(join(folder.path, to), replaceLines(readFileSync(join(folder.path, from), 'utf8'), lines))
}

/** What a command of the guide prints; the program's name is that of the guide. */
function outputOf(command: string): string {
  const [, ...args] = command.split(' ')
  const { stdout, stderr } = spawnSync(process.execPath, [TCCTV, ...args], { cwd: folder.path, encoding: 'utf8' })
  return stdout + stderr
}

it('shows what its commands print, step by step', () => {
  let markdown = readFileSync(GUIDE, 'utf8')
  let last = ''
  for (const { kind, options, body } of blocksOf(markdown)) {
    const lines = body.trimEnd().split('\n')
    const { file, from, to } = options
    if (kind === 'edit' && file !== undefined) replaceIn(file, file, lines)
    else if (kind === 'copy' && from !== undefined && to !== undefined) replaceIn(from, to, lines)
    else if (kind === 'console') {
      const [command = '', ...shown] = lines
      last = outputOf(command.replace('$ ', ''))
      // A command alone is explained in words; a shortened output is the beginning of it.
      if (shown.length === 0) continue
      const printed = last.trimEnd().split('\n').slice(0, shown.length)
      if (process.env['UPDATE_DOCS'] === '1') markdown = markdown.replace(shown.join('\n'), () => printed.join('\n'))
      else expect(printed).toEqual(shown)
    } else if (kind === 'json' && file === undefined) expect(last).toContain(body.trimEnd())
    else if (file !== undefined) writeFileSync(join(folder.path, file), body)
  }
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(GUIDE, markdown)
})

it('ends with a case that comes out', () => {
  const { status } = spawnSync(process.execPath, [TCCTV, 'methodology', 'run', 'lights.yaml', 'case.json'], {
    cwd: folder.path,
  })
  expect(status).toBe(0)
})
