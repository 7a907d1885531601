import { decodeColumns, decodeLedgerEvents, describeCall } from '@tcctv/contracts'
import type { ChainLog, LedgerEngine } from '@tcctv/ledger'
import { hexToBytes } from 'viem'
import type { Hex, ProjectedBlock, ProjectedTransaction, ReadingScore } from './read-model/projected.ts'
import type { BatchScore } from './scorer.ts'

/**
 * A block of the chain as the read model takes it: transactions with the decoded events of the ledger contract. Events
 * of other contracts are no records, whatever they look like.
 */
export async function projectedBlock(chain: LedgerEngine, number: number, ofLedger: Hex): Promise<ProjectedBlock> {
  const block = await chain.blockAt(number)
  const ledger = ofLedger.toLowerCase()
  const receipts = block.transactions.length === 0 ? [] : await chain.receipts(number)
  return {
    ...block,
    transactions: block.transactions.map(({ hash, to, data }, index): ProjectedTransaction => {
      const receipt = receipts[index]
      return {
        hash,
        index,
        to,
        data,
        events:
          receipt?.succeeded === true
            ? decodeLedgerEvents(receipt.logs.filter(({ address }) => address === ledger).map(viemLog))
            : [],
      }
    }),
  }
}

/** Columns of every batch that a block commits, by transaction hash. */
export function batchesOf(block: ProjectedBlock): ReadonlyMap<Hex, ReturnType<typeof decodeColumns>> {
  const batches = block.transactions.flatMap(({ hash, data, events }) => {
    if (!events.some(({ eventName }) => eventName === 'BatchCommitted')) return []
    const [columns] = describeCall(data).args
    return typeof columns === 'string' ? [[hash, decodeColumns(hexToBytes(columns as Hex))] as const] : []
  })
  return new Map(batches)
}

/** A batch's scores in the form of the read model. */
export function readingScores({ scores }: BatchScore): readonly (readonly ReadingScore[])[] {
  return scores.map((column) =>
    column.map((answer) => ({
      expected: answer?.expected ?? null,
      low: answer?.band?.[0] ?? null,
      high: answer?.band?.[1] ?? null,
      score: answer?.score ?? null,
    })),
  )
}

function viemLog(log: ChainLog): Parameters<typeof decodeLedgerEvents>[0][number] {
  const [signature, ...indexed] = log.topics
  return {
    address: log.address,
    topics: signature === undefined ? [] : [signature, ...indexed],
    data: log.data,
    blockNumber: BigInt(log.block),
    blockHash: log.blockHash,
    transactionHash: log.transactionHash,
    transactionIndex: log.transactionIndex,
    logIndex: log.logIndex,
    removed: false,
  }
}
