import type { Hex } from '@tcctv/ledger'
import type { BlockFacts } from '@tcctv/proof'
import {
  bytesToHex,
  bytesToNumber,
  fromRlp,
  hexToBytes,
  keccak256,
  recoverTransactionAddress,
  toHex,
  toRlp,
} from 'viem'

/** Places of a header's fields in its RLP list (yellow paper, 4.4). */
const STATE_ROOT = 3
const NUMBER = 8
const TIMESTAMP = 11
const EXTRA_DATA = 12
/** First byte of the transactions that relayers send (EIP-1559). */
const TYPED = '0x02'
const VANITY_BYTES = 32
const ADDRESS_BYTES = 20
const SEAL_BYTES = 65

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

/** Sealers that a Clique genesis block names: one of an embedded chain, several of a network. */
export function sealersOf(genesis: Uint8Array): readonly Hex[] {
  const extraData = bytesOf(headerOf(genesis)[EXTRA_DATA])
  const count = Math.floor((extraData.length - VANITY_BYTES - SEAL_BYTES) / ADDRESS_BYTES)
  return Array.from({ length: Math.max(0, count) }, (_, index) => {
    const from = VANITY_BYTES + index * ADDRESS_BYTES
    return bytesToHex(extraData.slice(from, from + ADDRESS_BYTES))
  })
}

/** Sender of a block's first transaction, which must be one of EIP-1559; lower-case hex. */
export async function firstSender(raw: Uint8Array): Promise<Hex> {
  const transactions = fromRlp(raw, 'bytes')[1]
  const first = Array.isArray(transactions) ? transactions[0] : undefined
  const rest = bytesToHex(bytesOf(first)).slice(TYPED.length)
  const sender = await recoverTransactionAddress({ serializedTransaction: `${TYPED}${rest}` })
  return toHex(hexToBytes(sender)) // lower case, as chain/genesis.json wants it
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
