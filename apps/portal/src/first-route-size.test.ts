import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const DIST = join(import.meta.dirname, '../dist')
const LIMIT = { '.js': 180_000, '.css': 12_000 } as const

// Says nothing of a portal that isn't built; `npm run build` builds it.
it.skipIf(!existsSync(DIST)).each([['.js'], ['.css']] as const)(
  'the first route sends few bytes of %s',
  (extension) => {
    expect(bytesOf(extension)).toBeLessThanOrEqual(LIMIT[extension])
  },
)

/** Gzipped bytes of what the page names and, for scripts, of the front page's own chunk. */
function bytesOf(extension: string): number {
  const page = readFileSync(join(DIST, 'index.html'), 'utf8')
  const named = [...page.matchAll(/(?:src|href)="\/(assets\/[^"]+)"/g)].map((match) => match[1] ?? '')
  const own = readdirSync(join(DIST, 'assets')).filter((name) => name.startsWith('overview-'))
  const files = [...named, ...own.map((name) => `assets/${name}`)].filter((name) => name.endsWith(extension))
  return files.reduce((sum, name) => sum + gzipSync(readFileSync(join(DIST, name))).length, 0)
}
