import { CLIQUE, keccakBytes, SEAL_BYTES, VANITY_BYTES } from '@tcctv/contracts'
import { RLP, type NestedUint8Array } from '@ethereumjs/rlp'
import { toHex, type Hex } from '../bytes.ts'
import { recoverAddress } from '../signing/recover.ts'
import { refuse } from '../errors.ts'

/** Fields of a block header in the London form. `rlp` are its exact bytes. */
export type Header = {
  readonly rlp: Uint8Array
  readonly hash: Hex
  readonly number: number
  readonly parentHash: Hex
  readonly stateRoot: Hex
  readonly transactionsRoot: Hex
  readonly timestampS: number
  readonly extraData: Uint8Array
}

const FIELDS = 16
/** Places of the fields that are read. */
export const HEADER_AT = {
  parentHash: 0,
  stateRoot: 3,
  transactionsRoot: 4,
  number: 8,
  timestampS: 11,
  extraData: 12,
} as const
const ADDRESS_BYTES = 20

/**
 * Reads a header and hashes it. Checks the form only, neither seal nor link.
 *
 * @throws {TcctvError} CHECK_FAILED when the bytes are not exactly one header of 16 fields
 */
export function decodeHeader(rlp: Uint8Array, where = 'header'): Header {
  const fields = headerFields(rlp, where)
  return {
    rlp,
    hash: toHex(keccakBytes(rlp)),
    number: numberOf(field(fields, HEADER_AT.number), where),
    parentHash: toHex(field(fields, HEADER_AT.parentHash)),
    stateRoot: toHex(field(fields, HEADER_AT.stateRoot)),
    transactionsRoot: toHex(field(fields, HEADER_AT.transactionsRoot)),
    timestampS: numberOf(field(fields, HEADER_AT.timestampS), where),
    extraData: field(fields, HEADER_AT.extraData),
  }
}

/**
 * Address that sealed a header (Clique, EIP-225): recovered from the last 65 bytes of extraData over the header
 * without them.
 *
 * @throws {TcctvError} CHECK_FAILED when there is no recoverable seal
 */
export function sealerOf(header: Header): Hex {
  const fields = headerFields(header.rlp, `header ${header.number}`)
  const { extraData } = header
  const length = VANITY_BYTES + SEAL_BYTES + (header.number % CLIQUE.epoch === 0 ? ADDRESS_BYTES : 0)
  if (extraData.length !== length)
    refuse(`block ${header.number} seal`, `${length} bytes of extraData`, extraData.length)
  const unsealed = fields.with(HEADER_AT.extraData, extraData.subarray(0, -SEAL_BYTES))
  const seal = extraData.slice(-SEAL_BYTES)
  seal[64] = (seal[64] ?? 0) + 27
  return recoverAddress(keccakBytes(RLP.encode(unsealed)), seal, `block ${header.number} seal`)
}

function headerFields(rlp: Uint8Array, where: string): Uint8Array[] {
  const fields = decodedFields(rlp, where)
  if (!Array.isArray(fields) || fields.length !== FIELDS)
    return refuse(where, `a list of ${FIELDS} fields`, 'another form')
  return fields.map((part) => (part instanceof Uint8Array ? part : refuse(where, 'fields of bytes', 'a nested list')))
}

function decodedFields(rlp: Uint8Array, where: string): Uint8Array | NestedUint8Array {
  try {
    return RLP.decode(rlp)
  } catch (cause) {
    return refuse(where, 'RLP', cause instanceof Error ? cause.message : cause)
  }
}

function field(fields: readonly Uint8Array[], at: number): Uint8Array {
  return fields[at] ?? new Uint8Array()
}

function numberOf(bytes: Uint8Array, where: string): number {
  const number = bytes.length === 0 ? 0 : Number(BigInt(toHex(bytes)))
  return Number.isSafeInteger(number) ? number : refuse(where, 'a number below 2^53', toHex(bytes))
}
