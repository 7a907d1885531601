import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../embedded/open-embedded.ts'
import { KEEPER, testOptions, word } from '../test-kit/test-chain.ts'

const FLIPS = Number(process.env['TCCTV_FLIPS'] ?? 40)

/** Opens and verifies each directory named; a library that dies with a signal would take the test with it. */
const CHILD = `
const { openArchive } = await import(${JSON.stringify(join(import.meta.dirname, 'open-archive.ts'))})
const { verifyArchive } = await import(${JSON.stringify(join(import.meta.dirname, 'verify-archive.ts'))})
for (const directory of process.argv.slice(1)) {
  let outcome
  try {
    const archive = await openArchive(directory)
    try {
      await verifyArchive(archive)
    } finally {
      await archive[Symbol.asyncDispose]()
    }
    outcome = archive.head.hash
  } catch (cause) {
    outcome = cause.code ?? String(cause.stack)
  }
  process.stdout.write(outcome + '\\n')
}
`

function outcomesOf(directories: readonly string[]): {
  readonly lines: string[]
  readonly signal: NodeJS.Signals | null
} {
  const loader = ['--conditions=source', '--import', 'tsx', '--input-type=module', '-e', CHILD]
  const { stdout, signal } = spawnSync(process.execPath, [...loader, ...directories], { encoding: 'utf8' })
  return { lines: stdout.trim().split('\n'), signal }
}

async function chainFile(): Promise<{ readonly directory: string; readonly head: string }> {
  const options = testOptions()
  await using chain = await openEmbedded(options)
  const { receipts } = await chain.append([{ to: null, data: KEEPER }])
  const to = receipts[0]?.contractAddress ?? null
  for (let number = 2; number <= 16; number++) await chain.append([{ to, data: word(number) }])
  return { directory: options.directory, head: (await chain.head()).hash }
}

function copyOf(directory: string, name: string): string {
  const copy = join(directory, name)
  mkdirSync(copy)
  copyFileSync(join(directory, 'chain.mdb'), join(copy, 'chain.mdb'))
  return copy
}

describe('a damaged file of a chain', () => {
  it(`is refused, or still holds the whole chain, wherever a byte was changed (${FLIPS} places)`, async () => {
    const { directory, head } = await chainFile()
    const { length } = readFileSync(join(directory, 'chain.mdb'))
    const places = Array.from({ length: FLIPS }, (_, at) => Math.floor(((at + 0.37) * length) / FLIPS))
    const copies = places.map((place) => {
      const copy = copyOf(directory, `flip-${place}`)
      const bytes = readFileSync(join(copy, 'chain.mdb'))
      bytes[place] = (bytes[place] ?? 0) ^ 0xff
      writeFileSync(join(copy, 'chain.mdb'), bytes)
      return copy
    })
    const { lines, signal } = outcomesOf(copies)
    expect(signal).toBeNull()
    expect(lines).toHaveLength(FLIPS)
    for (const [index, line] of lines.entries())
      expect([head, 'LEDGER_CORRUPT', 'LEDGER_EMPTY', 'LEDGER_FOREIGN'], `byte ${places[index]}`).toContain(line)
    expect(lines).toContain('LEDGER_CORRUPT')
  })

  it('is refused wherever it was cut', async () => {
    const { directory } = await chainFile()
    const { length } = readFileSync(join(directory, 'chain.mdb'))
    const cuts = [1, 100, 4_096, 4_200, 8_192, Math.floor(length / 3), Math.floor(length / 2)]
    const copies = cuts.map((cut) => {
      const copy = copyOf(directory, `cut-${cut}`)
      truncateSync(join(copy, 'chain.mdb'), cut)
      return copy
    })
    const { lines, signal } = outcomesOf(copies)
    expect(signal).toBeNull()
    expect(lines).toEqual(cuts.map(() => 'LEDGER_CORRUPT'))
  })
})
