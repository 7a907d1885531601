/** Where progress goes: a bar that is redrawn on a terminal, plain lines elsewhere. Always stderr; results go to stdout. */
export type Progress = {
  /** A step begins. */
  readonly begin: (title: string) => void
  /** How far the step is; drawn at most ten times a second on a terminal, every tenth part elsewhere. */
  readonly advance: (done: number, total: number, detail?: string) => void
  /** The step is done. */
  readonly end: (detail: string) => void
  /** A line that stays. */
  readonly note: (line: string) => void
}

const BAR = 24
const REDRAW_MS = 100

export function createProgress(stream: NodeJS.WriteStream, nowMs: () => number = () => performance.now()): Progress {
  const isTerminal = stream.isTTY
  let title = ''
  let startedMs = 0
  let drawnMs = -Infinity
  let tenth = 0
  const clear = (): void => void (isTerminal && stream.write('\r\u001b[2K'))
  const seconds = (): string => `${((nowMs() - startedMs) / 1000).toFixed(1)} s`
  return {
    begin: (next) => {
      title = next
      startedMs = nowMs()
      tenth = 0
      if (isTerminal) stream.write(`  … ${title}`)
    },
    advance: (done, total, detail = '') => {
      const share = total === 0 ? 1 : done / total
      if (isTerminal) {
        if (nowMs() - drawnMs < REDRAW_MS && done < total) return
        drawnMs = nowMs()
        const filled = Math.round(share * BAR)
        const line = `  ${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${String(Math.floor(share * 100)).padStart(3)} %  ${title}  ${detail}`
        stream.write(`\r\u001b[2K${line.slice(0, (stream.columns ?? 80) - 1)}`)
      } else if (Math.floor(share * 10) > tenth) {
        tenth = Math.floor(share * 10)
        stream.write(`${title}: ${tenth * 10} % ${detail}`.trimEnd() + '\n')
      }
    },
    end: (detail) => {
      clear()
      const line = `${title}: ${detail} (${seconds()})`
      stream.write(isTerminal ? wrapped('  ✓ ', line, stream.columns) : `${line}\n`)
    },
    note: (line) => {
      clear()
      stream.write(isTerminal ? wrapped('    ', line, stream.columns) : `${line}\n`)
    },
  }
}

/** Lines of at most `columns` characters, broken at spaces, the later ones indented below the first. */
export function wrapped(prefix: string, text: string, columns: number): string {
  const room = Math.max(columns - prefix.length - 1, 20)
  const lines: string[] = []
  for (const word of text.split(' ')) {
    const last = lines.at(-1)
    if (last === undefined || last.length + 1 + word.length > room) lines.push(word)
    else lines[lines.length - 1] = `${last} ${word}`
  }
  return lines.map((line, index) => `${index === 0 ? prefix : ' '.repeat(prefix.length)}${line}\n`).join('')
}
