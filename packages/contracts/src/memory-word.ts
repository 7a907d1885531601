import type { Interpreter } from './interpreter-loop.ts'

type State = Interpreter['_runState']
type Entry = ReturnType<Interpreter['lookupOpInfo']>

const MLOAD = 0x51
const MSTORE = 0x52
const WORD_BYTES = 32
const U64 = 1n << 64n

/**
 * MLOAD and MSTORE: every seventh instruction of the project's contracts, for which the library turns a word into
 * hexadecimal text and back. Returns false, with nothing done, for any other instruction and for a stack too short, which
 * is the library's to refuse. Throws the library's out-of-gas error.
 */
export function moveWord(interpreter: Interpreter, state: State, { opcodeInfo }: Entry): boolean {
  const { code, feeBigInt } = opcodeInfo
  if (code !== MLOAD && code !== MSTORE) return false
  const { stack, memory } = state
  const [offset] = stack.length < (code === MLOAD ? 1 : 2) ? [] : stack.peek()
  if (offset === undefined) return false
  interpreter.useGas(feeBigInt + growthGas(interpreter, state, offset), opcodeInfo)
  state.programCounter++
  const at = Number(stack.pop())
  if (code === MSTORE) memory.write(at, WORD_BYTES, bytesOf(stack.pop()))
  else stack.push(wordOf(memory.read(at, WORD_BYTES, true)))
  return true
}

/** Price of the words that memory grows by to hold the one at `offset` (yellow paper, equation 326), booked as grown. */
function growthGas({ _evm: { common } }: Interpreter, state: State, offset: bigint): bigint {
  const words = (offset + BigInt(2 * WORD_BYTES - 1)) / BigInt(WORD_BYTES)
  if (words <= state.memoryWordCount) return 0n
  const costGas = words * common.param('memoryGas') + (words * words) / common.param('quadCoefficientDivGas')
  const growth = costGas - state.highestMemCost
  state.memoryWordCount = words
  state.highestMemCost = costGas
  return growth
}

const scratch = new Uint8Array(WORD_BYTES)
const scratchView = new DataView(scratch.buffer)

/** Big-endian bytes of a word, valid until the next call. */
function bytesOf(word: bigint): Uint8Array {
  if (word < U64) {
    scratch.fill(0, 0, 24)
  } else {
    scratchView.setBigUint64(0, word >> 192n)
    scratchView.setBigUint64(8, word >> 128n)
    scratchView.setBigUint64(16, word >> 64n)
  }
  scratchView.setBigUint64(24, word)
  return scratch
}

function wordOf(bytes: Uint8Array): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, WORD_BYTES)
  const low = view.getBigUint64(24)
  const [first, second, third] = [view.getBigUint64(0), view.getBigUint64(8), view.getBigUint64(16)]
  if (first === 0n && second === 0n && third === 0n) return low
  return (((((first << 64n) | second) << 64n) | third) << 64n) | low
}
