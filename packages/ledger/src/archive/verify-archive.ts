import type { Block } from '@ethereumjs/block'
import { bytesToHex, createAddressFromString, equalsBytes } from '@ethereumjs/util'
import { TcctvError } from '@tcctv/units'
import { BlockReader } from '../embedded/block-reader.ts'
import type { ChainStore } from '../embedded/block-store.ts'
import { draftOf, parseBlock, refuseDifferences } from '../embedded/check-block.ts'
import { checkHeader } from '../embedded/check-header.ts'
import { createExecutor, executeBlock, type Executed } from '../embedded/executor.ts'
import { NodeOverlay } from '../embedded/node-overlay.ts'
import { reachableNodes } from '../embedded/reachable-nodes.ts'
import { encodeReceipts } from '../embedded/receipts.ts'
import { ledgerError } from '../errors.ts'
import type { Archive } from './open-archive.ts'

export type VerifiedArchive = { readonly blocks: number; readonly transactions: number; readonly gasUsed: bigint }
export type VerifyArchiveOptions = {
  /** Called after each block. */
  readonly onBlock?: (number: number) => void
  readonly signal?: AbortSignal
}

/**
 * Runs every stored block again from genesis: link, form and seal of each header, transactions root, gas, receipts root, bloom and
 * state root, and that everything stored beside the block is what running it gives: receipts, index entries, and each
 * node of its state. Needs no memory that grows with the chain. Does not know who the sealer is, nor whether a party's checkpoint
 * names another chain.
 *
 * @throws {TcctvError} LEDGER_CORRUPT naming the block and what differs; whatever `signal` was aborted with
 */
export async function verifyArchive(archive: Archive, options: VerifyArchiveOptions = {}): Promise<VerifiedArchive> {
  const { store, common, genesis, head } = archive
  const blocks = new BlockReader(store, common)
  const sealer = createAddressFromString(genesis.sealer)
  const overlay = new NodeOverlay(store)
  const executor = await createExecutor({ common, nodes: overlay, blocks, sealer })
  let parent = blocks.block(0)
  const sums = { blocks: 1, transactions: 0, gasUsed: 0n }
  for (let number = 1; number <= head.number; number++) {
    options.signal?.throwIfAborted()
    const block = await asCorruption(number, async () => {
      const next = parseBlock(blocks.rawBlock(number), common, number)
      checkHeader(next, parent, sealer)
      const executed = await executeBlock(executor, draftOf(parent, next.header.timestamp, sealer), next.transactions)
      refuseDifferences(next, executed)
      compareStored(store, next, executed, reachableNodes(overlay.written, next.header.stateRoot))
      return next
    })
    overlay.clear()
    sums.blocks += 1
    sums.transactions += block.transactions.length
    sums.gasUsed += block.header.gasUsed
    parent = block
    options.onBlock?.(number)
  }
  if (bytesToHex(parent.hash()) !== head.hash)
    throw ledgerError('LEDGER_CORRUPT', { block: head.number, what: 'its hash is not the hash of the head' })
  return sums
}

async function asCorruption<T>(block: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (cause instanceof TcctvError && cause.code === 'LEDGER_CORRUPT') throw cause
    const what = cause instanceof Error ? cause.message : String(cause)
    throw ledgerError('LEDGER_CORRUPT', { block, what }, cause)
  }
}

function compareStored(
  store: ChainStore,
  block: Block,
  { transactions, results }: Executed,
  nodes: ReadonlyMap<string, Uint8Array>,
): void {
  const number = Number(block.header.number)
  const differ = (what: string): never => {
    throw ledgerError('LEDGER_CORRUPT', { block: number, what })
  }
  const receipts = store.receipts(number)
  if (receipts === undefined || !equalsBytes(receipts, encodeReceipts(block.header.logsBloom, transactions, results)))
    differ('its stored receipts are not what running it gives')
  if (store.numberOf(block.hash()) !== number) differ('its hash does not lead to it')
  for (const [index, transaction] of transactions.entries()) {
    const place = store.transactionAt(transaction.hash())
    if (place?.block !== number || place.index !== index) differ(`the hash of transaction ${index} does not lead to it`)
  }
  for (const [key, node] of nodes) {
    const stored = store.node(key)
    if (stored === undefined || !equalsBytes(stored, node)) differ(`its state lacks the node ${key}`)
  }
}
