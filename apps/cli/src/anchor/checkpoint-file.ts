import { createHash } from 'node:crypto'
import { checkpointTypedData, ledgerAddresses, projectLedgerAbi as abi } from '@tcctv/contracts'
import type { Archive } from '@tcctv/ledger'
import { canonicalJson } from '@tcctv/proof'
import { decodeFunctionData, recoverTypedDataAddress, toEventSelector, type Hex } from 'viem'
import { z } from 'zod'
import { readInput } from '../arguments.ts'
import { cliError } from '../errors.ts'

const hex = (bytes: number) =>
  z.custom<Hex>((found) => typeof found === 'string' && new RegExp(`^0x[0-9a-f]{${2 * bytes}}$`).test(found))

const checkpointSchema = z.strictObject({
  schema: z.literal('tcctv-checkpoint/1'),
  chainId: z.number().int(),
  genesisHash: hex(32),
  ledger: hex(20),
  number: z.number().int().nonnegative(),
  blockHash: hex(32),
  stateRoot: hex(32),
  /** Who co-signed, and the EIP-712 signature. */
  signer: hex(20),
  signature: hex(65),
})
/** A co-signed block, to be kept by the co-signer and anchored outside. Plain JSON in canonical form. */
export type CheckpointFile = z.infer<typeof checkpointSchema>

/** Canonical bytes of the file: what anchors commit to. */
export function checkpointBytes(checkpoint: CheckpointFile): Uint8Array {
  return canonicalJson(checkpoint)
}

/** SHA-256 of the canonical bytes. */
export function checkpointDigest(checkpoint: CheckpointFile): Buffer {
  return createHash('sha256').update(checkpointBytes(checkpoint)).digest()
}

/**
 * Reads a checkpoint and recovers its signer. Does not know whose key that is.
 *
 * @throws {TcctvError} FILE_UNREADABLE, INPUT_INVALID; CHAIN_DIFFERS when the signature is of another key than it says
 */
export async function readCheckpoint(path: string): Promise<CheckpointFile> {
  const checkpoint = checkpointSchema.parse(JSON.parse(readInput(path).toString('utf8')))
  const found = await signerOf(checkpoint)
  if (found !== checkpoint.signer)
    throw cliError('CHAIN_DIFFERS', { what: 'co-signer', found, expected: checkpoint.signer })
  return checkpoint
}

/** The newest checkpoint on a chain, or undefined. */
export async function newestCheckpoint(archive: Archive): Promise<CheckpointFile | undefined> {
  const { genesis, genesisHash, head } = archive
  const { ledger } = ledgerAddresses(genesis.relayer)
  const topics = [[CHECKPOINTED]]
  const log = archive.logs({ fromBlock: 1, toBlock: head.number, address: [ledger], topics }).at(-1)
  if (log === undefined) return undefined
  const call = decodeFunctionData({ abi, data: archive.calldata(log.block, log.transactionIndex) })
  if (call.functionName !== 'checkpoint') return undefined
  const [number, blockHash, stateRoot, signature] = call.args
  const block = { schema: 'tcctv-checkpoint/1' as const, chainId: genesis.chainId, genesisHash, ledger }
  const unsigned = { ...block, number: Number(number), blockHash, stateRoot, signature }
  return { ...unsigned, signer: await signerOf(unsigned) }
}

const CHECKPOINTED = toEventSelector(abi.find(isCheckpointed) ?? 'Checkpointed()')

function isCheckpointed(item: (typeof abi)[number]): item is Extract<typeof item, { name: 'Checkpointed' }> {
  return item.type === 'event' && item.name === 'Checkpointed'
}

async function signerOf(checkpoint: Omit<CheckpointFile, 'signer'>): Promise<Hex> {
  const { chainId, ledger, number, blockHash, stateRoot, signature } = checkpoint
  const typed = checkpointTypedData({ chainId, ledger }, { number: BigInt(number), blockHash, stateRoot })
  const signer = await recoverTypedDataAddress({ ...typed, signature })
  return `0x${signer.slice(2).toLowerCase()}`
}
