import { existsSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToHex } from '@ethereumjs/util'
import type { Common } from '@ethereumjs/common'
import { createProjectCommon, type ProjectGenesis } from '@tcctv/contracts'
import type { ChainHead, ChainLog, Hex, LogFilter } from '../chain.ts'
import { BlockReader } from '../embedded/block-reader.ts'
import type { BlockStore } from '../embedded/block-store.ts'
import { openStore } from '../embedded/open-embedded.ts'
import { ledgerError } from '../errors.ts'
import { deriveGenesis } from './derive-genesis.ts'

/** A stored chain, read without its keys, as it was when it was opened. */
export type Archive = AsyncDisposable & {
  readonly genesis: ProjectGenesis
  readonly genesisHash: Hex
  readonly head: ChainHead
  readonly fileBytes: number
  readonly sizes: ReturnType<BlockStore['sizes']>
  readonly common: Common
  readonly store: BlockStore
  readonly rawBlock: (number: number) => Uint8Array
  readonly blockHash: (number: number) => Hex
  /** Data of a transaction. @throws {TcctvError} LEDGER_NOT_FOUND */
  readonly calldata: (block: number, index: number) => Hex
  readonly logs: (filter: LogFilter) => readonly ChainLog[]
}

/**
 * Opens the chain of a directory for reading; the process that holds it may go on. Checks the form of the file, and that
 * its head is one of its blocks; `verifyArchive` checks what is in it.
 *
 * @throws {TcctvError} LEDGER_EMPTY, LEDGER_CORRUPT, LEDGER_FOREIGN
 * @example await using archive = await openArchive(directory); archive.head.number // 1994
 */
export async function openArchive(directory: string): Promise<Archive> {
  const path = join(directory, 'chain.mdb')
  if (!existsSync(path)) throw ledgerError('LEDGER_EMPTY', { directory })
  const store = openStore(directory, { readOnly: true })
  try {
    const head = store.head()
    const [block0, block1] = [store.rawBlock(0), store.rawBlock(1)]
    if (head === undefined || block0 === undefined || block1 === undefined)
      throw ledgerError('LEDGER_EMPTY', { directory })
    const genesis = deriveGenesis(block0, block1)
    const common = createProjectCommon(genesis)
    const blocks = new BlockReader(store, common)
    const newest = blocks.block(head.number)
    if (bytesToHex(newest.hash()) !== bytesToHex(head.hash))
      throw ledgerError('LEDGER_CORRUPT', { block: head.number, what: 'its hash is not the hash of the head' })
    return {
      genesis,
      genesisHash: bytesToHex(blocks.block(0).hash()),
      head: {
        number: head.number,
        hash: bytesToHex(head.hash),
        stateRoot: bytesToHex(newest.header.stateRoot),
        timestampS: Number(newest.header.timestamp),
      },
      fileBytes: statSync(path).size,
      sizes: store.sizes(),
      common,
      store,
      rawBlock: (number) => blocks.rawBlock(number),
      blockHash: (number) => bytesToHex(blocks.block(number).hash()),
      calldata: (number, index) => {
        const transaction = blocks.block(number).transactions[index]
        if (transaction === undefined) throw ledgerError('LEDGER_NOT_FOUND', { what: 'transaction', id: index })
        return bytesToHex(transaction.data)
      },
      logs: (filter) => blocks.logs(filter),
      [Symbol.asyncDispose]: () => store.close(),
    }
  } catch (cause) {
    await store.close()
    throw cause
  }
}
