import { expect, it } from 'vitest'
import { readLines } from './read-lines.ts'

it.each([
  [['{"a":1}\n{"b":2}\n'], ['{"a":1}', '{"b":2}']],
  [
    ['{"a"', ':1}\n\n{"b"', ':2}'],
    ['{"a":1}', '{"b":2}'],
  ],
  [[], []],
])('gives whole lines of the parts %j', async (parts, lines) => {
  const encoder = new TextEncoder()
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      for (const part of parts) controller.enqueue(encoder.encode(part))
      controller.close()
    },
  })
  const found: string[] = []
  for await (const line of readLines(stream)) found.push(line)
  expect(found).toEqual(lines)
})
