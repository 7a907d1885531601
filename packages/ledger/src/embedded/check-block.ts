import { createBlockFromRLP, type Block, type HeaderData } from '@ethereumjs/block'
import type { Common } from '@ethereumjs/common'
import { equalsBytes, type Address } from '@ethereumjs/util'
import { GAS_LIMIT, SEALED_DIFFICULTY } from '@tcctv/contracts'
import { ledgerError } from '../errors.ts'
import type { Executed } from './executor.ts'
import { unsealedExtraData } from './seal-room.ts'

/** @throws {TcctvError} LEDGER_BLOCK_REFUSED; `next` is the number the block is expected to have */
export function parseBlock(raw: Uint8Array, common: Common, next: number): Block {
  try {
    return createBlockFromRLP(raw, { common, skipConsensusFormatValidation: true })
  } catch (cause) {
    throw ledgerError('LEDGER_BLOCK_REFUSED', { block: next, what: 'its bytes are not a block' }, cause)
  }
}

const COMPUTED = ['stateRoot', 'transactionsTrie', 'receiptTrie', 'logsBloom'] as const

/** @throws {TcctvError} LEDGER_BLOCK_REFUSED unless running the block gave what its header says */
export function refuseDifferences({ header }: Block, executed: Executed): void {
  const differs = COMPUTED.filter((field) => !equalsBytes(header[field], executed.computed[field]))
  if (header.gasUsed !== executed.gasUsed || differs.length > 0) {
    const what = `running it again gives another ${[...differs, 'gasUsed'][0] ?? ''}`
    throw ledgerError('LEDGER_BLOCK_REFUSED', { block: header.number.toString(), what })
  }
}

/** Header fields of a block after another that don't follow from running it. */
export function draftOf(parent: Block, timestamp: bigint, sealer: Address): HeaderData {
  const number = Number(parent.header.number) + 1
  return {
    parentHash: parent.hash(),
    number,
    timestamp,
    difficulty: SEALED_DIFFICULTY,
    gasLimit: GAS_LIMIT,
    baseFeePerGas: 0n,
    extraData: unsealedExtraData(number, sealer.bytes),
  }
}
