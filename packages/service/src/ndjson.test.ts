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
  const text = streamNdjson(busyLines()).text()
  let turns = 0
  for (let isDone = false; !isDone; turns += 1) isDone = await Promise.race([text.then(() => true), turn(false)])
  expect((await text).split('\n')).toHaveLength(LINES + 1)
  expect(turns).toBeGreaterThanOrEqual(LINES)
})
