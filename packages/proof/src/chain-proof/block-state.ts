import { fromHex, type Hex } from '../bytes.ts'
import { decodeHeader, sealerOf } from '../chain/header.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { ProofLine } from '../reading-proof.ts'
import { lineOf } from '../reading-proof/verify.ts'
import { verifyStateProof, type StateProof } from './state.ts'

/** What a page shows of a block, and what the node's own interface answers about it. */
export type BlockStateProof = {
  readonly number: number
  readonly blockHash: string
  /** Answer of `debug_getRawHeader`. */
  readonly header: string
  /** Answer of `eth_getProof` for the ledger at this block. */
  readonly account: StateProof
}
export type BlockStateLineId = 'header' | 'sealed' | 'state'
export type BlockStateLine = Omit<ProofLine, 'id'> & { readonly id: BlockStateLineId }

/**
 * That a block is the one shown, sealed by a trusted key, and that the ledger's account stands under its state root: every
 * record of the ledger up to here is bound by these three. Each line is checked for itself. Does not check that the block
 * leads back to the genesis, nor what the account's storage says: a whole bundle holds both.
 */
export async function verifyBlockState(
  proof: BlockStateProof,
  { sealers, ledger }: { readonly sealers: readonly Hex[]; readonly ledger: Hex },
): Promise<BlockStateLine[]> {
  const header = () => decodeHeader(fromHex(proof.header))
  return [
    await lineOf('header', () => {
      const { hash, number } = header()
      mustEqual('hash of the header', proof.blockHash.toLowerCase(), hash)
      mustEqual('number in the header', proof.number, number)
      return { expected: proof.blockHash, found: hash, reason: 'the header hashes to the block shown' }
    }),
    await lineOf('sealed', () => {
      const sealer = sealerOf(header())
      const trusted = sealers.map((one) => one.toLowerCase())
      if (!trusted.includes(sealer)) refuse(`seal of block ${proof.number}`, trusted.join(', '), sealer)
      return { expected: trusted.join(', '), found: sealer, reason: 'the seal is of a pinned key' }
    }),
    await lineOf('state', async () => {
      const { stateRoot } = header()
      mustEqual('account asked for', ledger.toLowerCase(), proof.account.address.toLowerCase())
      const { exists, storageHash } = await verifyStateProof(stateRoot, proof.account)
      if (!exists) refuse(`account ${ledger}`, 'a contract', 'nothing')
      return { expected: stateRoot, found: storageHash, reason: 'the nodes lead from the state root to the ledger' }
    }),
  ]
}
