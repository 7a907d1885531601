import { ROLES, decisionTypedData, projectLedgerAbi as abi } from '@tcctv/contracts'
import type { Hex } from '@tcctv/ledger'
import { decodeFunctionResult, encodeFunctionData, numberToHex } from 'viem'
import type { PrivateKeyAccount } from 'viem/accounts'
import { reportError } from '../errors.ts'
import type { ProjectConnection } from './connect-project.ts'

export type Anchor = { readonly block: number; readonly tx: Hex }
type Target = {
  readonly slug: string
  readonly project: ProjectConnection
  readonly chainId: number
  readonly ledger: Hex
  readonly account: PrivateKeyAccount
}

/** recordReport takes below 100,000 gas; base fee and price are 0. */
const GAS_LIMIT = 500_000n

/**
 * Next nonce of the report key's decisions.
 *
 * @throws {TcctvError} REPORT_KEY_UNKNOWN when the key has no role `report` in force
 */
export async function reportNonce({ slug, project, ledger, account }: Omit<Target, 'chainId'>): Promise<bigint> {
  const { address } = account
  const request = { to: ledger, data: encodeFunctionData({ abi, functionName: 'parties', args: [address] }) }
  const data = await project.reader.call(request)
  const [role, , validToS, nonce] = decodeFunctionResult({ abi, functionName: 'parties', data })
  if (role !== ROLES.report || validToS !== 0) throw reportError('REPORT_KEY_UNKNOWN', { slug, address })
  return nonce
}

/**
 * Records the manifest's hash on the chain, signed by the report key and sent from its own account without fee.
 *
 * @throws {TcctvError} REPORT_KEY_UNKNOWN, LEDGER_CALL_REVERTED before anything is sent; ANCHOR_FAILED
 */
export async function anchorManifest(target: Target, manifestHash: Hex, snapshotBlock: number): Promise<Anchor> {
  const { project, chainId, ledger, account } = target
  const nonce = await reportNonce(target)
  const content = numberToHex(snapshotBlock, { size: 32 })
  const message = { action: 'record-report', subject: manifestHash, content, nonce }
  const signature = await account.signTypedData(decisionTypedData({ chainId, ledger }, message))
  const args = [manifestHash, BigInt(snapshotBlock), nonce, signature] as const
  const data = encodeFunctionData({ abi, functionName: 'recordReport', args })
  // A transaction that reverts stays in its block for ever: try it first.
  await project.reader.call({ to: ledger, data })
  const raw = await account.signTransaction({
    type: 'eip1559',
    chainId,
    nonce: await project.transactionCount(account.address),
    gas: GAS_LIMIT,
    maxFeePerGas: 0n,
    maxPriorityFeePerGas: 0n,
    to: ledger,
    data,
  })
  const tx = await project.sendRaw(raw)
  const { status, blockNumber } = await project.receipt(tx)
  if (status !== 1) throw reportError('ANCHOR_FAILED', { tx })
  return { block: blockNumber, tx }
}
