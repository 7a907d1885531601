import { methodologyError } from '../errors.ts'
import { isAtLeastZero, isAtMostZero, type Range, type Side, type Trend, type Typed } from './analyse.ts'
import type { LookupMode, Place } from './expression.ts'
import { isFixed, isFraction, rational, type Rational } from './rational.ts'

/**
 * The side of the exact number on which a rounded part must stay. exact: nothing may be rounded, neither here nor in an
 * equation before; free: nothing is rounded here, rounded equations pass on their side.
 */
export type Sense = 'down' | 'up' | 'exact' | 'free'

/** An expression with a side for every rounding in it: what is compiled and what the reference evaluates. */
export type Plan = { readonly text: string } & PlanPart
type PlanPart =
  | { readonly kind: 'constant'; readonly amount: Rational; readonly sense: Sense }
  | { readonly kind: 'variable' | 'register'; readonly index: number }
  | { readonly kind: 'add' | 'subtract' | 'min' | 'max'; readonly left: Plan; readonly right: Plan }
  | { readonly kind: 'negate'; readonly of: Plan }
  | { readonly kind: 'lookup'; readonly table: number; readonly mode: LookupMode; readonly at: Plan }
  | { readonly kind: 'multiply' | 'divide'; readonly left: Plan; readonly right: Plan; readonly sense: Sense }
  | {
      readonly kind: 'multiply-divide'
      readonly left: Plan
      readonly right: Plan
      readonly by: Plan
      readonly sense: Sense
    }

/**
 * Gives every rounding its side (methodology.md section 4, Direction): the side flips on the right of a minus and on
 * a divisor; a factor keeps it only if the other one's sign is known.
 *
 * @throws {TcctvError} E_SIGN, E_ROUND
 */
export function planOf(typed: Typed, sense: Sense, place: Place): Plan {
  const { text } = typed
  switch (typed.kind) {
    case 'constant':
      if (isUnrounded(sense) && !isFixed(typed.amount)) throw inexact(typed, place)
      return { kind: 'constant', amount: typed.amount, sense, text }
    case 'variable':
    case 'register':
      checkSide(typed, sense, place)
      return { kind: typed.kind, index: typed.meaning.index, text }
    case 'lookup': {
      const at = planOf(typed.at, argumentSense(typed.trend, sense), place)
      return { kind: 'lookup', table: typed.table, mode: typed.mode, at, text }
    }
    case 'negate':
      return { kind: 'negate', of: planOf(typed.of, flip(sense), place), text }
    case 'subtract': {
      const right = planOf(typed.right, flip(sense), place)
      return { kind: 'subtract', left: planOf(typed.left, sense, place), right, text }
    }
    case 'add':
    case 'min':
    case 'max': {
      const right = planOf(typed.right, sense, place)
      return { kind: typed.kind, left: planOf(typed.left, sense, place), right, text }
    }
    case 'multiply':
      return product(typed, sense, place)
    case 'divide':
      return fraction(typed, sense, place)
  }
}

type Operation = { readonly left: Typed; readonly right: Typed; readonly text: string }

/** The side of a table's argument that keeps its value on the side asked: in a falling table the other one. */
function argumentSense(trend: Trend, sense: Sense): Sense {
  if (trend === 'constant') return sense === 'exact' ? 'down' : sense // any argument gives the same row's value
  return trend === 'rising' ? sense : trend === 'falling' ? flip(sense) : 'exact'
}

function product({ left, right, text }: Operation, sense: Sense, place: Place): Plan {
  const whole = [left, right].some((side) => side.kind === 'constant' && side.amount.d === 1n)
  if (isUnrounded(sense) && !whole) throw inexact({ text: `${text}${lostPlaces(left, right)}` }, place)
  const [constant, other] = left.kind === 'constant' ? [left, right] : [right, left]
  if (constant.kind === 'constant' && isFraction(constant.amount))
    return {
      kind: 'multiply-divide',
      left: factor(other, constant, sense, place),
      right: { kind: 'constant', amount: rational(constant.amount.n), sense: 'exact', text: String(constant.amount.n) },
      by: { kind: 'constant', amount: rational(constant.amount.d), sense: 'exact', text: String(constant.amount.d) },
      sense,
      text,
    }
  const [first, second] = [factor(left, right, sense, place), factor(right, left, sense, place)]
  return { kind: 'multiply', left: first, right: second, sense, text }
}

/** An amount has up to 18 decimal places, so that times a decimal it has more than are kept. */
function lostPlaces(left: Typed, right: Typed): string {
  const constant = left.kind === 'constant' ? left : right
  if (constant.kind !== 'constant' || !isFixed(constant.amount)) return ''
  const places = Array.from({ length: 18 }, (_, index) => index + 1)
  const own = places.find((count) => (constant.amount.n * 10n ** BigInt(count)) % constant.amount.d === 0n) ?? 18
  return `, where ${constant.text} needs ${own} decimal places more than the 18 that are kept,`
}

/** a·b/c is fused, so that only the quotient is rounded. */
function fraction({ left, right, text }: Operation, sense: Sense, place: Place): Plan {
  if (isUnrounded(sense)) throw inexact({ text }, place)
  const by = factor(right, left, flip(sense), place)
  if (left.kind !== 'multiply') return { kind: 'divide', left: planOf(left, sense, place), right: by, sense, text }
  const [first, second] = [factor(left.left, left.right, sense, place), factor(left.right, left.left, sense, place)]
  return { kind: 'multiply-divide', left: first, right: second, by, sense, text }
}

/** One operand of a product: its sense depends on the sign of the other. */
function factor(of: Typed, other: Typed & Range, sense: Sense, place: Place): Plan {
  if (isAtLeastZero(other)) return planOf(of, sense, place)
  if (isAtMostZero(other)) return planOf(of, flip(sense), place)
  try {
    return planOf(of, 'exact', place)
  } catch (cause) {
    throw methodologyError('E_SIGN', { ...place, found: other.text }, cause)
  }
}

/** A rounded intermediate may be used only on its own side: a floored factor in a floored product. */
function checkSide(typed: Typed & { kind: 'variable' | 'register' }, sense: Sense, place: Place): void {
  const { side } = typed.meaning
  if (side === 'exact' || sense === 'free' || side === sense) return
  const expected = {
    down: 'an intermediate rounded by floor',
    up: 'an intermediate rounded by ceil',
    exact: 'an exact intermediate, for the other factor may have either sign or the table rises and falls',
  }
  throw methodologyError('E_ROUND', { ...place, found: `${typed.text}, ${SIDES[side]},`, expected: expected[sense] })
}

const SIDES = { down: 'rounded down', up: 'rounded up', mixed: 'rounded to either side' } as const

/** On which side of the exact number an unrounded expression lies, by the rounded equations in it. */
export function sideOf(typed: Typed): Side {
  switch (typed.kind) {
    case 'constant':
      return 'exact'
    case 'lookup': {
      const side = sideOf(typed.at)
      return typed.trend === 'falling' ? flip(side) : typed.trend === 'constant' ? 'exact' : side
    }
    case 'variable':
    case 'register':
      return typed.meaning.side
    case 'negate':
      return flip(sideOf(typed.of))
    case 'subtract':
      return joined(sideOf(typed.left), flip(sideOf(typed.right)))
    case 'add':
    case 'min':
    case 'max':
      return joined(sideOf(typed.left), sideOf(typed.right))
    case 'multiply':
    case 'divide':
      return joined(scaled(typed.left, typed.right), scaled(typed.right, typed.left))
  }
}

function scaled(of: Typed, by: Typed): Side {
  const side = sideOf(of)
  return isAtLeastZero(by) ? side : isAtMostZero(by) ? flip(side) : side === 'exact' ? side : 'mixed'
}

function joined(left: Side, right: Side): Side {
  if (left === 'exact' || left === right) return right
  return right === 'exact' ? left : 'mixed'
}

const isUnrounded = (sense: Sense): boolean => sense === 'exact' || sense === 'free'

function inexact({ text }: { readonly text: string }, place: Place): Error {
  return methodologyError('E_ROUND', {
    ...place,
    found: text,
    expected: 'an equation with `round`, or exact operations only',
  })
}

function flip<Of extends Sense | Side>(side: Of): Of | 'down' | 'up' {
  return side === 'down' ? 'up' : side === 'up' ? 'down' : side
}
