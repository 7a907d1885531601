import { createEVM, type EVM, type EVMOpts } from '@ethereumjs/evm'
import { withoutWaiting, type AddOpcode, type Interpreter } from './interpreter-loop.ts'

type Analysis = ReturnType<Interpreter['_getValidJumpDestinations']>

/**
 * An EVM of the library that looks for the jump destinations of a contract once, not at every call: with four contracts of up to
 * 24 KiB that call each other, the search took 12 % of an import and 6 % of a verification. A result belongs to the
 * code object and the EVM; state managers with a code cache hand out the same object each time. The first call changes
 * the library's interpreter class, which it does not export, for all its EVMs in this process: a memo of a pure function.
 */
export async function createProjectEvm(options: EVMOpts): Promise<EVM> {
  quicken(await interpreterPrototype())
  return createEVM(options)
}

/** An opcode of our own, in an EVM of the moment, sees the interpreter that runs it. */
async function interpreterPrototype(): Promise<Interpreter> {
  const opcode = 0x0c
  let found: unknown
  const handler: AddOpcode = {
    opcode,
    opcodeName: 'SEE',
    baseFee: 0,
    logicFunction: ({ interpreter }) => {
      found = Object.getPrototypeOf(interpreter)
    },
  }
  const evm = await createEVM({ customOpcodes: [handler] })
  await evm.runCode({ code: Uint8Array.of(opcode) })
  if (!isPrototype(found)) throw new TypeError('the EVM library has another interpreter than this version was made for')
  return found
}

function isPrototype(found: unknown): found is Interpreter {
  return typeof found === 'object' && found !== null && '_getValidJumpDestinations' in found
}

const QUICKENED = Symbol.for('tcctv.quickened')

function quicken(prototype: Interpreter): void {
  if (Object.hasOwn(prototype, QUICKENED)) return
  Object.defineProperty(prototype, QUICKENED, { value: true })
  const analyse = prototype._getValidJumpDestinations // oxlint-disable-line typescript/unbound-method -- called with its `this` below
  prototype.run = withoutWaiting(prototype.run) // oxlint-disable-line typescript/unbound-method -- called with its `this`
  const known = new WeakMap<EVM, WeakMap<Uint8Array, Analysis>>()
  prototype._getValidJumpDestinations = function (this: Interpreter, code) {
    const ofEvm = known.get(this._evm) ?? new WeakMap<Uint8Array, Analysis>()
    known.set(this._evm, ofEvm)
    const analysis = ofEvm.get(code) ?? analyse.call(this, code)
    ofEvm.set(code, analysis)
    return analysis
  }
}
