import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const PAGE = join(root, 'docs', 'errors.md')

type Row = { readonly status: number; readonly message: string; readonly advice: string }

function tableFiles(): string[] {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(join(root, group)).map((unit) => `${group}/${unit}`))
    .flatMap((unit) =>
      readdirSync(join(root, unit, 'src'), { recursive: true, encoding: 'utf8' })
        .filter((name) => /(^|\/)errors\.ts$/.test(name))
        .map((name) => `${unit}/src/${name}`),
    )
    .toSorted()
}

const isRow = (found: unknown): found is Row =>
  typeof found === 'object' && found !== null && 'status' in found && 'message' in found && 'advice' in found

async function tablesOf(file: string): Promise<[string, Row][]> {
  const exported: Record<string, unknown> = await import(/* @vite-ignore */ join(root, file))
  return Object.values(exported).flatMap((table) =>
    typeof table === 'object' && table !== null
      ? Object.entries(table).flatMap(([code, row]) => (isRow(row) ? [[code, row] as [string, Row]] : []))
      : [],
  )
}

async function page(): Promise<string> {
  const sections: string[] = []
  for (const file of tableFiles()) {
    const rows = (await tablesOf(file)).map(
      ([code, { status, message, advice }]) => `| \`${code}\` | ${status} | ${cell(message)} | ${cell(advice)} |`,
    )
    if (rows.length > 0)
      sections.push(
        [
          `## ${file.split('/').slice(0, 2).join('/')}`,
          '',
          '| code | status | says | what to do |',
          '|---|---|---|---|',
          ...rows,
        ].join('\n'),
      )
  }
  const head =
    '# Errors\n\nEvery error has a stable code. HTTP services answer them as RFC 9457 problem+json, the command line prints them.\nThis page is written by `test/error-docs.test.ts` from the tables in the code (`UPDATE_DOCS=1 npx vitest run test/error-docs.test.ts`).'
  return `${[head, ...sections].join('\n\n')}\n`
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|')
}

describe('the page of errors', () => {
  it('lists every code of every table', async () => {
    const wanted = await page()
    if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(PAGE, wanted)
    expect(readFileSync(PAGE, 'utf8')).toBe(wanted)
    expect(wanted.match(/^\| `[A-Z]/gm)?.length ?? 0).toBeGreaterThan(100)
  })

  it('has no code twice with different meanings', async () => {
    const seen = new Map<string, string>()
    const clashes: string[] = []
    for (const file of tableFiles())
      for (const [code, { message }] of await tablesOf(file)) {
        const before = seen.get(code)
        if (before !== undefined && before !== message) clashes.push(`${code} in ${file}`)
        seen.set(code, message)
      }
    expect(clashes).toEqual([])
  })
})
