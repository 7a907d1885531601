import { cliqueSigHash, type Block } from '@ethereumjs/block'
import { equalsBytes, type Address } from '@ethereumjs/util'
import { ledgerError } from '../errors.ts'
import { unsealedExtraData } from './seal-room.ts'
import { GAS_LIMIT, keccakBytes, recoverPublicKey, SEALED_DIFFICULTY, SEAL_BYTES } from '@tcctv/contracts'

/**
 * What must hold between a block and the one before it, without running it: link, number, time, form and seal.
 *
 * @throws {TcctvError} LEDGER_BLOCK_REFUSED naming the rule
 */
export function checkHeader(block: Block, parent: Block, sealer: Address): void {
  const fault = faultOf(block, parent, sealer)
  if (fault !== undefined)
    throw ledgerError('LEDGER_BLOCK_REFUSED', { block: block.header.number.toString(), what: fault })
}

function faultOf({ header, uncleHeaders }: Block, parent: Block, sealer: Address): string | undefined {
  if (!equalsBytes(header.parentHash, parent.hash())) return 'parent hash is not the hash of the block before'
  if (header.number !== parent.header.number + 1n) return 'number does not follow'
  if (header.timestamp <= parent.header.timestamp) return 'time is not after the time of the block before'
  if (header.difficulty !== SEALED_DIFFICULTY) return 'difficulty is not 2'
  if (header.gasLimit !== GAS_LIMIT) return 'gas limit differs from genesis'
  if (header.baseFeePerGas !== 0n) return 'base fee is not 0'
  if (uncleHeaders.length > 0) return 'it has uncles'
  if (!header.coinbase.isZero() || header.nonce.some((byte) => byte !== 0)) return 'it votes on sealers'
  if (header.mixHash.some((byte) => byte !== 0)) return 'mix hash is not zero'
  const form = unsealedExtraData(Number(header.number), sealer.bytes)
  if (header.extraData.length !== form.length) return 'extra data has a wrong length'
  const signed = form.length - SEAL_BYTES
  if (!equalsBytes(header.extraData.subarray(0, signed), form.subarray(0, signed)))
    return 'extra data names other sealers'
  return isSealedBy(header, sealer) ? undefined : 'its seal is not by the sealer of the genesis'
}

/** An impossible signature has no signer: it is a foreign seal like any other. */
function isSealedBy(header: Block['header'], sealer: Address): boolean {
  const seal = header.extraData.subarray(-SEAL_BYTES)
  const recoveryId = seal[SEAL_BYTES - 1]
  if (recoveryId !== 0 && recoveryId !== 1) return false
  const key = recoverPublicKey(cliqueSigHash(header), seal.slice(0, -1), recoveryId)
  return key !== undefined && equalsBytes(keccakBytes(key).subarray(-ADDRESS_BYTES), sealer.bytes)
}

const ADDRESS_BYTES = 20
