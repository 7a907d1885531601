const TOKEN =
  /\s*(?:([[\]{}(),:])|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)|(True|False|None|nan))/iy
const CONSTANTS: Readonly<Record<string, unknown>> = { true: true, false: false, none: null, nan: null }
const MAX_DEPTH = 20

/**
 * A list printed by Python as data: strings in either quote, numbers, True, False, None, lists and dictionaries.
 * Nothing is evaluated. Undefined when the text is anything else.
 *
 * @example parsePythonList("[{'year': 2015, 'is_buffer': False}]") // [{ year: 2015, is_buffer: false }]
 */
export function parsePythonList(text: string): readonly unknown[] | undefined {
  const tokens = tokensOf(text)
  if (tokens === undefined) return undefined
  const reader = new TokenReader(tokens)
  const read = reader.value(0)
  return read !== undefined && reader.isAtEnd && Array.isArray(read.value) ? read.value : undefined
}

type Token = { readonly mark: string } | { readonly value: unknown }

function tokensOf(text: string): Token[] | undefined {
  const tokens: Token[] = []
  const body = text.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < body.length) {
    const found = TOKEN.exec(body)
    if (found === null) return undefined
    const [, mark, single, double, number, constant] = found
    if (mark !== undefined) tokens.push({ mark })
    else if (number !== undefined) tokens.push({ value: Number(number) })
    else if (constant !== undefined) tokens.push({ value: CONSTANTS[constant.toLowerCase()] })
    else tokens.push({ value: (single ?? double ?? '').replace(/\\(.)/g, '$1') })
  }
  return tokens
}

class TokenReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  get isAtEnd(): boolean {
    return this.#at === this.#tokens.length
  }

  /** The value that starts here, boxed because it can be null; undefined when there is none. */
  value(depth: number): { value: unknown } | undefined {
    const token = this.#tokens[this.#at]
    if (token === undefined || depth > MAX_DEPTH) return undefined
    this.#at += 1
    if ('value' in token) return token
    if (token.mark === '[') return this.#list(depth)
    return token.mark === '{' ? this.#dictionary(depth) : undefined
  }

  #list(depth: number): { value: unknown } | undefined {
    const items: unknown[] = []
    while (!this.#takes(']')) {
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      items.push(item.value)
      if (!this.#takes(',') && !this.#is(']')) return undefined
    }
    return { value: items }
  }

  #dictionary(depth: number): { value: unknown } | undefined {
    const entries: [string, unknown][] = []
    while (!this.#takes('}')) {
      const key = this.value(depth + 1)
      if (key === undefined || !this.#takes(':')) return undefined
      const item = this.value(depth + 1)
      if (item === undefined) return undefined
      entries.push([String(key.value), item.value])
      if (!this.#takes(',') && !this.#is('}')) return undefined
    }
    return { value: Object.fromEntries(entries) }
  }

  #is(mark: string): boolean {
    const token = this.#tokens[this.#at]
    return token !== undefined && 'mark' in token && token.mark === mark
  }

  #takes(mark: string): boolean {
    const isNext = this.#is(mark)
    if (isNext) this.#at += 1
    return isNext
  }
}
