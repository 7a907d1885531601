import { createFeeMarket1559Tx, createTxFromRLP, type TypedTransaction } from '@ethereumjs/tx'
import {
  createAddressFromString,
  createAddressFromPrivateKey,
  hexToBytes,
  privateToPublic,
  type Address,
} from '@ethereumjs/util'
import type { MerkleStateManager } from '@ethereumjs/statemanager'
import type { Call, Hex } from '../chain.ts'
import { ledgerError } from '../errors.ts'
import type { Common } from '@ethereumjs/common'

/** Most gas a transaction may ask for on a network with EIP-7825. */
const TRANSACTION_GAS = 16_777_216n

/** The key that sends; it has no rights in the contracts, authority comes from the signatures inside the calls. */
export class Relayer {
  readonly address: Address
  readonly #key: Uint8Array
  readonly #publicKey: Uint8Array
  readonly #common: Common

  constructor(key: Uint8Array, common: Common) {
    this.#key = key
    this.#publicKey = privateToPublic(key)
    this.#common = common
    this.address = createAddressFromPrivateKey(key)
  }

  async sign(
    calls: readonly Call[],
    state: MerkleStateManager,
    gasLimit = TRANSACTION_GAS,
  ): Promise<TypedTransaction[]> {
    const account = await state.getAccount(this.address)
    const first = account?.nonce ?? 0n
    return calls.map((call, index) => this.#signOne(call, first + BigInt(index), gasLimit))
  }

  #signOne({ to, data }: Call, nonce: bigint, gasLimit: bigint): TypedTransaction {
    const fields = {
      chainId: this.#common.chainId(),
      nonce,
      gasLimit,
      maxFeePerGas: 0n,
      maxPriorityFeePerGas: 0n,
      data: hexToBytes(data),
      ...(to === null ? {} : { to: createAddressFromString(to) }),
    }
    const signed = createFeeMarket1559Tx(fields, { common: this.#common }).sign(this.#key)
    // Known, so that executing it needs no signature recovery.
    signed.cache.senderPubKey = this.#publicKey
    return signed
  }

  /** @throws {TcctvError} LEDGER_TRANSACTION_REFUSED */
  parse(raw: Hex): TypedTransaction {
    try {
      const transaction = createTxFromRLP(hexToBytes(raw), { common: this.#common })
      if (!transaction.isSigned()) throw new Error('it is not signed')
      transaction.getSenderAddress()
      return transaction
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause)
      throw ledgerError('LEDGER_TRANSACTION_REFUSED', { reason }, cause)
    }
  }
}
