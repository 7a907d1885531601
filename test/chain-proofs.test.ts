import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpointTypedData, ledgerAddresses } from '../packages/contracts/src/index.ts'
import { openEmbedded } from '../packages/ledger/src/embedded/open-embedded.ts'
import type { EmbeddedChain } from '../packages/ledger/src/embedded/embedded-chain.ts'
import { transactionProof } from '../packages/ledger/src/proof.ts'
import { createRpcHandler } from '../packages/ledger/src/rpc/server.ts'
import {
  GENESIS,
  KEEPER,
  SEALER_KEY,
  addressOf,
  testOptions,
  word,
} from '../packages/ledger/src/test-kit/test-chain.ts'
import {
  verifyInclusion,
  verifySpan,
  verifyStateProof,
  type CosignedBlock,
  type StateProof,
} from '../packages/proof/src/index.ts'

type Hex = `0x${string}`
const registry = privateKeyToAccount(`0x${'77'.repeat(32)}`)
const { ledger } = ledgerAddresses(GENESIS.relayer)
const pins = {
  chainId: GENESIS.chainId,
  ledger,
  sealers: [addressOf(SEALER_KEY)],
  cosigners: [registry.address],
}

let chain: EmbeddedChain
let keeper: Hex
let hashes: Hex[]
beforeAll(async () => {
  chain = await openEmbedded(testOptions())
  const made = await chain.append([{ to: null, data: KEEPER }])
  keeper = made.receipts[0]?.contractAddress ?? '0x'
  hashes = []
  for (let number = 2; number <= 9; number++)
    hashes.push(...(await chain.append([{ to: keeper, data: word(number) }])).transactions)
})
afterAll(() => chain.close())

const failed = { code: 'CHECK_FAILED' }
const flipped = (hex: string): Hex => `0x${hex.slice(2, -1)}${hex.endsWith('0') ? '1' : '0'}`

describe('state proof', () => {
  const ask = async (address: Hex, slots: readonly Hex[], block: string): Promise<StateProof> => {
    const handle = createRpcHandler(chain, { clientVersion: 'test' })
    const params = [address, slots, block]
    const answer = (await handle({ jsonrpc: '2.0', id: 1, method: 'eth_getProof', params })) as { result: StateProof } // of a successful request
    return answer.result
  }
  const rootOf = async (number: number): Promise<Hex> =>
    `0x${Buffer.from((await chain.block(number)).header.stateRoot).toString('hex')}`

  it('proves a slot, an empty one and an account that is not there, at any block', async () => {
    const proof = await ask(keeper, [word(0), word(1)], '0x4')
    const proven = await verifyStateProof(await rootOf(4), proof)
    expect(proven.slots.map(({ word: found }) => found)).toEqual([4n, 0n])
    expect(proven).toMatchObject({ exists: true, nonce: 1n, balance: 0n })
    const nobody = await verifyStateProof(await rootOf(4), await ask(`0x${'ab'.repeat(20)}`, [], '0x4'))
    expect(nobody).toMatchObject({ exists: false, nonce: 0n })
  })

  it('refuses the proof of another block, and every part that was changed', async () => {
    const proof = await ask(keeper, [word(0)], '0x5')
    await expect(verifyStateProof(await rootOf(6), proof)).rejects.toMatchObject(failed)
    const [slot] = proof.storageProof
    const changes: StateProof[] = [
      { ...proof, nonce: '0x2' },
      { ...proof, balance: '0x1' },
      { ...proof, codeHash: flipped(proof.codeHash) },
      { ...proof, storageHash: flipped(proof.storageHash) },
      { ...proof, accountProof: proof.accountProof.slice(1) },
      { ...proof, accountProof: [...proof.accountProof.slice(0, -1), flipped(proof.accountProof.at(-1) ?? '0x')] },
      { ...proof, storageProof: [{ key: word(0), value: '0x6', proof: slot?.proof ?? [] }] },
      { ...proof, storageProof: [{ key: word(1), value: '0x5', proof: slot?.proof ?? [] }] },
    ]
    const root = await rootOf(5)
    for (const changed of changes) await expect(verifyStateProof(root, changed)).rejects.toMatchObject(failed)
  })
})

describe('inclusion of a transaction and its receipt', () => {
  it('gives what the transaction did', async () => {
    const hash = hashes[3] ?? '0x'
    const proof = await transactionProof(chain, hash)
    const block = await chain.block(5)
    const proven = await verifyInclusion(`0x${Buffer.from(block.hash()).toString('hex')}`, proof)
    expect(proven).toMatchObject({ succeeded: true, logs: [{ address: keeper, topics: [word(1)], data: word(5) }] })
  })

  it('refuses another header and every part that was changed', async () => {
    const proof = await transactionProof(chain, hashes[3] ?? '0x')
    const hash: Hex = `0x${Buffer.from((await chain.block(5)).hash()).toString('hex')}`
    for (const part of ['header', 'transaction', 'receipt'] as const)
      await expect(verifyInclusion(hash, { ...proof, [part]: flipped(proof[part]) }), part).rejects.toMatchObject(
        failed,
      )
    for (const part of ['transactionProof', 'receiptProof'] as const)
      await expect(verifyInclusion(hash, { ...proof, [part]: [] }), part).rejects.toMatchObject(failed)
    await expect(verifyInclusion(hash, { ...proof, index: 1 })).rejects.toMatchObject(failed)
  })
})

describe('span between two co-signed blocks', () => {
  const cosigned = async (number: number, by = registry): Promise<CosignedBlock> => {
    const { header } = await chain.block(number)
    const blockHash: Hex = `0x${Buffer.from(header.hash()).toString('hex')}`
    const stateRoot: Hex = `0x${Buffer.from(header.stateRoot).toString('hex')}`
    const message = { number: BigInt(number), blockHash, stateRoot }
    return { number, blockHash, stateRoot, signature: await by.signTypedData(checkpointTypedData(pins, message)) }
  }
  const headers = async (from: number, to: number): Promise<Uint8Array[]> =>
    Promise.all(
      Array.from({ length: to - from + 1 }, async (_, at) => (await chain.block(from + at)).header.serialize()),
    )

  it('holds when every header links the one to the other', async () => {
    const [from, to] = [await cosigned(2), await cosigned(8)]
    expect(verifySpan(from, to, await headers(2, 8), pins)).toMatchObject({ headers: 7 })
  })

  it('fails for a header that is changed, missing, or of another end; for a foreign seal or co-signer', async () => {
    const [from, to] = [await cosigned(2), await cosigned(8)]
    const all = await headers(2, 8)
    const check = (list: readonly Uint8Array[], other: Partial<typeof pins> = {}, end = to) =>
      expect(() => verifySpan(from, end, list, { ...pins, ...other })).toThrow(expect.objectContaining(failed))
    const changed = all.map((rlp, at) => (at === 3 ? rlp.with(100, (rlp[100] ?? 0) ^ 1) : rlp))
    check(changed)
    check(all.filter((_, at) => at !== 3))
    check(all.slice(0, -1))
    check([])
    check(all, { sealers: [registry.address] })
    check(all, { cosigners: [addressOf(SEALER_KEY)] })
    check(all, {}, { ...to, stateRoot: from.stateRoot })
    check(all, {}, await cosigned(7))
  })
})
