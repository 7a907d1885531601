import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Contract, Interface, JsonRpcProvider, Network, Wallet } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ledgerAddresses, projectLedgerAbi } from '../packages/contracts/src/index.ts'
import type { EmbeddedChain } from '../packages/ledger/src/embedded/embedded-chain.ts'
import { openEmbedded } from '../packages/ledger/src/embedded/open-embedded.ts'
import { createRpcHandler } from '../packages/ledger/src/rpc/server.ts'
import { serve, type Served } from '../packages/ledger/src/test-kit/serve.ts'
import { GENESIS, testOptions } from '../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, batchOf, countsOf, trialLedger } from '../packages/ledger/src/test-kit/test-project.ts'

const AFTER_ALL_DAYS_S = (FIRST_DAY + 800) * 86_400
const KEY = `0x${'66'.repeat(32)}`
const CAST = join(import.meta.dirname, '../node_modules/@foundry-rs/cast-linux-amd64/bin/cast')
const { ledger } = ledgerAddresses(GENESIS.relayer)

let chain: EmbeddedChain
let served: Served
beforeAll(async () => {
  chain = await openEmbedded(testOptions({ clock: () => AFTER_ALL_DAYS_S }))
  const project = await trialLedger(chain)
  for (let day = 0; day < 3; day++) await project.commitBatch(await batchOf(project.domain, day, countsOf(96)))
  served = await serve(createRpcHandler(chain, { clientVersion: 'tcctv/test' }))
})
afterAll(async () => {
  await served[Symbol.asyncDispose]()
  await chain.close()
})

describe('ethers, unmodified', () => {
  const connected = (): JsonRpcProvider => {
    const network = Network.from(GENESIS.chainId)
    return new JsonRpcProvider(served.url, network, { staticNetwork: network, pollingInterval: 20 })
  }

  it('reads blocks, receipts, events and views', async () => {
    const provider = connected()
    const head = await chain.head()
    expect(await provider.getBlockNumber()).toBe(head.number)
    const block = await provider.getBlock(head.number, true)
    expect(block?.hash).toBe(head.hash)
    expect(block?.stateRoot).toBe(head.stateRoot)
    const receipt = await provider.getTransactionReceipt(block?.transactions[0] ?? '')
    expect([receipt?.status, receipt?.from.toLowerCase()]).toEqual([1, GENESIS.relayer])
    const contract = new Contract(ledger, new Interface(JSON.stringify(projectLedgerAbi)), provider)
    const batches = await contract.queryFilter('BatchCommitted', 0, 'latest')
    expect(batches).toHaveLength(3)
    const slot: unknown = await contract.getFunction('slots')(FIRST_DAY, 0)
    const sum = countsOf(96).reduce((total, count) => total + count, 0n)
    expect(slot).toEqual(expect.arrayContaining([sum, 96n]))
    provider.destroy()
  })

  it('sends a transaction of its own account and waits for it', async () => {
    const provider = connected()
    const wallet = new Wallet(KEY, provider)
    const sent = await wallet.sendTransaction({ to: wallet.address, data: '0x1234' })
    const receipt = await sent.wait()
    expect(receipt?.status).toBe(1)
    expect(await provider.getTransactionCount(wallet.address)).toBe(1)
    const refused = await provider.call({ to: ledger, data: '0xdeadbeef' }).catch((cause: unknown) => cause)
    expect(refused).toMatchObject({ code: 'CALL_EXCEPTION' })
    provider.destroy()
  })
})

const withCast = existsSync(CAST) ? describe : describe.skip

withCast("Foundry's cast, unmodified", () => {
  const cast = (...args: readonly string[]): Promise<string> => runCast([...args, '--rpc-url', served.url])

  it('reads chain, block, code, storage, receipt and events', async () => {
    const head = await chain.head()
    expect(await cast('chain-id')).toBe(String(GENESIS.chainId))
    expect(await cast('client')).toBe('tcctv/test')
    expect(await cast('block', '3', '--field', 'stateRoot')).toMatch(/^0x[0-9a-f]{64}$/)
    expect(Number(await cast('block-number'))).toBeGreaterThanOrEqual(head.number)
    expect(await cast('codesize', ledger)).toMatch(/^\d{4,5}$/)
    expect(await cast('storage', ledger, '0')).toMatch(/^0x[0-9a-f]{64}$/)
    const block = await chain.block(4)
    const [transaction] = block.transactions
    const hash = `0x${Buffer.from(transaction?.hash() ?? []).toString('hex')}`
    expect(await cast('receipt', hash, 'status')).toBe('true')
    expect((await cast('tx', hash, 'from')).toLowerCase()).toBe(GENESIS.relayer)
    const logs: unknown = JSON.parse(await cast('logs', '--from-block', '0', '--address', ledger, '--json'))
    expect(Array.isArray(logs) && logs.length).toBeGreaterThan(8)
  })

  it('calls a view, estimates, proves and sends', async () => {
    const sum = countsOf(96).reduce((total, count) => total + count, 0n)
    const slot = await cast('call', ledger, 'slots(uint32,uint16)(int128,uint32,uint32,uint40)', String(FIRST_DAY), '0')
    expect(slot.split(/\s/)[0]).toBe(String(sum))
    expect(Number(await cast('estimate', ledger, 'state()'))).toBeGreaterThan(21_000)
    const proof: unknown = JSON.parse(await cast('proof', ledger, '0', '--json'))
    expect(proof).toMatchObject({ address: ledger })
    const own = new Wallet(KEY).address
    // without --legacy cast offers a tip of 1 wei at least, which an account without money can not pay
    const sent: unknown = JSON.parse(await cast('send', '--legacy', '--private-key', KEY, '--json', own, '0x1234'))
    expect(sent).toMatchObject({ status: '0x1', from: own.toLowerCase(), effectiveGasPrice: '0x0' })
  })
})

function runCast(args: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(CAST, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.once('error', reject)
    child.once('close', (code) => (code === 0 ? resolve(out.trim()) : reject(new Error(`cast ${args[0]}: ${err}`))))
  })
}
