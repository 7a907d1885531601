import type { Hex } from '@tcctv/ledger'
import type { BlockFacts } from '@tcctv/proof'
import { bytesToHex, bytesToNumber, fromRlp, keccak256, recoverTransactionAddress, toRlp } from 'viem'

/** Places of a header's fields in its RLP list (yellow paper, 4.4). */
const STATE_ROOT = 3
const NUMBER = 8
const TIMESTAMP = 11
const EXTRA_DATA = 12
const VANITY_BYTES = 32
const ADDRESS_BYTES = 20

/** Facts of a block from its RLP. Checks neither seal nor contents: the verifier of a bundle does. */
export function blockFacts(raw: Uint8Array): BlockFacts {
  const header = headerOf(raw)
  return {
    number: numberOf(header[NUMBER]),
    hash: keccak256(toRlp(header)),
    stateRoot: bytesToHex(bytesOf(header[STATE_ROOT])),
    timestampS: numberOf(header[TIMESTAMP]),
  }
}

/** Sealer that a Clique genesis block names. */
export function sealerOf(genesis: Uint8Array): Hex {
  const extraData = bytesOf(headerOf(genesis)[EXTRA_DATA])
  return bytesToHex(extraData.slice(VANITY_BYTES, VANITY_BYTES + ADDRESS_BYTES))
}

/** Sender of a block's first transaction, which must be typed (EIP-2718). */
export async function firstSender(raw: Uint8Array): Promise<Hex> {
  const transactions = fromRlp(raw, 'bytes')[1]
  const first = Array.isArray(transactions) ? transactions[0] : undefined
  return recoverTransactionAddress({ serializedTransaction: `0x02${bytesToHex(bytesOf(first)).slice(4)}` })
}

type Rlp = Uint8Array | readonly Rlp[] | undefined

function headerOf(raw: Uint8Array): Uint8Array[] {
  const header = fromRlp(raw, 'bytes')[0]
  return Array.isArray(header) ? header.map(bytesOf) : []
}

function bytesOf(item: Rlp): Uint8Array {
  return item instanceof Uint8Array ? item : new Uint8Array()
}

function numberOf(item: Rlp): number {
  const bytes = bytesOf(item)
  return bytes.length === 0 ? 0 : bytesToNumber(bytes)
}
