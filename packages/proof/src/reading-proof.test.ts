import { createMPT } from '@ethereumjs/mpt'
import { RLP, type NestedUint8Array } from '@ethereumjs/rlp'
import { keccak_256 } from '@noble/hashes/sha3.js'
import { encodeFunctionData, keccak256, toHex } from 'viem'
import { privateKeyToAccount, sign, type PrivateKeyAccount } from 'viem/accounts'
import { beforeAll, describe, expect, it } from 'vitest'
import { fromHex, type Hex } from './bytes.ts'
import { LEDGER_ABI } from './ledger-abi.ts'
import { buildReadingProof, verifyReadingProof, type PinnedChain, type ReadingProof } from './reading-proof.ts'
import { columnsRoot, decodeColumns } from './columns.ts'
import { batchDigest } from '@tcctv/contracts'
import { checkpointDigest } from './signing/typed-data.ts'

const keyOf = (seed: number): Hex => toHex(seed, { size: 32 })
const [proponent, registry, sealer, stranger, relayer] = [1, 2, 3, 4, 5].map((seed) => ({
  key: keyOf(seed),
  account: privateKeyToAccount(keyOf(seed)),
})) as [Party, Party, Party, Party, Party] // five seeds, five parties
type Party = { readonly key: Hex; readonly account: PrivateKeyAccount }

const domain = { chainId: 1_000_000_007, ledger: '0x00000000000000000000000000000000000000aa' } as const
const pinned: PinnedChain = {
  ...domain,
  sealers: [sealer.account.address],
  keys: [
    { address: proponent.account.address, role: 'proponent' },
    { address: registry.account.address, role: 'registry' },
  ],
}

let proof: ReadingProof

beforeAll(async () => {
  const block = await blockOf(10, `0x${'11'.repeat(32)}`, [await batchTransaction()])
  const after = await blockOf(11, keccak256(headerOf(block)), [])
  const point = { number: 11, blockHash: keccak256(headerOf(after)), stateRoot: toHex(new Uint8Array(32).fill(7)) }
  const digest = checkpointDigest(domain, { ...point, number: 11n })
  proof = await buildReadingProof({
    ...domain,
    genesisHash: `0x${'22'.repeat(32)}`,
    block,
    tx: keccak256(await batchTransaction()),
    column: 0,
    position: 2,
    words: { parameter: 'EG_EXP', meter: 'M1', unit: 'kWh' },
    checkpoint: {
      ...point,
      signature: await sign({ hash: digest, privateKey: registry.key, to: 'hex' }),
      headers: [headerOf(after)],
    },
  })
})

describe('reading proof', () => {
  it('passes every line and survives JSON', async () => {
    expect(await states(JSON.parse(JSON.stringify(proof)) as ReadingProof)).toEqual(allPassed)
    expect(proof.reading).toMatchObject({ count: '-3', startS: 1_302_847_200 + 2 * 900 })
  })

  const changes: [string, string, (proof: ReadingProof) => ReadingProof][] = [
    ['value shown', 'leaf', (p) => ({ ...p, reading: { ...p.reading, count: '4' } })],
    ['time shown', 'leaf', (p) => ({ ...p, reading: { ...p.reading, startS: 0 } })],
    ['position', 'leaf', (p) => ({ ...p, position: 99 })],
    ['batch root', 'batch', (p) => ({ ...p, columnsRoot: flipped(p.columnsRoot) })],
    [
      'reading in the transaction',
      'transaction',
      (p) => ({ ...p, rawTransaction: flippedAt(p.rawTransaction, '7ffffffffffffffd') }),
    ],
    ['path', 'block', (p) => ({ ...p, txProof: p.txProof.map(flipped) })],
    ['place in the block', 'block', (p) => ({ ...p, txIndex: 1 })],
    ['header', 'seal', (p) => ({ ...p, header: flippedAt(p.header, '07'.repeat(32)) })],
    ['seal', 'seal', (p) => ({ ...p, header: flippedSeal(p.header) })],
    [
      'checkpoint signature',
      'checkpoint',
      (p) => ({ ...p, checkpoint: p.checkpoint && { ...p.checkpoint, signature: `0x${'01'.repeat(64)}1b` } }),
    ],
    [
      'link to the checkpoint',
      'checkpoint',
      (p) => ({ ...p, checkpoint: p.checkpoint && { ...p.checkpoint, headers: [] } }),
    ],
  ]
  it.each(changes)('fails when the %s is altered, in the line %s', async (_, line, change) => {
    expect((await states(change(proof)))[line]).toBe('failed')
  })

  it('passes with the genesis hash pinned', async () => {
    const genesisHash = `0x${'22'.repeat(32)}` as const
    const [, , , , seal] = await verifyReadingProof({ ...proof, genesisHash }, { ...pinned, genesisHash })
    expect(seal).toMatchObject({ id: 'seal', state: 'passed' })
  })

  it('cannot check a checkpoint that is not there', async () => {
    expect((await states({ ...proof, checkpoint: null }))['checkpoint']).toBe('cannot-check')
  })

  it.each([
    ['a foreign sealer', { ...pinned, sealers: [stranger.account.address] }, 'seal'],
    ['a signer without role', { ...pinned, keys: pinned.keys.slice(1) }, 'transaction'],
    [
      'a key revoked before',
      { ...pinned, keys: [{ address: proponent.account.address, role: 'proponent', until: 9 }] },
      'transaction',
    ],
    ['another genesis block', { ...pinned, genesisHash: `0x${'23'.repeat(32)}` as const }, 'seal'],
    ['another ledger', { ...pinned, ledger: `0x${'bb'.repeat(20)}` as const }, 'seal'],
    ['another chain', { ...pinned, chainId: 1_000_000_008 }, 'transaction'],
  ])('fails with %s', async (_, trusted, line) => {
    const lines = await verifyReadingProof(proof, trusted)
    expect(lines.find(({ id }) => id === line)?.state).toBe('failed')
  })
})

const allPassed = {
  leaf: 'passed',
  batch: 'passed',
  transaction: 'passed',
  block: 'passed',
  seal: 'passed',
  checkpoint: 'passed',
}

async function states(changed: ReadingProof): Promise<Record<string, string>> {
  return Object.fromEntries((await verifyReadingProof(changed, pinned)).map(({ id, state }) => [id, state]))
}

function flipped(hex: Hex): Hex {
  return `${hex.slice(0, 12)}${hex[12] === '0' ? '1' : '0'}${hex.slice(13)}` as Hex // still hex
}

function flippedAt(hex: Hex, digits: string): Hex {
  return hex.replace(digits, `${digits.slice(0, -1)}a`) as Hex // still hex
}

function flippedSeal(hex: Hex): Hex {
  const at = hex.length - 2 * 60 // inside the seal, the last large field
  return `${hex.slice(0, at)}${hex[at] === '0' ? '1' : '0'}${hex.slice(at + 1)}` as Hex // still hex
}

async function batchTransaction(): Promise<Uint8Array> {
  const columns = '0x0001000004004da7dee0000384'.concat(
    ...[5n, 6n, -3n, 0n].map((count) => (count + (1n << 63n)).toString(16).padStart(16, '0')),
  ) as Hex // 13 bytes of header and four counts
  const root = columnsRoot(decodeColumns(fromHex(columns), 'test'))
  const source = toHex(new Uint8Array(32))
  const digest = batchDigest(domain, { columnsRoot: root, evidence: 3, source, sequence: 1n })
  const signature = await sign({ hash: digest, privateKey: proponent.key, to: 'hex' })
  const data = encodeFunctionData({
    abi: LEDGER_ABI,
    functionName: 'commitBatch',
    args: [columns, 3, source, 1n, signature, '0x', signature],
  })
  const raw = await relayer.account.signTransaction({
    type: 'eip1559',
    chainId: domain.chainId,
    to: domain.ledger,
    data,
    gas: 1_000_000n,
    nonce: 0,
    maxFeePerGas: 0n,
  })
  return fromHex(raw)
}

async function blockOf(number: number, parent: Hex, transactions: readonly Uint8Array[]): Promise<Uint8Array> {
  const trie = await createMPT()
  for (const [index, raw] of transactions.entries()) await trie.put(RLP.encode(index), raw)
  const zero = new Uint8Array(32)
  const vanity = new Uint8Array(32)
  const fields = (extraData: Uint8Array) => [
    fromHex(parent),
    zero,
    new Uint8Array(20),
    zero.map(() => 7),
    trie.root(),
    zero,
    new Uint8Array(256),
    1,
    number,
    120_000_000,
    21_000,
    1_700_000_000 + number,
    extraData,
    zero,
    new Uint8Array(8),
    0,
  ]
  const signature = fromHex(
    await sign({ hash: toHex(keccak_256(RLP.encode(fields(vanity)))), privateKey: sealer.key, to: 'hex' }),
  )
  signature[64] = (signature[64] ?? 27) - 27
  return RLP.encode([fields(Uint8Array.from([...vanity, ...signature])), [...transactions], []])
}

function headerOf(block: Uint8Array): Uint8Array {
  const [header] = RLP.decode(block) as NestedUint8Array // made above
  return RLP.encode(header)
}
