import { EVMError, type EVMOpts } from '@ethereumjs/evm'
import { moveWord } from './memory-word.ts'

type Opcodes = NonNullable<EVMOpts['customOpcodes']>
export type AddOpcode = Extract<Opcodes[number], { readonly logicFunction: unknown }>
/** What runs one call's code; its class is not exported. */
export type Interpreter = Parameters<AddOpcode['logicFunction']>[0]['interpreter']
type Run = Interpreter['run']
type Entry = ReturnType<Interpreter['lookupOpInfo']>

const JUMP = 0x56
const JUMPI = 0x57
/** Proposals after London that change what a step does; with one of them the library's own loop runs. */
const LATER = [3540, 6800, 7864, 7928, 8037, 8024] as const

/**
 * The interpreter's loop over instructions, without a promise for each: the library awaits every one of them, and all but a
 * sixth have nothing to wait for (arithmetic, stack, jumps). Those charge their fixed gas and run at once; the others take
 * the library's own step. Under a tracer, and for rules after London, the library's loop runs as it is.
 */
export function withoutWaiting(original: Run): Run {
  return function run(this: Interpreter, code, options = {}) {
    return isObserved(this) || options.pc !== undefined ? original.call(this, code, options) : runAll(this, code)
  }
}

function isObserved({ _evm: evm }: Interpreter): boolean {
  return (
    evm.DEBUG || evm.events.listenerCount('step') > 0 || LATER.some((proposal) => evm.common.isActivatedEIP(proposal))
  )
}

async function runAll(interpreter: Interpreter, code: Uint8Array): ReturnType<Run> {
  const state = interpreter['_runState']
  state.code = code
  let entries: readonly Entry[] | undefined
  while (state.programCounter < code.length) {
    const at = state.programCounter
    const opcode = code[at] ?? 0
    if (entries === undefined && (opcode === JUMP || opcode === JUMPI)) entries = analyse(interpreter, code)
    state.opCode = opcode
    try {
      const entry = entries?.[at] ?? interpreter.lookupOpInfo(opcode)
      const { isAsync, dynamicGas, isInvalid, feeBigInt } = entry.opcodeInfo
      if (moveWord(interpreter, state, entry)) continue
      if (isAsync || dynamicGas || isInvalid) await interpreter.runStep(entry)
      else {
        interpreter.useGas(feeBigInt, entry.opcodeInfo)
        state.programCounter++
        void entry.opHandler(state, interpreter._evm.common) // not async, as its entry says
      }
    } catch (cause) {
      if (!(cause instanceof EVMError)) throw cause
      return { runState: state, ...(cause.error === EVMError.errorMessages.STOP ? {} : { exceptionError: cause }) }
    }
  }
  return { runState: state }
}

function analyse(interpreter: Interpreter, code: Uint8Array): readonly Entry[] {
  const { jumps, pushes, opcodesCached } = interpreter._getValidJumpDestinations(code)
  const state = interpreter['_runState']
  state.validJumps = jumps
  state.cachedPushes = pushes
  state.shouldDoJumpAnalysis = false
  return opcodesCached
}
