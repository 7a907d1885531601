type Random = () => number
type Hex = `0x${string}`

/** Opcodes with the number of words they take; each leaves one. */
const WORD_OPERATIONS: readonly (readonly [opcode: number, words: number])[] = [
  ...[0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0b, 0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1a].map(
    (opcode) => [opcode, 2] as const,
  ),
  ...[0x1b, 0x1c, 0x1d, 0x0a].map((opcode) => [opcode, 2] as const),
  ...[0x08, 0x09].map((opcode) => [opcode, 3] as const),
  ...[0x15, 0x19, 0x31, 0x3b, 0x3f, 0x54].map((opcode) => [opcode, 1] as const),
  ...[0x30, 0x32, 0x33, 0x34, 0x38, 0x3d, 0x42, 0x43, 0x45, 0x46, 0x47, 0x48, 0x58, 0x59, 0x5a].map(
    (opcode) => [opcode, 0] as const,
  ),
]

/**
 * Code for a contract's creation: random operations on words near the edges, each result stored, and between them memory,
 * hashes, events, calls of the built-in contracts, contracts made, and now and then an end that undoes everything. So a
 * difference between two machines shows in the state root or in the gas.
 */
export function randomProgram(random: Random): Hex {
  const bytes: number[] = []
  const parts = 1 + Math.floor(random() * 12)
  for (let part = 0; part < parts; part++) bytes.push(...partOf(random))
  const end = random()
  if (end < 0.08) bytes.push(0x60, 0x00, 0x60, 0x00, 0xfd) // REVERT
  else if (end < 0.12) bytes.push(0xfe)
  else if (end < 0.16) bytes.push(...push(random), 0xff) // SELFDESTRUCT
  else bytes.push(0x60, Math.floor(random() * 64), 0x60, 0x00, 0xf3) // RETURN memory as code
  return hex(bytes)
}

function partOf(random: Random): number[] {
  const kind = random()
  if (kind < 0.62) return [...operation(random), 0x60, Math.floor(random() * 6), 0x55] // … PUSH1 slot SSTORE
  if (kind < 0.74) return [...push(random), 0x60, Math.floor(random() * 96), 0x52, ...hashed(random)]
  if (kind < 0.82) return [...push(random), 0x60, 0x20, 0x60, 0x00, 0xa1] // LOG1
  if (kind < 0.94) return calledBuiltIn(random)
  return [0x60, Math.floor(random() * 40), 0x60, 0x00, 0x60, 0x00, 0xf0, 0x60, 0x07, 0x55] // CREATE, address stored
}

function operation(random: Random): number[] {
  const [opcode, words] = WORD_OPERATIONS[Math.floor(random() * WORD_OPERATIONS.length)] ?? [0x30, 0]
  return [...Array.from({ length: words }, () => push(random)).flat(), opcode]
}

function hashed(random: Random): number[] {
  return [0x60, Math.floor(random() * 80), 0x60, 0x00, 0x20, 0x60, Math.floor(random() * 6), 0x55]
}

/** STATICCALL of one of the contracts 1 to 9 with what is in memory; its success and its first word are stored. */
function calledBuiltIn(random: Random): number[] {
  const target = 1 + Math.floor(random() * 9)
  const size = Math.floor(random() * 220)
  const call = [0x60, 0x20, 0x60, 0x00, 0x60, size, 0x60, 0x00, 0x60, target, 0x61, 0xff, 0xff, 0xfa]
  return [...call, 0x60, 0x08, 0x55, 0x60, 0x00, 0x51, 0x60, 0x09, 0x55]
}

/** PUSH32 of a word near zero, near a power of two, or any. */
function push(random: Random): number[] {
  const kind = random()
  const word = Array.from({ length: 32 }, () => (kind < 0.4 ? Math.floor(random() * 256) : 0))
  if (kind >= 0.4 && kind < 0.7) word[31] = Math.floor(random() * 256)
  if (kind >= 0.7 && kind < 0.85) word.fill(0xff)
  if (kind >= 0.85) word[Math.floor(random() * 32)] = 0x80
  return [0x7f, ...word]
}

/** Numbers in [0, 1) that follow from a seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function hex(bytes: readonly number[]): Hex {
  return `0x${Buffer.from(bytes).toString('hex')}`
}
