import { decodeFunctionData, type Hex } from 'viem'
import { privateKeyToAddress } from 'viem/accounts'
import { buildReadingProof, type ReadingProof } from '@tcctv/proof'
import { decodeBlock } from '../../../packages/proof/src/chain/blocks.ts'
import { LEDGER_ABI } from '../../../packages/proof/src/ledger-abi.ts'
import {
  KEYS,
  TEST_CHAIN_ID,
  bundleOf,
  createTestProject,
  playStory,
  reportFiles,
} from '../../../packages/proof/src/test-chain/project.ts'
import { decodeTransaction } from '../../../packages/proof/src/chain/transaction.ts'

/** A real chain in memory, so that the page's proof has something true to check. */
export async function chainFixture() {
  const project = await createTestProject()
  await playStory(project)
  const { engine, ledger } = project
  const calls = engine.built.map(({ bytes }, index) => ({ index, bytes, ...callOf(bytes) }))
  const point = calls.find(({ name }) => name === 'checkpoint')
  const batches = calls.filter(({ name }) => name === 'commitBatch')
  const [number, blockHash, stateRoot, signature] = (point?.args ?? []) as [bigint, Hex, Hex, Hex]
  const proofOf = (batch: number, position: number): Promise<ReadingProof> => {
    const found = batches[batch]
    if (found === undefined) throw new Error('no such batch')
    const isCovered = found.index + 1 <= Number(number)
    return buildReadingProof({
      chainId: TEST_CHAIN_ID,
      genesisHash: engine.genesisHash,
      ledger,
      block: found.bytes,
      tx: found.hash,
      column: 0,
      position,
      words: { parameter: 'EG', meter: 'M1', unit: 'MWh' },
      checkpoint: isCovered
        ? {
            number: Number(number),
            blockHash,
            stateRoot,
            signature,
            headers: engine.built
              .slice(found.index + 1, Number(number))
              .map(({ bytes }) => decodeBlock(bytes, 'b').header.rlp),
          }
        : null,
    })
  }
  const address = (name: keyof typeof KEYS) => privateKeyToAddress(KEYS[name])
  return {
    proofOf,
    ledger,
    chainId: TEST_CHAIN_ID,
    built: engine.built,
    batches,
    bundle: bundleOf(project, await reportFiles(project)),
    parties: {
      sealer: address('sealer'),
      pinned: { chainId: TEST_CHAIN_ID, genesisHash: engine.genesisHash, sealers: [address('sealer')] },
      keys: (['operator', 'proponent', 'registry', 'verifier', 'service', 'report'] as const).map((role) => ({
        address: address(role),
        role,
        since: 1,
        until: null,
      })),
    },
  }
}

function callOf(bytes: Uint8Array): { readonly name: string; readonly args: readonly unknown[]; readonly hash: Hex } {
  const [raw] = decodeBlock(bytes, 'block').transactions
  if (raw === undefined) return { name: '', args: [], hash: '0x' }
  const transaction = decodeTransaction(raw)
  try {
    const { functionName, args } = decodeFunctionData({ abi: LEDGER_ABI, data: transaction.calldata })
    return { name: functionName, args, hash: transaction.hash }
  } catch {
    return { name: 'deploy', args: [], hash: transaction.hash }
  }
}
