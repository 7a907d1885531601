import { ledgerAddresses } from '@tcctv/contracts'
import type { ChainLog, ChainReader, Hex } from '@tcctv/ledger'
import { collectRecords, type BlockFacts, type ChainRecord, type RawTransaction } from '@tcctv/proof'
import { reportError } from '../errors.ts'
import { blockFacts, firstSender, sealersOf } from './block-facts.ts'

type GenesisFile = ({ readonly sealer: Hex } | { readonly sealers: readonly Hex[] }) & {
  readonly chainId: number
  readonly relayer: Hex
  readonly timestampS: number
}

/** A project's chain up to a block, as a report and its bundle need it. */
export type ReadChain = {
  readonly chainId: number
  readonly genesisHash: Hex
  /** What makes the chain its own: content of chain/genesis.json. A network has several sealers; no bundle proves it. */
  readonly genesis: GenesisFile
  readonly ledger: Hex
  readonly snapshot: BlockFacts
  /** RLP of the blocks from 1 to the snapshot. */
  readonly blocks: readonly Uint8Array[]
  readonly records: readonly ChainRecord[]
}

/** Blocks asked for at once. */
const AT_ONCE = 8

/**
 * Reads everything up to the newest block. The ledger's address follows from who sent block 1. Trusts the node for
 * the logs: whoever gets the bundle computes them again from the blocks.
 *
 * @throws {TcctvError} CHAIN_EMPTY, RPC_ANSWER, RPC_FAULT
 */
export async function readChain(reader: ChainReader): Promise<ReadChain> {
  const chainId = await reader.chainId()
  const head = await reader.head()
  const genesisBlock = await reader.rawBlock(0)
  const blocks = await readBlocks(reader, 1, head.number)
  const [first] = blocks
  if (first === undefined) throw reportError('CHAIN_EMPTY', {})
  const relayer = await firstSender(first)
  const { ledger } = ledgerAddresses(relayer)
  const facts = blocks.map(blockFacts)
  const [sealer, ...others] = sealersOf(genesisBlock)
  if (sealer === undefined) throw reportError('CHAIN_EMPTY', {})
  const sealing = others.length === 0 ? { sealer } : { sealers: [sealer, ...others] }
  const { hash: genesisHash, timestampS } = blockFacts(genesisBlock)
  const logs = await reader.logs({ fromBlock: 1, toBlock: head.number, address: [ledger] })
  return {
    chainId,
    genesisHash,
    genesis: { chainId, ...sealing, relayer, timestampS },
    ledger,
    snapshot: facts.at(-1) ?? head,
    blocks,
    records: recordsOf(ledger, facts, logs),
  }
}

/** RLP of the blocks [from, to]. */
export async function readBlocks(reader: ChainReader, from: number, to: number): Promise<Uint8Array[]> {
  const blocks: Uint8Array[] = []
  for (let next = from; next <= to; next += AT_ONCE) {
    const count = Math.min(AT_ONCE, to - next + 1)
    blocks.push(...(await Promise.all(Array.from({ length: count }, (_, index) => reader.rawBlock(next + index)))))
  }
  return blocks
}

function recordsOf(ledger: Hex, facts: readonly BlockFacts[], logs: readonly ChainLog[]): ChainRecord[] {
  const byBlock = new Map<number, Map<number, ChainLog[]>>()
  for (const log of logs) {
    const transactions = byBlock.get(log.block) ?? new Map<number, ChainLog[]>()
    transactions.set(log.transactionIndex, [...(transactions.get(log.transactionIndex) ?? []), log])
    byBlock.set(log.block, transactions)
  }
  return collectRecords(
    ledger,
    facts.map((block) => ({ block, transactions: transactionsOf(byBlock.get(block.number)) })),
  )
}

function transactionsOf(logsByIndex: ReadonlyMap<number, readonly ChainLog[]> | undefined): RawTransaction[] {
  return [...(logsByIndex ?? [])]
    .toSorted(([a], [b]) => a - b)
    .map(([index, logs]) => ({ hash: logs[0]?.transactionHash ?? '0x', index, logs }))
}
