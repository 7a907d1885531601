import { DAY_S, formatTime, type UnixS } from '@tcctv/units'
import type { RowFaultCode } from './row-faults.ts'

/** What a meter's register showed at an instant, as a count of the lane's quantum. */
export type Register = { readonly atS: UnixS; readonly count: bigint }

/** How a register counts. All counts are in the lane's quantum. */
export type RegisterRule = {
  readonly stepS: number
  /** Where the register returns to zero; undefined if that is not known. */
  readonly modulus: bigint | undefined
  /** What one step can bring at most. */
  readonly most: bigint
  /** Declared resets in order of time: what the register showed last and what it showed first afterwards. */
  readonly resets: readonly { readonly atS: UnixS; readonly before: bigint; readonly after: bigint }[]
  /** First register of a meter that replaced another. */
  readonly begin: Register | undefined
  /** When another meter took over. */
  readonly endS: UnixS | undefined
  /** What the register showed then. */
  readonly endCount: bigint | undefined
  /** End of what the lane already has. */
  readonly knownToS: UnixS | undefined
}

type IntervalQuantity = { readonly startS: UnixS; readonly count: bigint }
type RegisterStep = {
  readonly intervals: readonly IntervalQuantity[]
  /** Whether the quantity of several steps had to be divided among them. */
  readonly isSpread: boolean
  readonly fault?: { readonly code: RowFaultCode; readonly found: string; readonly expected: string }
}
export type ReadRegister = (now: Register) => RegisterStep

const NOTHING: RegisterStep = { intervals: [], isSpread: false }
/** Longest time whose quantity is divided among its steps. */
const LONGEST_SPREAD_S = DAY_S

/**
 * A reader of successive registers of one lane: each gives the quantities of the intervals since the one before it; the
 * first only sets the base. The sum of the quantities is exactly the difference of the registers, through rollovers and
 * declared resets. Registers that were left out for up to a day are bridged: the total is known, so it is divided
 * evenly, the remainder in the last interval, and marked as spread. Rollover is believed only below half a turn.
 *
 * Across imports nothing but committed intervals is kept, so a file must begin with the register at the end of the last
 * committed interval (`knownToS`) or earlier. Intervals before it are compared with the committed ones; the register at
 * that end itself is not on the chain: who checks it takes it from the previous file, whose hash is.
 *
 * @returns a reader with a memory of its own: one for each file and column
 * @example read = registerReader({ ...rule, stepS: 900 }); read({ atS: 0, count: 10n }); read({ atS: 900, count: 25n }) // 15n
 */
export function registerReader(rule: RegisterRule): ReadRegister {
  let last: Register | undefined
  return (now) => {
    const step = last === undefined ? firstStep(rule, now) : stepBetween(rule, last, now)
    last = last !== undefined && step.fault?.code === 'REGISTER_ORDER' ? last : now
    return step
  }
}

function firstStep(rule: RegisterRule, now: Register): RegisterStep {
  const { begin, knownToS } = rule
  if (knownToS !== undefined && now.atS > knownToS)
    return faulty('REGISTER_BASE', formatTime(now.atS), `the register at ${formatTime(knownToS)}, or an earlier one`)
  if (begin === undefined || knownToS !== undefined) return rangeFault(rule, now) ?? NOTHING
  if (now.atS > begin.atS) return stepBetween(rule, begin, now)
  if (now.atS < begin.atS)
    return faulty('REGISTER_BASE', formatTime(now.atS), `a time from the handover on, ${formatTime(begin.atS)}`)
  return now.count === begin.count
    ? NOTHING
    : faulty('REGISTER_BASE', String(now.count), `${begin.count}, the register of the handover`)
}

function stepBetween(rule: RegisterRule, last: Register, now: Register): RegisterStep {
  const { stepS, endS, endCount } = rule
  const lengthS = now.atS - last.atS
  if (lengthS <= 0) return faulty('REGISTER_ORDER', formatTime(now.atS), `a time after ${formatTime(last.atS)}`)
  if (endS !== undefined && now.atS > endS)
    return faulty('REGISTER_ENDED', formatTime(now.atS), `a time up to the handover, ${formatTime(endS)}`)
  if (lengthS % stepS !== 0 || lengthS > Math.max(LONGEST_SPREAD_S, stepS))
    return faulty('REGISTER_GAP', `${lengthS} s since the register before`, `a multiple of ${stepS} s, at most a day`)
  if (now.atS === endS && endCount !== undefined && now.count !== endCount)
    return faulty('REGISTER_LAST', String(now.count), `${endCount}, the last register of the handover`)
  return rangeFault(rule, now) ?? quantities(rule, last, now, lengthS / stepS)
}

function rangeFault({ modulus, resets }: RegisterRule, { atS, count }: Register): RegisterStep | undefined {
  // Of what came before a reset at the same instant it is not known whether the step to the next register has it too.
  const reset = resets.find((one) => one.atS === atS && one.after !== count)
  if (reset !== undefined)
    return faulty('REGISTER_RESET', String(count), `${reset.after}, the register after the reset at this instant`)
  if (count < 0n) return faulty('TOO_LOW', String(count), 'a register of zero or more')
  if (modulus !== undefined && count >= modulus) return faulty('TOO_HIGH', String(count), `a register below ${modulus}`)
  return undefined
}

function quantities(rule: RegisterRule, last: Register, now: Register, steps: number): RegisterStep {
  const most = rule.most * BigInt(steps)
  let [total, from] = [0n, last.count]
  for (const to of turningPoints(rule, last, now)) {
    const part = advance(rule.modulus, from, to.count, most)
    if (part === undefined)
      return faulty('REGISTER_BACKWARDS', `${to.count} after ${from}`, 'a register that does not run backwards')
    total += part
    from = to.next
  }
  if (total > most)
    return faulty('REGISTER_JUMP', String(total), `at most ${most} in ${steps} steps of ${rule.stepS} s`)
  return { intervals: divided(rule, last.atS, total, steps), isSpread: steps > 1 }
}

/** Registers to go to, one after the other, and where the register stands then: through each reset, then to the end. */
function turningPoints({ resets }: RegisterRule, last: Register, now: Register) {
  const within = resets.filter(({ atS }) => atS > last.atS && atS <= now.atS)
  return [...within.map(({ before, after }) => ({ count: before, next: after })), { count: now.count, next: now.count }]
}

/** How far a register went; undefined if it ran backwards. */
function advance(modulus: bigint | undefined, from: bigint, to: bigint, most: bigint): bigint | undefined {
  if (to >= from) return to - from
  if (modulus === undefined) return undefined
  const turned = to + modulus - from
  return turned <= most && 2n * turned <= modulus ? turned : undefined
}

function divided({ stepS }: RegisterRule, fromS: UnixS, total: bigint, steps: number): IntervalQuantity[] {
  const each = total / BigInt(steps)
  return Array.from({ length: steps }, (_, index) => ({
    startS: fromS + index * stepS,
    count: index === steps - 1 ? total - each * BigInt(steps - 1) : each,
  }))
}

function faulty(code: RowFaultCode, found: string, expected: string): RegisterStep {
  return { ...NOTHING, fault: { code, found, expected } }
}
