import { TcctvError } from '@tcctv/units'
import { parseTransaction } from 'viem'
import { describe, expect, it } from 'vitest'
import type { Hex } from '../chain.ts'
import { openEmbedded } from '../embedded/open-embedded.ts'
import { isHex, isRecord } from '../rpc/parameters.ts'
import { createRpcHandler, type RpcHandler } from '../rpc/server.ts'
import { startOneNode } from '../test-kit/one-node.ts'
import { serve } from '../test-kit/serve.ts'
import { GENESIS, KEEPER, testOptions, word } from '../test-kit/test-chain.ts'
import { connectNetwork } from './connect-network.ts'

const DEAD = 'http://127.0.0.1:1'
const CREATE = [{ to: null, data: KEEPER }] as const

/** Takes transactions and forgets them, `keeps` of them not; everything else goes to the handler. */
function forgetful(handle: RpcHandler, keeps: number): { readonly handle: RpcHandler; readonly sent: Hex[] } {
  const sent: Hex[] = []
  const through: RpcHandler = async (request) => {
    if (!isRecord(request) || request['method'] !== 'eth_sendRawTransaction') return handle(request)
    const [raw] = Array.isArray(request['params']) ? request['params'] : []
    if (isHex(raw)) sent.push(raw)
    if (sent.length > keeps) return handle(request)
    return { jsonrpc: '2.0', id: request['id'], result: word(0) }
  }
  return { handle: through, sent }
}

describe('the nodes of a network', () => {
  it('are taken in turn until one answers', async () => {
    await using one = await startOneNode()
    await using network = await connectNetwork({ ...one.options, endpoints: [DEAD, one.served.url] })
    expect((await network.append(CREATE)).number).toBe(1)
  })

  it('are changed when the one in use goes away between two requests', async () => {
    await using one = await startOneNode()
    await using second = await serve(createRpcHandler(one.node, { clientVersion: 'tcctv/second' }))
    await using network = await connectNetwork({ ...one.options, endpoints: [one.served.url, second.url] })
    expect((await network.head()).number).toBe(0)
    await one.served[Symbol.asyncDispose]()
    expect((await network.append(CREATE)).number).toBe(1)
  })

  it('are refused when none answers, or one is of another chain', async () => {
    await using one = await startOneNode()
    const connecting = connectNetwork({ ...one.options, endpoints: [DEAD] })
    await expect(connecting).rejects.toMatchObject({ code: 'NETWORK_UNREACHABLE', status: 503 })
    const foreign = [{ chainId: GENESIS.chainId + 1 }, { genesisHash: word(1) }]
    for (const change of foreign)
      await expect(connectNetwork({ ...one.options, ...change })).rejects.toMatchObject({ code: 'NETWORK_FOREIGN' })
  })

  it('are asked for a block again that was final, not for an older one', async () => {
    await using one = await startOneNode()
    await one.network.append(CREATE)
    await using late = await openEmbedded(testOptions())
    await using other = await serve(createRpcHandler(late, { clientVersion: 'tcctv/late' }))
    await using network = await connectNetwork({ ...one.options, endpoints: [one.served.url, other.url] })
    expect((await network.head()).number).toBe(1)
    await one.served[Symbol.asyncDispose]()
    const faultOf = (cause: unknown): unknown => (cause instanceof TcctvError ? cause.code : cause)
    // What was known of the nodes a moment ago is used for a moment.
    await expect.poll(() => network.head().catch(faultOf), { timeout: 5_000 }).toBe('NETWORK_BEHIND')
  })
})

describe('the relayer', () => {
  it('sends the same nonce again with a higher fee, and says when nothing comes of it', async () => {
    await using one = await startOneNode()
    const { handle, sent } = forgetful(createRpcHandler(one.node, { clientVersion: 'tcctv/test' }), Infinity)
    await using served = await serve(handle)
    const times = { resubmitAfterMs: 50, finalWithinMs: 1_500, pollMs: 10 }
    await using network = await connectNetwork({ ...one.options, ...times, endpoints: [served.url], tipWei: 1n })
    await expect(network.append(CREATE)).rejects.toMatchObject({ code: 'NETWORK_STALLED', status: 504 })
    const forms = [...new Set(sent)].map((raw) => parseTransaction(raw))
    expect(new Set(forms.map(({ nonce }) => nonce ?? 0))).toEqual(new Set([0]))
    const tips = forms.map(({ maxPriorityFeePerGas }) => maxPriorityFeePerGas)
    expect(tips.length).toBeGreaterThan(1)
    expect(tips).toEqual(tips.map((_, index) => 2n ** BigInt(index)))
  })

  it('finishes after a restart what a node had forgotten, and goes on behind it', async () => {
    await using one = await startOneNode()
    const { handle, sent } = forgetful(createRpcHandler(one.node, { clientVersion: 'tcctv/test' }), 1)
    await using served = await serve(handle)
    const options = { ...one.options, endpoints: [served.url], finalWithinMs: 100, resubmitAfterMs: 60_000 }
    {
      await using network = await connectNetwork(options)
      await expect(network.append(CREATE)).rejects.toMatchObject({ code: 'NETWORK_STALLED' })
    }
    expect((await one.node.head()).number).toBe(0)
    await using network = await connectNetwork({ ...options, finalWithinMs: 10_000 })
    const { receipts } = await network.append(CREATE)
    expect(sent[1]).toBe(sent[0])
    expect(receipts[0]).toMatchObject({ block: 2, succeeded: true })
    expect(await network.relayerNonce()).toBe(2)
  })

  it('names the failure of a transaction that others were faster than', async () => {
    await using one = await startOneNode()
    const { receipts } = await one.network.append(CREATE)
    const keeper = receipts[0]?.contractAddress ?? '0x'
    const append = one.network.append([{ to: keeper, data: '0x' }], { isTried: true })
    await expect(append).rejects.toMatchObject({ code: 'LEDGER_REVERTED', details: { index: 0, data: '0xdeadbeef' } })
    expect(await one.network.relayerNonce()).toBe(2)
  })

  it('tries several calls as one, and sends none when the last would revert', async () => {
    await using one = await startOneNode()
    const { receipts } = await one.network.append(CREATE)
    const keeper = receipts[0]?.contractAddress ?? '0x'
    const calls = [word(1), word(2), '0x' as const].map((data) => ({ to: keeper, data }))
    await expect(one.network.append(calls)).rejects.toMatchObject({ details: { index: 2, data: '0xdeadbeef' } })
    expect(await one.network.relayerNonce()).toBe(1)
    expect((await one.network.append(calls.slice(0, 2))).receipts).toHaveLength(2)
  })
})
