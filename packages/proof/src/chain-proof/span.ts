import { fromHex, type Hex } from '../bytes.ts'
import { decodeHeader, sealerOf, type Header } from '../chain/header.ts'
import { mustEqual, refuse } from '../errors.ts'
import { recoverAddress } from '../signing/recover.ts'
import { checkpointDigest } from '../signing/typed-data.ts'

/** A block that a party signed, as it was handed to the party: this is the file to keep outside of the platform. */
export type CosignedBlock = {
  readonly number: number
  readonly blockHash: Hex
  readonly stateRoot: Hex
  readonly signature: Hex
}
/** What the reader trusts, from a source of its own. */
export type SpanPins = {
  readonly chainId: number
  readonly ledger: Hex
  readonly sealers: readonly Hex[]
  /** Keys of the registry and of verifiers. */
  readonly cosigners: readonly Hex[]
}
export type ProvenSpan = { readonly headers: number; readonly cosigners: readonly [from: Hex, to: Hex] }

/**
 * That nothing between two co-signed blocks was changed: every header from the one to the other names the hash of the one
 * before and is sealed, and both ends are the blocks that were co-signed. A transaction, receipt or state that was
 * changed in between would change a header. `headers` runs from the first end to the last, both included.
 *
 * @throws {TcctvError} CHECK_FAILED naming the block
 */
export function verifySpan(
  from: CosignedBlock,
  to: CosignedBlock,
  headers: Iterable<Uint8Array>,
  pins: SpanPins,
): ProvenSpan {
  const cosigners = [cosignerOf(from, pins), cosignerOf(to, pins)] as const
  let [previous, count]: [Header | undefined, number] = [undefined, 0]
  for (const rlp of headers) {
    const header = decodeHeader(rlp, `header ${from.number + count}`)
    if (previous === undefined) mustBe(header, from)
    else mustEqual(`parent of block ${header.number}`, previous.hash, header.parentHash)
    mustEqual(`number of header ${count}`, from.number + count, header.number)
    if (header.number > 0) mustBeSealed(header, pins)
    previous = header
    count += 1
  }
  if (previous === undefined) return refuse('headers', 'at least one', 'none')
  mustBe(previous, to)
  return { headers: count, cosigners }
}

function mustBe(header: Header, block: CosignedBlock): void {
  const where = `co-signed block ${block.number}`
  mustEqual(`${where}: number`, block.number, header.number)
  mustEqual(`${where}: hash`, block.blockHash.toLowerCase(), header.hash)
  mustEqual(`${where}: state root`, block.stateRoot.toLowerCase(), header.stateRoot)
}

function mustBeSealed(header: Header, { sealers }: SpanPins): void {
  const sealer = sealerOf(header)
  if (!sealers.some((one) => one.toLowerCase() === sealer))
    refuse(`seal of block ${header.number}`, sealers.join(', '), sealer)
}

function cosignerOf(block: CosignedBlock, { chainId, ledger, cosigners }: SpanPins): Hex {
  const message = { number: BigInt(block.number), blockHash: block.blockHash, stateRoot: block.stateRoot }
  const where = `signature of co-signed block ${block.number}`
  const digest = fromHex(checkpointDigest({ chainId, ledger }, message))
  const signer = recoverAddress(digest, fromHex(block.signature), where)
  return cosigners.some((one) => one.toLowerCase() === signer) ? signer : refuse(where, cosigners.join(', '), signer)
}
