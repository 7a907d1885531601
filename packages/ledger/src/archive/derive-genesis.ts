import { createBlockFromRLP, type Block } from '@ethereumjs/block'
import { RLP } from '@ethereumjs/rlp'
import { bytesToBigInt, bytesToHex } from '@ethereumjs/util'
import { SEAL_BYTES, VANITY_BYTES, createProjectCommon, projectGenesis, type ProjectGenesis } from '@tcctv/contracts'
import type { Hex } from '../chain.ts'
import { genesisBlock } from '../embedded/open-embedded.ts'
import { ledgerError } from '../errors.ts'

const NOBODY: Hex = `0x${'00'.repeat(20)}`
/** Any chain id will do to read a genesis block: its header does not hold one. */
const ANY_CHAIN_ID = 1_000_000_001

/**
 * The genesis of a chain from its first two blocks alone: time and sealer stand in block 0, chain id and relayer in the first
 * transaction of block 1. Says nothing about who they are: compare the genesis hash with a source of your own.
 *
 * @throws {TcctvError} LEDGER_FOREIGN when block 0 is not that of a project chain; LEDGER_BLOCK_REFUSED
 */
export function deriveGenesis(block0: Uint8Array, block1: Uint8Array): ProjectGenesis {
  const any = projectGenesis({ chainId: ANY_CHAIN_ID, sealer: NOBODY, relayer: NOBODY, timestampS: 0 })
  const first = parsed(block0, any, 0)
  const sealer: Hex = bytesToHex(first.header.extraData.subarray(VANITY_BYTES, -SEAL_BYTES))
  const stated = { chainId: chainIdOf(block1), sealer, timestampS: Number(first.header.timestamp) }
  const transaction = parsed(block1, projectGenesis({ ...stated, relayer: NOBODY }), 1).transactions[0]
  if (transaction === undefined) throw ledgerError('LEDGER_BLOCK_REFUSED', { block: 1, what: 'it has no transaction' })
  const genesis = projectGenesis({ ...stated, relayer: bytesToHex(transaction.getSenderAddress().bytes) })
  const expected = bytesToHex(genesisBlock(genesis, createProjectCommon(genesis)).hash())
  const found = bytesToHex(first.hash())
  if (found !== expected) throw ledgerError('LEDGER_FOREIGN', { directory: 'block 0', found, expected })
  return genesis
}

function parsed(raw: Uint8Array, genesis: ProjectGenesis, number: number): Block {
  try {
    return createBlockFromRLP(raw, { common: createProjectCommon(genesis), skipConsensusFormatValidation: true })
  } catch (cause) {
    const what = cause instanceof Error ? cause.message : String(cause)
    throw ledgerError('LEDGER_BLOCK_REFUSED', { block: number, what }, cause)
  }
}

/** Contracts are created by transactions of type 2, whose first field is the chain id. */
function chainIdOf(block1: Uint8Array): number {
  const [, transactions] = RLP.decode(block1)
  const first = Array.isArray(transactions) ? transactions[0] : undefined
  if (!(first instanceof Uint8Array) || first[0] !== 2)
    throw ledgerError('LEDGER_BLOCK_REFUSED', { block: 1, what: 'its first transaction is not of type 2' })
  const [chainId] = RLP.decode(first.subarray(1))
  return chainId instanceof Uint8Array ? Number(bytesToBigInt(chainId)) : 0
}
