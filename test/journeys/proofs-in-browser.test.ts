import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Browser, type Page } from 'playwright-core'
import { build } from 'vite'
import { privateKeyToAccount } from 'viem/accounts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkpointTypedData, ledgerAddresses } from '../../packages/contracts/src/index.ts'
import type { EmbeddedChain } from '../../packages/ledger/src/embedded/embedded-chain.ts'
import { openEmbedded } from '../../packages/ledger/src/embedded/open-embedded.ts'
import { transactionProof } from '../../packages/ledger/src/proof.ts'
import type { StateProof } from '../../packages/proof/src/index.ts'
import { createRpcHandler } from '../../packages/ledger/src/rpc/server.ts'
import {
  GENESIS,
  KEEPER,
  SEALER_KEY,
  addressOf,
  testOptions,
  word,
} from '../../packages/ledger/src/test-kit/test-chain.ts'

const BROWSER = process.env['TCCTV_CHROMIUM'] ?? '/usr/bin/chromium'
const hasBrowser = existsSync(BROWSER)
const HOW = hasBrowser ? '' : ` (needs Chromium: install it as ${BROWSER}, or name another with TCCTV_CHROMIUM)`
const ARGUMENTS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync']
const ENTRY = join(import.meta.dirname, '../kit/checker-in-page.ts')

const registry = privateKeyToAccount(`0x${'77'.repeat(32)}`)
const { ledger } = ledgerAddresses(GENESIS.relayer)
const pins = { chainId: GENESIS.chainId, ledger, sealers: [addressOf(SEALER_KEY)], cosigners: [registry.address] }
const hexOf = (bytes: Uint8Array): `0x${string}` => `0x${Buffer.from(bytes).toString('hex')}`

/** The checker as one module for a page, from the sources that Node runs. */
async function bundledChecker(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'silent',
    resolve: { conditions: ['source', 'browser', 'module', 'import', 'default'] },
    build: { write: false, target: 'es2022', lib: { entry: ENTRY, formats: ['es'] } },
  })
  const outputs = [built].flat().flatMap((one) => ('output' in one ? one.output : []))
  const [chunk, ...others] = outputs
  if (chunk?.type !== 'chunk' || others.length > 0) throw new Error(`built ${outputs.length} files instead of one`)
  return chunk.code
}

/** What the page is given: hex and numbers only, as a server would send it. */
async function proofsOf(chain: EmbeddedChain) {
  const made = await chain.append([{ to: null, data: KEEPER }])
  const keeper = made.receipts[0]?.contractAddress ?? '0x'
  const hashes: `0x${string}`[] = []
  for (let number = 2; number <= 9; number++)
    hashes.push(...(await chain.append([{ to: keeper, data: word(number) }])).transactions)
  const cosigned = async (number: number) => {
    const { header } = await chain.block(number)
    const block = { number, blockHash: hexOf(header.hash()), stateRoot: hexOf(header.stateRoot) }
    const message = checkpointTypedData(pins, { ...block, number: BigInt(number) })
    return { ...block, signature: await registry.signTypedData(message) }
  }
  const handle = createRpcHandler(chain, { clientVersion: 'test' })
  const params = [keeper, [word(0), word(1)], '0x5']
  const answer = await handle({ jsonrpc: '2.0', id: 1, method: 'eth_getProof', params })
  const state = (answer as { readonly result: StateProof }).result // of a successful request
  const at = await cosigned(5)
  const blocks = await Promise.all([2, 3, 4, 5, 6, 7, 8].map((number) => chain.block(number)))
  return {
    pins,
    headers: blocks.map(({ header }) => hexOf(header.serialize())),
    from: await cosigned(2),
    to: await cosigned(8),
    at,
    block: {
      number: 5,
      blockHash: at.blockHash,
      header: hexOf((await chain.block(5)).header.serialize()),
      account: state,
    },
    trust: { sealers: pins.sealers, ledger: keeper },
    inclusion: await transactionProof(chain, hashes[3] ?? '0x'),
    state,
  }
}

/** Runs in the page: each check on what it was given, as text, and the code of a refusal. */
type Given = Awaited<ReturnType<typeof proofsOf>>
async function checkAll(given: Given) {
  const { verifyBlockState, verifyInclusion, verifySpan, verifyStateProof } = globalThis.checker
  const bytes = (hex: string) => Uint8Array.from(hex.slice(2).match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
  const outcome = async (check: () => unknown): Promise<unknown> => {
    try {
      const found = await check()
      return JSON.parse(JSON.stringify(found, (_, part) => (typeof part === 'bigint' ? String(part) : part)))
    } catch (fault) {
      return (fault as { readonly code?: string }).code ?? String(fault)
    }
  }
  const { from, to, at, inclusion, state, headers } = given
  const list = headers.map(bytes)
  return {
    inclusion: await outcome(() => verifyInclusion(at.blockHash, inclusion)),
    state: await outcome(() => verifyStateProof(at.stateRoot, state)),
    span: await outcome(() => verifySpan(from, to, list, given.pins)),
    otherHeader: await outcome(() => verifyInclusion(from.blockHash, inclusion)),
    otherReceipt: await outcome(() =>
      verifyInclusion(at.blockHash, { ...inclusion, receipt: `${inclusion.receipt.slice(0, -1)}f` }),
    ),
    otherRoot: await outcome(() => verifyStateProof(from.stateRoot, state)),
    otherWord: await outcome(() => verifyStateProof(at.stateRoot, { ...state, nonce: '0x7' })),
    gap: await outcome(() => verifySpan(from, to, list.toSpliced(3, 1), given.pins)),
    foreignSealer: await outcome(() => verifySpan(from, to, list, { ...given.pins, sealers: given.pins.cosigners })),
    block: await outcome(() => verifyBlockState(given.block, given.trust)),
    otherBlock: await outcome(() => verifyBlockState({ ...given.block, blockHash: from.blockHash }, given.trust)),
    untrusted: await outcome(() => verifyBlockState(given.block, { ...given.trust, sealers: [] })),
    otherAccount: await outcome(() =>
      verifyBlockState(given.block, { ...given.trust, ledger: `0x${'12'.repeat(20)}` }),
    ),
    hasProcess: 'process' in globalThis,
  }
}

describe.skipIf(!hasBrowser)(`the checker of chain proofs in a browser${HOW}`, () => {
  let chain: EmbeddedChain
  let browser: Browser
  let page: Page
  const faults: string[] = []

  beforeAll(async () => {
    chain = await openEmbedded(testOptions())
    browser = await chromium.launch({ executablePath: BROWSER, args: ARGUMENTS })
    page = await browser.newPage()
    page.on('pageerror', (fault) => faults.push(String(fault)))
    await page.addScriptTag({ type: 'module', content: await bundledChecker() })
    await page.waitForFunction('globalThis.checker !== undefined')
  })
  afterAll(async () => {
    await browser?.close()
    await chain?.close()
  })

  it('gives the same as in Node, and refuses every changed part', async () => {
    const given = await proofsOf(chain)
    const found = await page.evaluate(checkAll, given)
    expect(found).toMatchObject({
      inclusion: { succeeded: true, logs: [{ topics: [word(1)], data: word(5) }] },
      state: { exists: true, nonce: '1', slots: [{ word: '5' }, { word: '0' }] },
      span: { headers: 7, cosigners: [registry.address.toLowerCase(), registry.address.toLowerCase()] },
      hasProcess: false,
    })
    const states = (lines: unknown) =>
      Array.isArray(lines) ? lines.map((line: { readonly state: string }) => line.state) : lines
    expect(states(found.block)).toEqual(['passed', 'passed', 'passed'])
    expect(states(found.otherBlock)).toEqual(['failed', 'passed', 'passed'])
    expect(states(found.untrusted)).toEqual(['passed', 'failed', 'passed'])
    expect(states(found.otherAccount)).toEqual(['passed', 'passed', 'failed'])
    const { otherHeader, otherReceipt, otherRoot, otherWord, gap, foreignSealer } = found
    const refusals = [otherHeader, otherReceipt, otherRoot, otherWord, gap, foreignSealer]
    expect(refusals).toEqual(refusals.map(() => 'CHECK_FAILED'))
    expect(faults).toEqual([])
  })
})
