/** A fenced block of a guide: its kind, its options (`file=…`), its text. */
export type GuideBlock = {
  readonly kind: string
  readonly options: Readonly<Record<string, string>>
  readonly body: string
}

export function blocksOf(markdown: string): GuideBlock[] {
  return [...markdown.matchAll(/^```(\w+)(.*)\n([^]*?)^```$/gm)].map(([, kind = '', options = '', body = '']) => ({
    kind,
    options: Object.fromEntries([...options.matchAll(/(\w+)=(\S+)/g)].map(([, key = '', value = '']) => [key, value])),
    body,
  }))
}

/** Lines in pairs: each first one that stands in the text is replaced by its second. @throws {Error} when it does not stand there */
export function replaceLines(text: string, lines: readonly string[]): string {
  let replaced = text
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const line = lines[at] ?? ''
    if (!replaced.includes(line)) throw new Error(`the guide replaces a line that is not there: ${line}`)
    replaced = replaced.replace(line, () => lines[at + 1] ?? '')
  }
  return replaced
}
