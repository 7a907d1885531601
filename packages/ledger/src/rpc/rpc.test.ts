import { verifyMerkleProof } from '@ethereumjs/mpt'
import { RLP } from '@ethereumjs/rlp'
import { bytesToHex, hexToBytes, keccak256 } from 'viem'
import { createPublicClient, createWalletClient, defineChain, http, type Chain, type PublicClient } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import { describe, expect, it } from 'vitest'
import type { Hex, LogFilter } from '../chain.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { openEmbedded } from '../embedded/open-embedded.ts'
import { serve } from '../test-kit/serve.ts'
import { GENESIS, KEEPER, testOptions, word } from '../test-kit/test-chain.ts'
import { ledgerError } from '../errors.ts'
import { callAt, estimateGas } from './calls.ts'
import { connectRpc } from './reader.ts'
import { faultOf } from './rpc-error.ts'
import { createRpcHandler } from './server.ts'

/** Creates a contract from its own code, which does the same, and then goes round for ever. */
const ITSELF_AND_ON: Hex = '0x3860006000393860006000f0505b600d56'
const account = privateKeyToAccount(`0x${'44'.repeat(32)}`)

type Fixture = { readonly chain: EmbeddedChain; readonly keeper: Hex }

async function fixture(): Promise<Fixture & AsyncDisposable> {
  const chain = await openEmbedded(testOptions())
  const { receipts } = await chain.append([{ to: null, data: KEEPER }])
  const keeper = receipts[0]?.contractAddress ?? '0x'
  await chain.append([{ to: keeper, data: word(5) }])
  await chain.append([{ to: keeper, data: word(6) }])
  return { chain, keeper, [Symbol.asyncDispose]: () => chain.close() }
}

const handlerOf = (chain: EmbeddedChain): ReturnType<typeof createRpcHandler> =>
  createRpcHandler(chain, { clientVersion: 'tcctv/test' })

function viemChain(url: string): Chain {
  const nativeCurrency = { name: 'none', symbol: 'NONE', decimals: 18 }
  return defineChain({ id: GENESIS.chainId, name: 'test', nativeCurrency, rpcUrls: { default: { http: [url] } } })
}

describe('JSON-RPC through viem over HTTP', () => {
  it('reads blocks, events, state and calls', async () => {
    await using made = await fixture()
    await using served = await serve(handlerOf(made.chain))
    const client: PublicClient = createPublicClient({ chain: viemChain(served.url), transport: http(served.url) })
    expect(await client.getChainId()).toBe(GENESIS.chainId)
    expect(await client.getBlockNumber()).toBe(3n)
    const block = await client.getBlock({ blockNumber: 3n, includeTransactions: true })
    expect(block.hash).toBe((await made.chain.head()).hash)
    expect(block.transactions[0]).toMatchObject({ input: word(6), type: 'eip1559', nonce: 2 })
    const logs = await client.getLogs({ fromBlock: 0n, toBlock: 'latest', address: made.keeper })
    expect(logs.map((log) => [log.blockNumber, log.data])).toEqual([
      [2n, word(5)],
      [3n, word(6)],
    ])
    expect(await client.call({ to: made.keeper, data: word(9) })).toEqual({ data: word(9) })
    expect(await client.getStorageAt({ address: made.keeper, slot: '0x0', blockNumber: 2n })).toBe(word(5))
    expect(await client.getCode({ address: made.keeper })).toMatch(/^0x366011/)
    await expect(client.call({ to: made.keeper, data: '0x' })).rejects.toThrow(/revert/)
  })

  it('takes the transaction of any account and gives its receipt', async () => {
    await using made = await fixture()
    await using served = await serve(handlerOf(made.chain))
    const chain = viemChain(served.url)
    const wallet = createWalletClient({ account, chain, transport: http(served.url) })
    const client: PublicClient = createPublicClient({ chain, transport: http(served.url) })
    const hash = await wallet.sendTransaction({ to: made.keeper, data: word(77) })
    const receipt = await client.waitForTransactionReceipt({ hash, pollingInterval: 10 })
    expect(receipt).toMatchObject({ status: 'success', blockNumber: 4n, effectiveGasPrice: 0n })
    expect(receipt.from).toBe(account.address.toLowerCase())
    expect((await client.getTransaction({ hash })).input).toBe(word(77))
    expect(await client.getTransactionCount({ address: account.address })).toBe(1)
  })

  it('proves a slot under the state root of a block', async () => {
    await using made = await fixture()
    await using served = await serve(handlerOf(made.chain))
    const client: PublicClient = createPublicClient({ chain: viemChain(served.url), transport: http(served.url) })
    const proof = await client.getProof({ address: made.keeper, storageKeys: [word(0)], blockNumber: 2n })
    const nodes = proof.accountProof.map((node) => hexToBytes(node))
    const stateRoot = (await client.getBlock({ blockNumber: 2n })).stateRoot
    expect(keccak256(nodes[0] ?? new Uint8Array())).toBe(stateRoot)
    const leaf = await verifyMerkleProof(hexToBytes(keccak256(made.keeper)), nodes)
    expect(leaf === null ? [] : RLP.decode(leaf)[2]).toEqual(hexToBytes(proof.storageHash))
    const slot = proof.storageProof[0]
    const slotNodes = (slot?.proof ?? []).map((node) => hexToBytes(node))
    const kept = await verifyMerkleProof(hexToBytes(keccak256(word(0))), slotNodes)
    expect(kept === null ? undefined : bytesToHex(kept)).toBe('0x05')
    expect(slot?.value).toBe(5n)
  })
})

describe('JSON-RPC answers', () => {
  const FAULTS = [
    { name: 'unknown method', method: 'eth_mine', params: [], code: -32_601 },
    { name: 'params that are no list', method: 'eth_getLogs', params: {}, code: -32_600 },
    { name: 'a short hash', method: 'eth_getBlockByHash', params: ['0x12'], code: -32_602 },
    { name: 'a state of the future', method: 'eth_getCode', params: [`0x${'00'.repeat(20)}`, '0xff'], code: -32_602 },
    { name: 'bytes that are no transaction', method: 'eth_sendRawTransaction', params: ['0x1234'], code: -32_000 },
  ] as const

  it.each(FAULTS)('refuses $name with $code', async ({ method, params, code }) => {
    await using made = await fixture()
    const answer = await handlerOf(made.chain)({ jsonrpc: '2.0', id: 7, method, params })
    expect(answer).toMatchObject({ id: 7, error: { code } })
  })

  it.each([undefined, '0xffffffffffff'])(
    'gives a call no more gas than a transaction has, asked for %s',
    async (gas) => {
      await using made = await fixture()
      const data = '0x5a60005260206000f3' // returns the gas that is left
      const answer = await handlerOf(made.chain)({ jsonrpc: '2.0', id: 7, method: 'eth_call', params: [{ data, gas }] })
      const { result } = answer as { readonly result: string } // of a successful call
      expect(BigInt(result)).toBeLessThanOrEqual(16_777_216n)
      expect(BigInt(result)).toBeGreaterThan(16_000_000n)
    },
  )

  it('stops a call that runs too long, also one that calls itself, and goes on', async () => {
    await using made = await fixture()
    const block = await made.chain.block((await made.chain.head()).number)
    const loops: Hex = '0x5b600056'
    for (const data of [loops, ITSELF_AND_ON]) {
      const call = { to: null, data, gas: 16_000_000n }
      const late = callAt(made.chain, block, call, 2)
      await expect(late).rejects.toMatchObject({ code: 'LEDGER_CALL_TOO_LONG' })
      await expect(estimateGas(made.chain, block, call, 2)).rejects.toMatchObject({ code: 'LEDGER_CALL_TOO_LONG' })
    }
    expect(faultOf(ledgerError('LEDGER_CALL_TOO_LONG', { limit: 2 }))).toMatchObject({ code: -32_005 })
    const head = await handlerOf(made.chain)({ jsonrpc: '2.0', id: 1, method: 'eth_call', params: [{ data: '0x00' }] })
    expect(head).toMatchObject({ result: '0x' })
  })

  it('answers a batch in order, without its notifications', async () => {
    await using made = await fixture()
    const handle = handlerOf(made.chain)
    const request = (id: number | undefined, method: string): unknown => ({ jsonrpc: '2.0', id, method, params: [] })
    const answers = await handle([request(1, 'eth_chainId'), request(undefined, 'eth_syncing'), request(2, 'nope'), 3])
    expect(answers).toMatchObject([{ id: 1, result: '0x3b9aca07' }, { id: 2, error: { code: -32_601 } }, { id: null }])
    expect(await handle(request(undefined, 'eth_chainId'))).toBeUndefined()
    expect(await handle([])).toMatchObject({ error: { code: -32_600 } })
  })

  it('gives null for what the chain does not have', async () => {
    await using made = await fixture()
    const handle = handlerOf(made.chain)
    for (const method of ['eth_getTransactionByHash', 'eth_getTransactionReceipt', 'eth_getBlockByHash'])
      expect(await handle({ id: 1, method, params: [word(1)] })).toMatchObject({ result: null })
    expect(await handle({ id: 1, method: 'eth_getBlockByNumber', params: ['0xff', false] })).toMatchObject({
      result: null,
    })
  })
})

describe('reader over JSON-RPC', () => {
  it('says the same as the engine', async () => {
    await using made = await fixture()
    const handle = handlerOf(made.chain)
    const remote = connectRpc(async (request) => JSON.parse(JSON.stringify(await handle(request))))
    const { chain, keeper } = made
    const filter = { fromBlock: 0, toBlock: 3, address: [keeper], topics: [[word(1)]] }
    expect(await remote.chainId()).toBe(await chain.chainId())
    expect(await remote.head()).toEqual(await chain.head())
    expect(await remote.rawBlock(2)).toEqual(await chain.rawBlock(2))
    expect(await remote.logs(filter)).toEqual(await chain.logs(filter))
    expect(await remote.call({ to: keeper, data: word(3), block: 2 })).toBe(word(3))
    await expect(remote.call({ to: keeper, data: '0x' })).rejects.toMatchObject({
      code: 'LEDGER_CALL_REVERTED',
      details: { data: '0xdeadbeef' },
    })
  })

  it('finds the same events with every kind of filter', async () => {
    await using made = await fixture()
    const all = await made.chain.logs({ fromBlock: 0, toBlock: 3 })
    const found = async (part: Partial<LogFilter>): Promise<number> =>
      (await made.chain.logs({ fromBlock: 0, toBlock: 3, ...part })).length
    expect(all.map((log) => log.block)).toEqual([2, 3])
    expect(await found({ address: [word(1), made.keeper] })).toBe(2)
    expect(await found({ topics: [null] })).toBe(2)
    expect(await found({ topics: [[word(2), word(1)]] })).toBe(2)
    expect(await found({ topics: [[word(2)]] })).toBe(0)
    expect(await found({ topics: [null, null] })).toBe(0)
    expect(await found({ fromBlock: 3 })).toBe(1)
  })

  it.each([{}, null, { result: 5 }, { error: { code: -32_000, message: 'no' } }])(
    'refuses the answer %j',
    async (answer) => {
      await expect(connectRpc(async () => answer).head()).rejects.toMatchObject({
        code: expect.stringMatching(/^RPC_/),
      })
    },
  )
})
