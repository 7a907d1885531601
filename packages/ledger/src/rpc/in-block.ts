import { bytesToHex } from '@ethereumjs/util'
import { receiptLeaf } from '../embedded/receipts.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { blockNumberOf } from './blocks.ts'
import { formatTransaction, quantity } from './format.ts'
import { hexAt, quantityAt } from './parameters.ts'
import type { Method } from './methods.ts'

type Params = readonly unknown[]

/** Methods that ask for a part of a block: by number or tag, and by hash. */
export function inBlockMethods(chain: EmbeddedChain): [string, Method][] {
  const byNumber = (params: Params): Promise<number | undefined> => blockNumberOf(chain, params[0])
  const byHash = (params: Params): Promise<number | undefined> => chain.numberOf(hexAt(params, 0, 32))
  const forms = [
    ['Number', byNumber],
    ['Hash', byHash],
  ] as const
  return [
    ...forms.flatMap(([name, numberOf]): [string, Method][] => [
      [`eth_getBlockTransactionCountBy${name}`, async (params) => transactionCount(chain, await numberOf(params))],
      [`eth_getUncleCountByBlock${name}`, async (params) => ((await numberOf(params)) === undefined ? null : '0x0')],
      [
        `eth_getTransactionByBlock${name}AndIndex`,
        async (params) => transactionAt(chain, await numberOf(params), quantityAt(params, 1)),
      ],
    ]),
    ['debug_getRawHeader', async (params) => rawHeader(chain, await byNumber(params))],
    ['debug_getRawTransaction', (params) => rawTransaction(chain, params)],
    ['debug_getRawReceipts', async (params) => rawReceipts(chain, await byNumber(params))],
  ]
}

async function transactionCount(chain: EmbeddedChain, number: number | undefined): Promise<unknown> {
  return number === undefined ? null : quantity((await chain.block(number)).transactions.length)
}

async function transactionAt(chain: EmbeddedChain, number: number | undefined, index: number): Promise<unknown> {
  if (number === undefined) return null
  const transaction = (await chain.block(number)).transactions[index]
  return transaction === undefined ? null : formatTransaction(transaction, (await chain.receipts(number))[index])
}

async function rawHeader(chain: EmbeddedChain, number: number | undefined): Promise<unknown> {
  return number === undefined ? null : bytesToHex((await chain.block(number)).header.serialize())
}

async function rawTransaction(chain: EmbeddedChain, params: Params): Promise<unknown> {
  const found = await chain.transaction(hexAt(params, 0, 32))
  return found === undefined ? null : bytesToHex(found.transaction.serialize())
}

/** As they stand under the receipts root. */
async function rawReceipts(chain: EmbeddedChain, number: number | undefined): Promise<unknown> {
  if (number === undefined) return null
  const { transactions } = await chain.block(number)
  return (await chain.receipts(number)).flatMap((receipt, index) => {
    const transaction = transactions[index]
    return transaction === undefined ? [] : [bytesToHex(receiptLeaf(transaction, receipt))]
  })
}
