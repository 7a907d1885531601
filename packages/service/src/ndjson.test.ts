import { setImmediate as turn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { streamNdjson } from './ndjson.ts'

const LINES = 50

/** Lines of work that waits for nothing but promises, as a chain that computes block after block. */
async function* busyLines(): AsyncGenerator<number, void> {
  for (let line = 0; line < LINES; line += 1) {
    await Promise.resolve()
    yield line
  }
}

it('lets other requests be served between two lines of work that never waits', async () => {
  let [turns, isDone] = [0, false]
  const text = streamNdjson(busyLines())
    .text()
    .finally(() => (isDone = true))
  while (!isDone) {
    await turn()
    turns += 1
  }
  expect((await text).split('\n')).toHaveLength(LINES + 1)
  expect(turns).toBeGreaterThanOrEqual(LINES)
})
