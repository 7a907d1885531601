import { createProjectCommon } from '@tcctv/contracts'
import { verifyMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { createBlockHeaderFromRLP } from '@ethereumjs/block'
import { bytesToHex, hexToBytes, keccak256 } from 'viem'
import { describe, expect, it } from 'vitest'
import { openEmbedded } from './embedded/open-embedded.ts'
import { transactionProof } from './proof.ts'
import { GENESIS, KEEPER, testOptions, word } from './test-kit/test-chain.ts'

describe('proof of a transaction', () => {
  it('leads from the header to every transaction and receipt of a block', async () => {
    await using chain = await openEmbedded(testOptions())
    const { receipts } = await chain.append([{ to: null, data: KEEPER }])
    const to = receipts[0]?.contractAddress ?? '0x'
    const block = await chain.append(Array.from({ length: 20 }, (_, index) => ({ to, data: word(index + 1) })))
    for (const [index, hash] of block.transactions.entries()) {
      const proof = await transactionProof(chain, hash)
      expect(keccak256(proof.header)).toBe(block.hash)
      const common = createProjectCommon(GENESIS)
      const header = createBlockHeaderFromRLP(hexToBytes(proof.header), { common, skipConsensusFormatValidation: true })
      const nodesOf = (nodes: readonly `0x${string}`[]): Uint8Array[] => nodes.map((node) => hexToBytes(node))
      const [first = '0x'] = proof.transactionProof
      expect(keccak256(first)).toBe(bytesToHex(header.transactionsTrie))
      const transaction = await verifyMerkleProof(RLP.encode(index), nodesOf(proof.transactionProof))
      expect(transaction === null ? null : bytesToHex(transaction)).toBe(proof.transaction)
      expect(keccak256(proof.transaction)).toBe(hash)
      const [firstReceipt = '0x'] = proof.receiptProof
      expect(keccak256(firstReceipt)).toBe(bytesToHex(header.receiptTrie))
      const receipt = await verifyMerkleProof(RLP.encode(index), nodesOf(proof.receiptProof))
      expect(receipt === null ? null : bytesToHex(receipt)).toBe(proof.receipt)
    }
  })

  it('is refused for a transaction the chain does not have', async () => {
    await using chain = await openEmbedded(testOptions())
    await expect(transactionProof(chain, word(1))).rejects.toMatchObject({ code: 'LEDGER_NOT_FOUND' })
  })
})
