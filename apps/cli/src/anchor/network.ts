import { createPublicClient, createWalletClient, http, type Hex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { cliError } from '../errors.ts'

const TIMEOUT_MS = 60_000

/** Sends a digest as the data of a transaction to the sender itself, on any EVM network, and waits for its block. */
export async function anchorOn(
  url: string,
  key: Hex,
  digest: Hex,
): Promise<{ readonly tx: Hex; readonly block: bigint }> {
  const account = privateKeyToAccount(key)
  const wallet = createWalletClient({ account, transport: http(url, { timeout: TIMEOUT_MS }) })
  const reader = createPublicClient({ transport: http(url, { timeout: TIMEOUT_MS }) })
  const gasPrice = await reader.getGasPrice()
  const tx = await wallet.sendTransaction({ chain: null, to: account.address, data: digest, gasPrice })
  const { blockNumber, status } = await reader.waitForTransactionReceipt({ hash: tx, timeout: TIMEOUT_MS })
  if (status !== 'success') throw cliError('ANCHOR_INVALID', { what: `transaction ${tx} failed`, expected: 'success' })
  return { tx, block: blockNumber }
}

/**
 * When a network took a digest, by its node's word: the node is to be one that the reader trusts.
 *
 * @throws {TcctvError} ANCHOR_INVALID when the transaction carries something else
 */
export async function checkAnchorOn(
  url: string,
  tx: Hex,
  digest: Hex,
): Promise<{ readonly chainId: number; readonly block: bigint; readonly time: Date; readonly from: Hex }> {
  const reader = createPublicClient({ transport: http(url, { timeout: TIMEOUT_MS }) })
  const { input, blockNumber, from } = await reader.getTransaction({ hash: tx })
  if (input !== digest)
    throw cliError('ANCHOR_INVALID', { what: `transaction ${tx} carries ${input}`, expected: digest })
  const { timestamp } = await reader.getBlock({ blockNumber })
  return { chainId: await reader.getChainId(), block: blockNumber, time: new Date(Number(timestamp) * 1000), from }
}
