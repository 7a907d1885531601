import { beforeAll, describe, expect, it } from 'vitest'
import * as fc from 'fast-check'
import { FIXED_ONE, multiplyDivide, roundToQuantum, type RoundingMode } from '@tcctv/units'
import { assemble, programHash, type TestProgram } from './project.test-support.ts'
import { createWorld, type World } from './world.test-support.ts'

let world: World
beforeAll(async () => {
  world = await createWorld()
})

type Run = { readonly unrounded: readonly bigint[]; readonly rounded: readonly bigint[] } | string

async function run(program: TestProgram, variables: readonly bigint[]): Promise<Run> {
  const registered = await world.send('registerProgram', [program.code, program.constants, program.tables])
  if (registered.error !== undefined) return registered.error.name
  const result = await world.read('evaluate', [programHash(program), variables]).catch((error: unknown) => error)
  if (result instanceof Error) return result.message
  const [unrounded, rounded] = result as readonly [readonly bigint[], readonly bigint[]] // shape of the ABI
  return { unrounded, rounded }
}

const program = (text: string, constants: bigint[] = [], tables: bigint[] = []): TestProgram => ({
  code: assemble(text),
  constants,
  tables,
})

const MODES: readonly RoundingMode[] = ['floor', 'ceil', 'trunc', 'half-up', 'half-even']
const MAX = 2n ** 255n - 1n
const MIN = -(2n ** 255n)

/** The same as the contract over bigint: undefined for a refusal. */
function model(steps: readonly Step[], variables: readonly bigint[]): readonly bigint[] | undefined {
  try {
    const stack: bigint[] = []
    for (const step of steps) apply(step, stack, variables)
    return stack
  } catch {
    return undefined
  }
}

type Step = readonly [string, number?, number?]
const pop = (stack: bigint[]): bigint => stack.pop() ?? 0n
const fits = (integer: bigint): bigint => {
  if (integer > MAX || integer < MIN) throw new Error('overflow')
  return integer
}

function apply([name, first = 0, second = 0]: Step, stack: bigint[], variables: readonly bigint[]): void {
  if (name === 'VAR') return void stack.push(variables[first] ?? 0n)
  if (name === 'CONST') return void stack.push(CONSTANTS[first] ?? 0n)
  const top = pop(stack)
  if (name === 'NEG') return void stack.push(fits(-top))
  if (name === 'ROUND') return void stack.push(roundToQuantum(top, CONSTANTS[second] ?? 1n, MODES[first] ?? 'floor'))
  const below = pop(stack)
  const direction = name.endsWith('C') ? 'ceil' : 'floor'
  if (name === 'ADD') stack.push(fits(below + top))
  else if (name === 'SUB') stack.push(fits(below - top))
  else if (name.startsWith('MULDIV')) stack.push(multiplyDivide(pop(stack), below, top, direction))
  else if (name.startsWith('MUL')) stack.push(multiplyDivide(below, top, FIXED_ONE, direction))
  else if (name.startsWith('DIV')) stack.push(multiplyDivide(below, FIXED_ONE, top, direction))
  else stack.push((name === 'MIN') === below < top ? below : top)
}

const CONSTANTS = [1n, 10n, 10n ** 12n, FIXED_ONE, 3n, MAX]
const number = fc.oneof(
  fc.bigInt({ min: -1000n, max: 1000n }),
  fc.bigInt({ min: -(10n ** 26n), max: 10n ** 26n }),
  fc.bigInt({ min: MIN, max: MAX }),
  fc.constantFrom(MIN, MAX, 0n, 15n, 25n, -15n, -25n, -5n, 5n, 10n ** 12n / 2n),
)
const push: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('VAR'), fc.nat(3)),
  fc.tuple(fc.constant('CONST'), fc.nat(CONSTANTS.length - 1)),
)
const unary: fc.Arbitrary<Step> = fc.oneof(
  fc.constant(['NEG'] as const),
  fc.tuple(fc.constant('ROUND'), fc.nat(4), fc.nat(CONSTANTS.length - 1)),
)
const binary = fc.constantFrom('ADD', 'SUB', 'MULF', 'MULC', 'DIVF', 'DIVC', 'MIN', 'MAX')
const { tree } = fc.letrec<{ tree: readonly Step[] }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    push.map((step) => [step]),
    fc.tuple(tie('tree'), unary).map(([inner, step]) => [...inner, step]),
    fc.tuple(tie('tree'), tie('tree'), binary).map(([a, b, name]) => [...a, ...b, [name] as const]),
    fc
      .tuple(tie('tree'), tie('tree'), tie('tree'), fc.constantFrom('MULDIVF', 'MULDIVC'))
      .map(([a, b, c, name]) => [...a, ...b, ...c, [name] as const]),
  ),
}))
const textOf = (steps: readonly Step[]): string => steps.map((step) => step.join(' ')).join(' ')

describe('interpreter', () => {
  it('equals the bigint model on random programs, refusals included', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.array(number, { minLength: 4, maxLength: 4 }), async (steps, variables) => {
        const expected = model(steps, variables)
        const found = await run(program(`${textOf(steps)} STORE 0 END`, CONSTANTS), variables)
        if (expected === undefined) expect(['Overflow', 'DivisorNotPositive']).toContain(found)
        else expect(found).toHaveProperty('rounded', expected)
      }),
      { numRuns: 150 },
    )
  })

  it('divides 512-bit products exactly', async () => {
    const both = program('VAR 0 VAR 1 VAR 2 MULDIVF STORE 0 VAR 0 VAR 1 VAR 2 MULDIVC STORE 1 END')
    const wide = fc.bigInt({ min: MIN, max: MAX })
    await fc.assert(
      fc.asyncProperty(wide, wide, fc.bigInt({ min: 1n, max: MAX }), async (a, b, share) => {
        // a divisor that is large enough keeps the quotient inside int256
        const size = (a < 0n ? -a : a) > (b < 0n ? -b : b) ? (b < 0n ? -b : b) : a < 0n ? -a : a
        const c = size + share > MAX ? MAX : size + share
        const found = await run(both, [a, b, c])
        expect(found).toHaveProperty('rounded', [multiplyDivide(a, b, c, 'floor'), multiplyDivide(a, b, c, 'ceil')])
      }),
      { numRuns: 60 },
    )
  })

  it.each(MODES.map((mode, index) => [mode, index] as const))(
    'rounds %s at ties of both signs',
    async (mode, index) => {
      const inputs = [15n, 25n, -15n, -25n, 14n, -16n, 5n, -5n, 0n, 20n]
      const found: Run[] = []
      for (const input of inputs) found.push(await run(program(`VAR 0 ROUND ${index} 0 STORE 0 END`, [10n]), [input]))
      const expected = inputs.map((input) => ({ unrounded: [input], rounded: [roundToQuantum(input, 10n, mode)] }))
      expect(found).toEqual(expected)
    },
  )

  it('reports the input of the last ROUND as unrounded, and keeps registers', async () => {
    const text = 'VAR 0 ROUND 0 0 CONST 0 ADD STORE 5 REG 5 NEG STORE 0 END'
    expect(await run(program(text, [10n]), [17n])).toEqual({ unrounded: [17n, -20n], rounded: [20n, -20n] })
  })

  it('names the equation whose divisor is not positive', async () => {
    const text = 'VAR 0 STORE 0 VAR 0 VAR 1 DIVF STORE 1 END'
    expect(await run(program(text), [1n, 0n])).toBe('DivisorNotPositive')
    expect(await run(program(text), [1n, -1n])).toBe('DivisorNotPositive')
    expect(await run(program(text), [1n])).toBe('VariablesMissing')
  })

  it('looks up rows below and above', async () => {
    const tables = [1n, 7n, 70n, 3n, -10n, 1n, 0n, 2n, 10n, 3n]
    const at = async (mode: number, x: bigint) => run(program(`VAR 0 LOOKUP 1 ${mode} STORE 0 END`, [], tables), [x])
    const expected = (row: bigint) => ({ unrounded: [row], rounded: [row] })
    expect(await at(0, 5n)).toEqual(expected(2n))
    expect(await at(1, 5n)).toEqual(expected(3n))
    expect(await at(0, 0n)).toEqual(expected(2n))
    expect(await at(1, -10n)).toEqual(expected(1n))
    expect(await at(0, 99n)).toEqual(expected(3n))
    expect(await at(0, -11n)).toBe('LookupOutOfRange')
    expect(await at(1, 11n)).toBe('LookupOutOfRange')
  })
})

const MALFORMED: readonly (readonly [string, TestProgram, string])[] = [
  ['no code', { ...program(''), code: '0x' }, 'CodeMalformed'],
  ['no equation', program('END'), 'CodeMalformed'],
  ['no end', program('VAR 0 STORE 0'), 'CodeMalformed'],
  ['bytes after the end', program('VAR 0 STORE 0 END END'), 'CodeMalformed'],
  ['an unknown opcode', program('VAR 0 NOP STORE 0 END'), 'UnknownOpcode'],
  ['the reserved opcode', program('VAR 0 CONV 0 0 STORE 0 END'), 'UnknownOpcode'],
  ['an operand cut off', { ...program(''), code: '0x0200' }, 'OperandOutOfRange'],
  ['a constant that does not exist', program('CONST 1 STORE 0 END', [1n]), 'OperandOutOfRange'],
  ['a register before it is written', program('REG 0 STORE 0 END'), 'OperandOutOfRange'],
  ['a register beyond the last', program('VAR 0 STORE 256 END'), 'OperandOutOfRange'],
  ['a mode that does not exist', program('VAR 0 ROUND 5 0 STORE 0 END', [1n]), 'OperandOutOfRange'],
  ['a quantum of zero', program('VAR 0 ROUND 0 0 STORE 0 END', [0n]), 'OperandOutOfRange'],
  ['a table that does not exist', program('VAR 0 LOOKUP 0 0 STORE 0 END'), 'OperandOutOfRange'],
  ['an empty stack', program('VAR 0 ADD STORE 0 END'), 'StackFault'],
  ['a full stack', program(`${'VAR 0 '.repeat(33)} ${'ADD '.repeat(32)} STORE 0 END`), 'StackFault'],
  ['a rest on the stack', program('VAR 0 VAR 0 STORE 0 END'), 'StackFault'],
  ['unsorted tables', program('VAR 0 STORE 0 END', [], [2n, 1n, 1n, 1n, 1n]), 'TablesMalformed'],
  ['tables cut off', program('VAR 0 STORE 0 END', [], [2n, 1n, 1n]), 'TablesMalformed'],
]

describe('registerProgram', () => {
  it.each(MALFORMED)('refuses %s', async (_, malformed, expected) => {
    expect(await run(malformed, [0n])).toBe(expected)
  })

  it('registers once, under the hash of code, constants and tables', async () => {
    const simple = program('VAR 0 CONST 0 ADD STORE 0 END', [7n])
    expect(await run(simple, [1n])).toEqual({ unrounded: [8n], rounded: [8n] })
    expect((await world.send('registerProgram', [simple.code, simple.constants, simple.tables])).error).toBeUndefined()
    expect(await world.read('shapeOf', [programHash(simple)])).toEqual([1n, 1n])
  })
})
