import { describe, expect, it } from 'vitest'
import { createProgress, wrapped } from './terminal.ts'

/** A stream that keeps what is written to it. */
function recorder(isTTY: boolean): { readonly stream: NodeJS.WriteStream; readonly text: () => string } {
  let text = ''
  const write = (part: string): boolean => {
    text += part
    return true
  }
  return { stream: { isTTY, columns: 40, write } as NodeJS.WriteStream, text: () => text }
}

describe('progress', () => {
  it('is plain lines off a terminal: one for each tenth', () => {
    const { stream, text } = recorder(false)
    const progress = createProgress(stream, () => 0)
    progress.begin('Import')
    for (let done = 0; done <= 100; done += 1) progress.advance(done, 100)
    progress.end('100 batches')
    expect(text().split('\n')).toHaveLength(12)
    expect(text()).not.toContain('\u001b')
    expect(text()).toContain('Import: 100 batches (0.0 s)')
  })

  it('is a bar on a terminal, drawn at most ten times a second and never wider than it', () => {
    const { stream, text } = recorder(true)
    let nowMs = 0
    const progress = createProgress(stream, () => nowMs)
    progress.begin('Import')
    for (let done = 0; done < 100; done += 1) {
      nowMs += 10
      progress.advance(done, 100, 'a rather long detail that does not fit')
    }
    const drawn = text().split('\r\u001b[2K').slice(1)
    expect(drawn.length).toBeLessThanOrEqual(11)
    expect(Math.max(...drawn.map((line) => line.length))).toBeLessThan(40)
  })

  it('breaks long lines at spaces', () => {
    expect(wrapped('  ', 'one two three four five six', 24)).toBe('  one two three four\n  five six\n')
  })
})
