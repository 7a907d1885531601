import {
  checked,
  divide,
  FIXED_ONE,
  formatFixed,
  roundToQuantum,
  type Direction,
  type Fixed,
  type RoundingMode,
} from '@tcctv/units'
import { methodologyError } from '../errors.ts'
import { MODE_NUMBERS, OPCODES, type EquationResult, type Program } from './program.ts'

type Machine = {
  readonly stack: bigint[]
  readonly registers: bigint[]
  readonly results: EquationResult[]
  unrounded: bigint | undefined
}

/**
 * Runs a program's bytecode as the `Quantifier` contract does, integer by integer. Inputs in order of
 * `program.variables`, at 1e-18 of their units. Does not check that the inputs are plausible.
 *
 * @throws {TcctvError} PROGRAM_INVALID for code that the contract would not register, FIXED_OVERFLOW, FIXED_DIVISOR,
 * LOOKUP_RANGE
 */
export function interpret(program: Program, inputs: readonly bigint[]): EquationResult[] {
  const machine: Machine = { stack: [], registers: [], results: [], unrounded: undefined }
  const { code } = program
  let at = 0
  const operand = (): number => {
    const read = ((code[at] ?? 0) << 8) | (code[at + 1] ?? 0)
    at += 2
    return read
  }
  for (;;) {
    const position = at
    const opcode = code[at]
    at += 1
    if (opcode === OPCODES.END) return machine.results
    if (opcode === undefined) throw invalid(position, 'the end', 'END')
    step(machine, opcode, operand, { program, inputs, position })
  }
}

type Frame = { readonly program: Program; readonly inputs: readonly bigint[]; readonly position: number }

function step(machine: Machine, opcode: number, operand: () => number, frame: Frame): void {
  const { stack, registers } = machine
  switch (opcode) {
    case OPCODES.CONST:
      return void stack.push(present(frame.program.constants[operand()], frame))
    case OPCODES.VAR:
      return void stack.push(present(frame.inputs[operand()], frame))
    case OPCODES.REG:
      return void stack.push(present(registers[operand()], frame))
    case OPCODES.ROUND:
      return round(machine, operand(), present(frame.program.constants[operand()], frame), frame)
    case OPCODES.LOOKUP:
      return void stack.push(lookup(frame, operand(), operand(), present(stack.pop(), frame)))
    case OPCODES.STORE:
      return store(machine, operand(), frame)
    default:
      return void stack.push(checked(compute(machine, opcode, frame), 'evaluation'))
  }
}

function compute({ stack }: Machine, opcode: number, frame: Frame): bigint {
  const pop = (): bigint => present(stack.pop(), frame)
  const third = opcode === OPCODES.MULDIVF || opcode === OPCODES.MULDIVC ? pop() : FIXED_ONE
  const second = opcode === OPCODES.NEG ? 0n : pop()
  const first = pop()
  switch (opcode) {
    case OPCODES.ADD:
      return first + second
    case OPCODES.SUB:
      return first - second
    case OPCODES.NEG:
      return -first
    case OPCODES.MIN:
      return first < second ? first : second
    case OPCODES.MAX:
      return first > second ? first : second
    case OPCODES.MULF:
    case OPCODES.MULC:
    case OPCODES.MULDIVF:
    case OPCODES.MULDIVC:
      return divide(first * second, third, sideOf(opcode))
    case OPCODES.DIVF:
    case OPCODES.DIVC:
      return divide(first * FIXED_ONE, second, sideOf(opcode))
    default:
      throw invalid(frame.position, opcode, 'an opcode')
  }
}

function sideOf(opcode: number): Direction {
  return opcode === OPCODES.MULC || opcode === OPCODES.DIVC || opcode === OPCODES.MULDIVC ? 'ceil' : 'floor'
}

function round(machine: Machine, mode: number, quantum: bigint, frame: Frame): void {
  const exact = present(machine.stack.pop(), frame)
  machine.unrounded = exact
  machine.stack.push(roundToQuantum(exact, quantum, modeOf(mode, frame)))
}

function modeOf(mode: number, frame: Frame): RoundingMode {
  for (const [name, code] of Object.entries(MODE_NUMBERS)) if (code === mode) return name as RoundingMode // a key of the table
  throw invalid(frame.position, mode, 'a rounding mode')
}

/** Mode 0: the row of the highest key ≤ x; mode 1: that of the lowest key ≥ x. */
function lookup({ program: { tables } }: Frame, table: number, mode: number, x: bigint): bigint {
  let place = 0
  for (let skipped = 0; skipped < table; skipped += 1) place += 1 + 2 * Number(tables[place] ?? 0n)
  const rows = tables.slice(place + 1, place + 1 + 2 * Number(tables[place] ?? 0n))
  const keys = rows.filter((_, index) => index % 2 === 0)
  const row = mode === 0 ? keys.findLastIndex((key) => key <= x) : keys.findIndex((key) => key >= x)
  const value = row < 0 ? undefined : rows[2 * row + 1]
  if (value === undefined) throw methodologyError('LOOKUP_RANGE', { found: formatFixed(x as Fixed), table })
  return value
}

function store(machine: Machine, register: number, frame: Frame): void {
  const rounded = present(machine.stack.pop(), frame)
  const id = frame.program.equations[machine.results.length]?.id ?? String(machine.results.length)
  machine.results.push({ id, unrounded: machine.unrounded ?? rounded, rounded })
  machine.registers[register] = rounded
  machine.unrounded = undefined
}

function present(word: bigint | undefined, frame: Frame): bigint {
  if (word === undefined) throw invalid(frame.position, 'nothing', 'an operand')
  return word
}

function invalid(position: number, found: string | number, expected: string): Error {
  return methodologyError('PROGRAM_INVALID', { position, found, expected })
}
