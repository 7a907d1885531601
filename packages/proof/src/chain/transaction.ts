import { RLP, type NestedUint8Array } from '@ethereumjs/rlp'
import { keccakHex, toHex, type Hex } from '../bytes.ts'
import { refuse } from '../errors.ts'

/** What the checks need of a raw transaction. `to` is null for a deployment. */
export type ChainTransaction = { readonly hash: Hex; readonly to: Hex | null; readonly calldata: Hex }

/** Places of `to` and the data by type; 256 stands for the untyped form. */
const PLACES: Record<number, { readonly to: number; readonly calldata: number; readonly fields: number }> = {
  256: { to: 3, calldata: 5, fields: 9 },
  1: { to: 4, calldata: 6, fields: 11 },
  2: { to: 5, calldata: 7, fields: 12 },
}

/**
 * Reads a raw transaction of the forms London knows. The sender is not recovered: it has no rights on the ledger.
 *
 * @throws {TcctvError} CHECK_FAILED for another form
 */
export function decodeTransaction(raw: Uint8Array, where = 'transaction'): ChainTransaction {
  const first = raw[0] ?? 0
  const places = PLACES[first >= 0xc0 ? 256 : first]
  if (places === undefined) return refuse(where, 'a transaction of type 0, 1 or 2', `type ${first}`)
  const fields = listOf(raw.subarray(first >= 0xc0 ? 0 : 1), where)
  const [to, calldata] = [fields[places.to], fields[places.calldata]]
  if (fields.length !== places.fields || !(to instanceof Uint8Array) || !(calldata instanceof Uint8Array))
    return refuse(where, `${places.fields} fields`, fields.length)
  return { hash: keccakHex(raw), to: to.length === 0 ? null : toHex(to), calldata: toHex(calldata) }
}

function listOf(rlp: Uint8Array, where: string): NestedUint8Array {
  const decoded = RLP.decode(rlp)
  return Array.isArray(decoded) ? decoded : refuse(where, 'a list of fields', 'a string')
}
