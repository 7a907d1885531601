import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { root } from './command-line.ts'

const TCCTV = join(root, 'apps/cli/bin/tcctv.mjs')

/** A fenced block of a guide: its kind, its options (`file=…`), its text. */
export type GuideBlock = {
  readonly kind: string
  readonly options: Readonly<Record<string, string>>
  readonly body: string
}

/**
 * Follows a guide in a folder, step by step: writes and edits the files it shows, runs its commands and compares what they
 * print. With UPDATE_DOCS=1 it writes into the guide what they printed.
 */
export function followGuide(guide: string, folder: string): void {
  let markdown = readFileSync(guide, 'utf8')
  let last = ''
  let compared = 0
  for (const { kind, options, body } of blocksOf(markdown)) {
    const lines = body.trimEnd().split('\n')
    const { file, from, to } = options
    if (kind === 'edit' && file !== undefined) replaceIn(folder, { from: file, to: file }, lines)
    else if (kind === 'copy' && from !== undefined && to !== undefined) replaceIn(folder, { from, to }, lines)
    else if (kind === 'console') {
      const commandLines = lines.findIndex((line) => !line.endsWith('\\')) + 1
      const shown = lines.slice(commandLines)
      last = outputOf(commandOf(lines.slice(0, commandLines)), folder)
      // A command alone is explained in words; a shortened output is the beginning of it.
      if (shown.length === 0) continue
      compared += 1
      const printed = last.trimEnd().split('\n').slice(0, shown.length)
      if (process.env['UPDATE_DOCS'] === '1') markdown = markdown.replace(shown.join('\n'), () => printed.join('\n'))
      else expect(printed).toEqual(shown)
    } else if (kind === 'insert' && file !== undefined) insertLines(folder, file, lines)
    else if (kind === 'output' || (kind === 'json' && file === undefined)) expect(last).toContain(body.trimEnd())
    else if (file !== undefined) writeFileSync(join(folder, file), body)
  }
  expect(compared, 'commands whose output was compared').toBeGreaterThan(2)
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(guide, markdown)
}

/** Runs the built command line where the guide is followed. */
export function runIn(folder: string, args: readonly string[]): ReturnType<typeof spawnSync> {
  return spawnSync(process.execPath, [TCCTV, ...args], { cwd: folder, encoding: 'utf8' })
}

export function blocksOf(markdown: string): GuideBlock[] {
  return [...markdown.matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)].map(([, kind = '', options = '', body = '']) => ({
    kind,
    options: Object.fromEntries([...options.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value])),
    body,
  }))
}

/** Lines in pairs: each first one that stands in the text is replaced by its second. */
export function replaceLines(text: string, lines: readonly string[]): string {
  let replaced = text
  for (let at = 0; at + 1 < lines.length; at += 2) {
    expect(replaced).toContain(lines[at])
    replaced = replaced.replace(lines[at] ?? '', () => lines[at + 1] ?? '')
  }
  return replaced
}

function replaceIn(
  folder: string,
  { from, to }: { readonly from: string; readonly to: string },
  lines: readonly string[],
): void {
  writeFileSync(join(folder, to), replaceLines(readFileSync(join(folder, from), 'utf8'), lines))
}

/** Puts all but the last of the lines above the last, which stands in the file. */
function insertLines(folder: string, file: string, lines: readonly string[]): void {
  replaceIn(folder, { from: file, to: file }, [lines.at(-1) ?? '', lines.join('\n')])
}

/** A command, with lines that end in a backslash joined to the next. */
function commandOf(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/^\$ /, '').replace(/\\$/, '').trim()).join(' ')
}

/** What a command of the guide prints; the program's name is that of the guide. */
function outputOf(command: string, folder: string): string {
  const [, ...args] = command.split(' ')
  const { stdout, stderr } = runIn(folder, args)
  return String(stdout) + String(stderr)
}
