import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { temporaryFolder } from '../kit/command-line.ts'

const ROOT = join(import.meta.dirname, '../..')
const GUIDE = join(ROOT, 'docs/guide/write-your-own-methodology.md')
const TCCTV = join(ROOT, 'apps/cli/bin/tcctv.mjs')

type Block = { readonly kind: string; readonly options: Readonly<Record<string, string>>; readonly body: string }

const folder = temporaryFolder()
afterAll(() => {
  folder[Symbol.dispose]()
})

function blocksOf(markdown: string): Block[] {
  return [...markdown.matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)].map(([, kind = '', options = '', body = '']) => ({
    kind,
    options: Object.fromEntries([...options.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value])),
    body,
  }))
}

function replaceLines(file: string, to: string, lines: readonly string[]): void {
  let text = readFileSync(join(folder.path, file), 'utf8')
  for (let at = 0; at + 1 < lines.length; at += 2) {
    expect(text).toContain(lines[at])
    text = text.replace(lines[at] ?? '', () => lines[at + 1] ?? '')
  }
  writeFileSync(join(folder.path, to), text)
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
  let compared = 0
  for (const { kind, options, body } of blocksOf(markdown)) {
    const lines = body.trimEnd().split('\n')
    const { file, from, to } = options
    if (kind === 'edit' && file !== undefined) replaceLines(file, file, lines)
    else if (kind === 'copy' && from !== undefined && to !== undefined) replaceLines(from, to, lines)
    else if (kind === 'console') {
      const [command = '', ...shown] = lines
      last = outputOf(command.replace('$ ', ''))
      // A command alone is explained in words; a shortened output is the beginning of it.
      if (shown.length === 0) continue
      compared += 1
      const printed = last.trimEnd().split('\n').slice(0, shown.length)
      if (process.env['UPDATE_DOCS'] === '1') markdown = markdown.replace(shown.join('\n'), () => printed.join('\n'))
      else expect(printed).toEqual(shown)
    } else if (kind === 'json' && file === undefined) expect(last).toContain(body.trimEnd())
    else if (file !== undefined) writeFileSync(join(folder.path, file), body)
  }
  expect(compared, 'commands whose output was compared').toBeGreaterThan(3)
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(GUIDE, markdown)
})

it('ends with a case that comes out', () => {
  const { status } = spawnSync(process.execPath, [TCCTV, 'methodology', 'run', 'lights.yaml', 'case.json'], {
    cwd: folder.path,
  })
  expect(status).toBe(0)
})
