import { methodologyError } from '../errors.ts'
import type { Expression, Place, Reference, SourceExpression } from './expression.ts'

/** Which member each set stands for at this point of an expression. */
export type Bound = ReadonlyMap<string, string>

/** What the names of a document are, as far as expansion must know. */
export type Names = {
  readonly sets: Readonly<Record<string, readonly string[]>>
  /** Index of every declared name; undefined for those without one. */
  readonly indexes: ReadonlyMap<string, string | undefined>
  /** Terms of every kernel, by flat id. */
  readonly kernels: ReadonlyMap<string, readonly unknown[]>
  /** Flat ids that have a history: monitored parameters and period coefficients. */
  readonly histories: ReadonlySet<string>
}

const MAX_PARTS = 3000

/** Name of one member's part. @example flatId('W', 'paper') // 'W[paper]' */
export const flatId = (id: string, member: string | undefined): string =>
  member === undefined ? id : `${id}[${member}]`

/** Name in the document of a flat id. @example parameterOf('W[paper]') // 'W' */
export const parameterOf = (id: string): string => id.split('[')[0] ?? id

/** Name of the amount n periods ago, or of term n of a kernel. @example laggedId('W[paper]', 3) // 'W[paper]@3' */
const laggedId = (id: string, lag: number): string => (lag === 0 ? id : `${id}@${lag}`)
export const termId = (id: string, term: number): string => `${id}@${term}`

/** The members of an index, or one undefined for what has no index. */
export function membersOf(
  sets: Readonly<Record<string, readonly string[]>>,
  index: string | undefined,
): readonly (string | undefined)[] {
  return index === undefined ? [undefined] : (sets[index] ?? [])
}

/**
 * Writes out an expression for one member of each bound set: sums become additions, convolutions become products of
 * lagged amounts (`W@n`) and kernel terms (`G@n`).
 *
 * @throws {TcctvError} E_NAME, E_SYNTAX, E_LIMIT, E_UNSUPPORTED
 */
export function expand(source: SourceExpression, names: Names, bound: Bound, place: Place): Expression {
  let parts = 0
  const visit = (part: SourceExpression, within: Bound): Expression => {
    parts += 1
    if (parts > MAX_PARTS)
      throw methodologyError('E_LIMIT', { path: place.path, found: 'more', what: 'parts', limit: MAX_PARTS })
    switch (part.kind) {
      case 'number':
        return part
      case 'name':
        return { kind: 'name', id: valueId(part, names, within, place) }
      case 'negate':
        return { kind: 'negate', of: visit(part.of, within) }
      case 'binary':
        return { ...part, left: visit(part.left, within), right: visit(part.right, within) }
      case 'call':
        return { ...part, parts: part.parts.map((one) => visit(one, within)) }
      case 'lookup':
        return { ...part, at: visit(part.at, within) }
      case 'sum':
        return summed(
          membersOfSum(part.set, names, place).map((one) => visit(part.of, withMember(within, part.set, one))),
        )
      case 'conv': {
        const products = convolved(part, names, within, place)
        parts += products.length * 3
        return summed(products)
      }
    }
  }
  return visit(source, bound)
}

function membersOfSum(set: string, { sets }: Names, place: Place): readonly string[] {
  const members = Object.hasOwn(sets, set) ? sets[set] : undefined
  if (members === undefined) throw unknown(set, place, `, which is no set (${listed(Object.keys(sets))}),`)
  return members
}

function withMember(bound: Bound, set: string, member: string): Bound {
  return new Map([...bound, [set, member]])
}

function summed(parts: readonly Expression[]): Expression {
  return parts.reduce((left, right) => ({ kind: 'binary', operator: '+', left, right }))
}

function convolved(
  { history, kernel }: { readonly history: Reference; readonly kernel: Reference },
  names: Names,
  bound: Bound,
  place: Place,
): Expression[] {
  const [amount, terms] = [resolveId(history, names, bound, place), resolveId(kernel, names, bound, place)]
  if (!names.histories.has(amount))
    throw methodologyError('E_UNSUPPORTED', { path: place.path, found: `conv of ${amount}, which is not an input,` })
  const length = names.kernels.get(terms)?.length
  if (length === undefined) throw misused(terms, 'a kernel: a list, or a coefficient with terms', place)
  return Array.from({ length }, (_, lag) => ({
    kind: 'binary',
    operator: '*',
    left: { kind: 'name', id: laggedId(amount, lag) },
    right: { kind: 'name', id: termId(terms, lag) },
  }))
}

function valueId(reference: Reference, names: Names, bound: Bound, place: Place): string {
  const id = resolveId(reference, names, bound, place)
  if (names.kernels.has(id)) throw misused(id, 'conv(X, kernel) around a kernel', place)
  return id
}

/** The flat id of a reference: its brackets hold a set that is bound here, or one member. */
function resolveId({ id, by }: Reference, names: Names, bound: Bound, place: Place): string {
  if (!names.indexes.has(id)) throw unknown(id, place)
  const index = names.indexes.get(id)
  if (index === undefined && by === undefined) return id
  if (index === undefined || by === undefined) throw misused(id, index === undefined ? id : `${id}[${index}]`, place)
  const member = by === index ? bound.get(by) : by
  if (member === undefined) throw misused(`${id}[${by}]`, `sum(${by}, …) or an equation with index ${by}`, place)
  if (names.sets[index]?.includes(member) !== true)
    throw unknown(`${id}[${by}]`, place, `, of which the members are ${listed(names.sets[index] ?? [])},`)
  return flatId(id, member)
}

function unknown(found: string, place: Place, known = ''): Error {
  const column = place.expression.indexOf(found) + 1
  return methodologyError('E_NAME', { ...place, column, found: `${found}${known}` })
}

const listed = (names: readonly string[]): string => (names.length === 0 ? 'there are none' : names.join(', '))

function misused(found: string, expected: string, place: Place): Error {
  const column = Math.max(place.expression.indexOf(found), 0) + 1
  return methodologyError('E_SYNTAX', { ...place, column, found, expected })
}
