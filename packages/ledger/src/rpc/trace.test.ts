import { keccak256 } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../chain.ts'
import type { EmbeddedChain } from '../embedded/embedded-chain.ts'
import { openEmbedded } from '../embedded/open-embedded.ts'
import { KEEPER, testOptions, word } from '../test-kit/test-chain.ts'
import { createRpcHandler } from './server.ts'

type Trace = {
  readonly gas: number
  readonly failed: boolean
  readonly returnValue: Hex
  readonly structLogs: readonly { readonly op: string; readonly pc: number; readonly stack?: readonly string[] }[]
}

async function fixture(): Promise<{ chain: EmbeddedChain; hashes: readonly Hex[]; keeper: Hex } & AsyncDisposable> {
  const chain = await openEmbedded(testOptions())
  const made = await chain.append([{ to: null, data: KEEPER }])
  const keeper = made.receipts[0]?.contractAddress ?? '0x'
  const { transactions } = await chain.append([
    { to: keeper, data: word(5) },
    { to: keeper, data: word(6) },
  ])
  return { chain, hashes: [...made.transactions, ...transactions], keeper, [Symbol.asyncDispose]: () => chain.close() }
}

async function ask(chain: EmbeddedChain, method: string, params: readonly unknown[]): Promise<unknown> {
  const answer = await createRpcHandler(chain, { clientVersion: 'test' })({ jsonrpc: '2.0', id: 1, method, params })
  return answer !== null && typeof answer === 'object' && 'result' in answer ? answer.result : answer
}

const traced = async (chain: EmbeddedChain, hash: Hex | undefined, options?: object): Promise<Trace> =>
  (await ask(chain, 'debug_traceTransaction', [hash, options])) as Trace // the answer of a successful request

describe('debug_traceTransaction', () => {
  it('gives the steps, on the state that the transaction found, and the gas of its receipt', async () => {
    await using made = await fixture()
    const { chain, hashes } = made
    const trace = await traced(chain, hashes[2])
    const receipt = await chain.transaction(hashes[2] ?? '0x')
    expect(trace.gas).toBe(Number(receipt?.receipt.gasUsed))
    expect(trace.failed).toBe(false)
    expect(trace.returnValue).toBe(word(6))
    expect(trace.structLogs.slice(0, 3)).toMatchObject([
      { op: 'CALLDATASIZE', pc: 0 },
      { op: 'PUSH1', pc: 1, stack: ['0x20'] },
      { op: 'JUMPI' },
    ])
    expect(trace.structLogs.map(({ op }) => op)).toEqual(expect.arrayContaining(['SSTORE', 'LOG1', 'RETURN']))
  })

  it('leaves the chain as it was', async () => {
    await using made = await fixture()
    const { chain, hashes, keeper } = made
    const head = await chain.head()
    await traced(chain, hashes[1])
    expect(await chain.head()).toEqual(head)
    expect(await ask(chain, 'eth_getStorageAt', [keeper, '0x0', 'latest'])).toBe(word(6))
    expect((await chain.append([{ to: keeper, data: word(7) }])).number).toBe(3)
  })

  it('leaves out what is not asked for', async () => {
    await using made = await fixture()
    const short = await traced(made.chain, made.hashes[1], { limit: 2, disableStack: true })
    expect(short.structLogs).toHaveLength(2)
    expect(short.structLogs[0]).not.toHaveProperty('stack')
  })

  it('refuses other tracers and unknown transactions', async () => {
    await using made = await fixture()
    const refused = { error: { code: -32_602 } }
    expect(await traced(made.chain, made.hashes[1], { tracer: 'callTracer' })).toMatchObject(refused)
    expect(await traced(made.chain, word(1))).toMatchObject(refused)
  })
})

describe('parts of a block', () => {
  it('are counted and given by number and by hash', async () => {
    await using made = await fixture()
    const { chain, hashes } = made
    const { hash } = await chain.head()
    expect(await ask(chain, 'eth_getBlockTransactionCountByNumber', ['latest'])).toBe('0x2')
    expect(await ask(chain, 'eth_getBlockTransactionCountByHash', [hash])).toBe('0x2')
    for (const [method, block] of [
      ['eth_getTransactionByBlockNumberAndIndex', '0x2'],
      ['eth_getTransactionByBlockHashAndIndex', hash],
    ]) {
      expect(await ask(chain, method ?? '', [block, '0x1'])).toMatchObject({ hash: hashes[2] })
      expect(await ask(chain, method ?? '', [block, '0x2'])).toBeNull()
    }
    expect(await ask(chain, 'eth_getBlockTransactionCountByHash', [word(1)])).toBeNull()
    expect(await ask(chain, 'eth_getUncleCountByBlockNumber', ['0x1'])).toBe('0x0')
  })

  it('are given as the bytes that their hashes are over', async () => {
    await using made = await fixture()
    const { chain, hashes } = made
    const hex = async (method: string, parameter: unknown): Promise<Hex> =>
      (await ask(chain, method, [parameter])) as Hex // the answer of a successful request
    expect(keccak256(await hex('debug_getRawHeader', 'latest'))).toBe((await chain.head()).hash)
    expect(keccak256(await hex('debug_getRawTransaction', hashes[1]))).toBe(hashes[1])
    expect(await ask(chain, 'debug_getRawReceipts', ['latest'])).toHaveLength(2)
    expect(await ask(chain, 'web3_sha3', ['0x'])).toBe(keccak256('0x'))
  })
})
