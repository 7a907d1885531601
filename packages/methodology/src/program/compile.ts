import { hexToBytes } from '@noble/hashes/utils.js'
import { checked, formatFixed, type Fixed } from '@tcctv/units'
import { keccakHex, type Hex } from '../documents/hash-document.ts'
import type { Methodology } from '../documents/methodology.ts'
import { methodologyError } from '../errors.ts'
import type { LookupTable } from './coefficients.ts'
import type { FixedValues } from './fixed-amounts.ts'
import type { Plan } from './plan.ts'
import { MODE_NUMBERS, OPCODES, type Opcode, type Program } from './program.ts'
import { isFixed, toFixed } from './rational.ts'
import { resolve, type Resolved } from './resolve.ts'

const MAX_REGISTERS = 256
/** Depth of the contract's stack. */
const MAX_CELLS = 32
/** A contract holds 24,576 bytes: one that stops it from being called, the program's head, code, constants and tables. */
const MAX_BYTES = 24_575
const HEAD_BYTES = 14

/**
 * Compiles a methodology with a project's fixed values into the program that the `Quantifier` contract runs.
 *
 * Sets, sums and convolutions are written out; see docs/methodology-syntax.md. Equations of intervals are a program of
 * their own: see `compileStages`.
 *
 * @throws {TcctvError} E_SYNTAX, E_NAME, E_UNIT, E_SIGN, E_ROUND, E_DIVISOR, E_FIXED, E_PLAUSIBLE, E_COEFFICIENT,
 * E_LIMIT, E_UNSUPPORTED
 * @example compileMethodology(parseMethodology(yaml), { EF_OM: '0.8907', EF_BM: '0.8010', COEF_FF: '3.1863' }).code.length
 */
export function compileMethodology(methodology: Methodology, fixed: FixedValues): Program {
  refuseSwitches(methodology)
  for (const [id, { scope }] of Object.entries(methodology.equations))
    if (scope === 'interval')
      throw methodologyError('E_UNSUPPORTED', { path: `equations.${id}.scope`, found: 'scope interval in one program' })
  return programOf(resolve(methodology, fixed).period)
}

/** A chain knows no `when`. @throws {TcctvError} E_UNSUPPORTED */
export function refuseSwitches({ monitored }: Methodology): void {
  for (const [id, { when }] of Object.entries(monitored))
    if (when !== undefined)
      throw methodologyError('E_UNSUPPORTED', { path: `monitored.${id}.when`, found: 'when on a chain' })
}

/** The program of equations that were resolved before. @throws {TcctvError} E_LIMIT */
export function programOf(resolved: Resolved): Program {
  checkLimit('equations', resolved.equations.length, 'equations', MAX_REGISTERS)
  for (const { id, plan } of resolved.equations)
    checkLimit(`equations.${id.replace(/\[.*/, '')}`, cellsOf(plan), 'cells of the stack', MAX_CELLS)
  const emitter = emit(resolved)
  const { variables } = resolved
  const equations = resolved.equations.map(({ plan: _plan, side: _side, range: _range, ...equation }) => equation)
  const code = Uint8Array.from(emitter.code)
  const tables = resolved.tables.flatMap(tableWords)
  const bytes = HEAD_BYTES + code.length + 32 * (emitter.constants.length + tables.length)
  checkLimit('equations', bytes, 'bytes of code, constants and tables', MAX_BYTES)
  const hash = programHash(code, emitter.constants, tables)
  return {
    code,
    constants: emitter.constants,
    tables,
    variables,
    equations,
    listing: emitter.lines.join('\n'),
    hash,
  }
}

function checkLimit(path: string, found: number, what: string, limit: number): void {
  if (found > limit) throw methodologyError('E_LIMIT', { path, found, what, limit })
}

/** Most cells of the stack that a plan takes: each operand stands on those before it. */
function cellsOf(plan: Plan): number {
  return Math.max(1, ...operandsOf(plan).map((operand, before) => before + cellsOf(operand)))
}

/** Rows of a table as the contract keeps them: their number, then key and value of each. */
function tableWords({ id, rows }: LookupTable): bigint[] {
  const words = rows.flat().map((amount) => {
    if (!isFixed(amount))
      throw methodologyError('E_ROUND', {
        path: `coefficients.${id}`,
        expression: id,
        found: 'a row',
        expected: 'keys and values of at most 18 places',
      })
    return checked(toFixed(amount, 'floor'), 'table')
  })
  return [BigInt(rows.length), ...words]
}

/** Hash of a program as the contract makes it. */
export function programHash(code: Uint8Array, constants: readonly bigint[], tables: readonly bigint[]): Hex {
  const parts = [keccakHex(code), keccakHex(wordsOf(constants)), keccakHex(wordsOf(tables))]
  return keccakHex(hexToBytes(parts.map((part) => part.slice(2)).join('')))
}

function wordsOf(integers: readonly bigint[]): Uint8Array {
  return hexToBytes(integers.map((integer) => BigInt.asUintN(256, integer).toString(16).padStart(64, '0')).join(''))
}

type Emitter = { readonly code: number[]; readonly constants: bigint[]; readonly lines: string[] }

function emit(resolved: Resolved): Emitter {
  const emitter: Emitter = { code: [], constants: [], lines: [] }
  for (const { id, unit, expression, register, round, quantum, plan } of resolved.equations) {
    emitter.lines.push(
      `; ${id} [${unit}] = ${expression}${round === undefined ? '' : `, ${round} to ${formatFixed(quantum as Fixed)}`}`,
    )
    emitPlan(plan, emitter, resolved)
    if (round !== undefined && quantum !== undefined)
      put(
        emitter,
        'ROUND',
        [MODE_NUMBERS[round], constantIndex(emitter, quantum)],
        `${round} ${formatFixed(quantum as Fixed)}`,
      )
    put(emitter, 'STORE', [register], id)
  }
  put(emitter, 'END', [], '')
  return emitter
}

function emitPlan(plan: Plan, emitter: Emitter, resolved: Resolved): void {
  for (const operand of operandsOf(plan)) emitPlan(operand, emitter, resolved)
  switch (plan.kind) {
    case 'constant': {
      const amount = checked(toFixed(plan.amount, plan.sense === 'up' ? 'ceil' : 'floor'), 'constant') as Fixed
      return put(emitter, 'CONST', [constantIndex(emitter, amount)], formatFixed(amount))
    }
    case 'variable':
      return put(emitter, 'VAR', [plan.index], resolved.variables[plan.index]?.id ?? '')
    case 'register':
      return put(emitter, 'REG', [plan.index], resolved.equations[plan.index]?.id ?? '')
    case 'multiply':
      return put(emitter, plan.sense === 'up' ? 'MULC' : 'MULF', [], '')
    case 'divide':
      return put(emitter, plan.sense === 'up' ? 'DIVC' : 'DIVF', [], '')
    case 'multiply-divide':
      return put(emitter, plan.sense === 'up' ? 'MULDIVC' : 'MULDIVF', [], '')
    case 'lookup':
      return put(emitter, 'LOOKUP', [plan.table, plan.mode === 'down' ? 0 : 1], resolved.tables[plan.table]?.id ?? '')
    default:
      return put(emitter, SIMPLE[plan.kind], [], '')
  }
}

const SIMPLE = { add: 'ADD', subtract: 'SUB', negate: 'NEG', min: 'MIN', max: 'MAX' } as const

function operandsOf(plan: Plan): readonly Plan[] {
  switch (plan.kind) {
    case 'constant':
    case 'variable':
    case 'register':
      return []
    case 'negate':
      return [plan.of]
    case 'lookup':
      return [plan.at]
    case 'multiply-divide':
      return [plan.left, plan.right, plan.by]
    default:
      return [plan.left, plan.right]
  }
}

function put(emitter: Emitter, opcode: Opcode, operands: readonly number[], remark: string): void {
  const offset = emitter.code.length.toString(16).padStart(4, '0')
  emitter.code.push(OPCODES[opcode], ...operands.flatMap((operand) => [operand >> 8, operand & 0xff]))
  emitter.lines.push(`${offset}  ${opcode.padEnd(8)}${operands.join(' ').padEnd(8)}${remark}`.trimEnd())
}

function constantIndex({ constants }: Emitter, amount: bigint): number {
  const known = constants.indexOf(amount)
  return known >= 0 ? known : constants.push(amount) - 1
}
