import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { checkpointTypedData } from '../packages/contracts/src/index.ts'
import { openEmbedded, type EmbeddedOptions } from '../packages/ledger/src/embedded/open-embedded.ts'
import { createRpcHandler } from '../packages/ledger/src/rpc/server.ts'
import { serve } from '../packages/ledger/src/test-kit/serve.ts'
import { testOptions } from '../packages/ledger/src/test-kit/test-chain.ts'
import { FIRST_DAY, accountOf, batchOf, countsOf, trialLedger } from '../packages/ledger/src/test-kit/test-project.ts'
import { commandOf } from '../apps/cli/src/commands.ts'

const folder = mkdtempSync(join(tmpdir(), 'tcctv-anchor-'))
const file = (name: string): string => join(folder, name)
const AFTER_ALL_DAYS_S = (FIRST_DAY + 800) * 86_400
let options: EmbeddedOptions

beforeAll(async () => {
  options = testOptions({ clock: () => AFTER_ALL_DAYS_S })
  await using chain = await openEmbedded(options)
  const ledger = await trialLedger(chain)
  await ledger.commitBatch(await batchOf(ledger.domain, 0, countsOf(96)))
  const { number, hash, stateRoot } = await chain.head()
  const message = { number: BigInt(number), blockHash: hash, stateRoot }
  const signature = await accountOf('registry').signTypedData(checkpointTypedData(ledger.domain, message))
  await ledger.checkpoint({ number, blockHash: hash, stateRoot }, signature)
  await run('checkpoint', options.directory, file('checkpoint.json'), '--request', file('request.tsq'))
})
afterAll(() => void vi.restoreAllMocks())

/** Runs a ledger command in this process; gives what it printed. */
async function run(...args: readonly string[]): Promise<string> {
  const printed: string[] = []
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => printed.push(String(text)) > 0)
  const err = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
  try {
    await commandOf(['ledger', ...args])
  } finally {
    out.mockRestore()
    err.mockRestore()
  }
  return printed.join('')
}

describe('checkpoint file', () => {
  it('holds the co-signed block, and the chain it is of verifies with it', async () => {
    const found: unknown = JSON.parse(readFileSync(file('checkpoint.json'), 'utf8'))
    expect(found).toMatchObject({
      schema: 'tcctv-checkpoint/1',
      signer: accountOf('registry').address.toLowerCase(),
    })
    expect(await run('verify', options.directory, '--checkpoint', file('checkpoint.json'))).toContain('Head 6')
  })

  it('is refused when a letter was changed, and by another chain', async () => {
    const text = readFileSync(file('checkpoint.json'), 'utf8')
    writeFileSync(file('changed.json'), text.replace(/"number":\d+/, '"number":1'))
    const refused = { code: 'CHAIN_DIFFERS' }
    await expect(run('verify', options.directory, '--checkpoint', file('changed.json'))).rejects.toMatchObject(refused)
    const other = testOptions({ clock: () => AFTER_ALL_DAYS_S + 1 })
    {
      await using chain = await openEmbedded(other)
      const ledger = await trialLedger(chain)
      for (const day of [0, 1]) await ledger.commitBatch(await batchOf(ledger.domain, day, countsOf(90)))
    }
    const verified = run('verify', other.directory, '--checkpoint', file('checkpoint.json'))
    await expect(verified).rejects.toMatchObject(refused)
  })
})

const openssl = (...args: readonly string[]): number | null => spawnSync('openssl', args, { cwd: folder }).status
const withOpenssl = openssl('version') === 0 ? describe : describe.skip

const TSA = `[tsa]
default_tsa = own
[own]
serial = ${join(folder, 'serial')}
default_policy = 1.2.3.4.1
digests = sha256, sha384
signer_digest = sha256
ess_cert_id_alg = sha256
`

withOpenssl('time stamp by an authority (openssl)', () => {
  beforeAll(() => {
    writeFileSync(file('tsa.cnf'), TSA)
    writeFileSync(file('serial'), '01\n')
    for (const name of ['tsa', 'other']) {
      const certificate = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '30', '-subj', `/CN=${name}`]
      const use = ['-addext', 'extendedKeyUsage=critical,timeStamping']
      expect(openssl('req', ...certificate, ...use, '-keyout', `${name}.key`, '-out', `${name}.pem`)).toBe(0)
    }
    const reply = ['ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'request.tsq']
    expect(openssl(...reply, '-inkey', 'tsa.key', '-signer', 'tsa.pem', '-out', 'response.tsr')).toBe(0)
  })
  const check = (response: string, ...more: readonly string[]): Promise<string> =>
    run('anchored', file('checkpoint.json'), '--response', file(response), ...more)

  it('gives the time that the authority signed', async () => {
    expect(await check('response.tsr', '--ca', file('tsa.pem'))).toMatch(
      /existed at \d{4}-.*Z; signed by the authority/,
    )
    expect(await check('response.tsr')).toContain('not checked')
  })

  it('is refused under another certificate, for another file, and with digest, time or signature changed', async () => {
    const refused = { code: 'ANCHOR_INVALID' }
    await expect(check('response.tsr', '--ca', file('other.pem'))).rejects.toMatchObject(refused)
    const bytes = readFileSync(file('response.tsr'))
    const time = bytes.indexOf(String(new Date().getUTCFullYear()))
    const digest = bytes.indexOf(digestIn(readFileSync(file('request.tsq'))))
    for (const at of [digest, time + 3, bytes.length - 1]) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      writeFileSync(file('changed.tsr'), changed)
      await expect(check('changed.tsr', '--ca', file('tsa.pem')), `byte ${at}`).rejects.toMatchObject(refused)
    }
    expect(openssl('ts', '-query', '-data', 'tsa.cnf', '-sha256', '-cert', '-out', 'foreign.tsq')).toBe(0)
    const reply = ['ts', '-reply', '-config', 'tsa.cnf', '-queryfile', 'foreign.tsq']
    expect(openssl(...reply, '-inkey', 'tsa.key', '-signer', 'tsa.pem', '-out', 'foreign.tsr')).toBe(0)
    await expect(check('foreign.tsr', '--ca', file('tsa.pem'))).rejects.toMatchObject(refused)
  })
})

/** The 32 bytes after the object identifier of SHA-256 and its parameters. */
function digestIn(request: Buffer): Buffer {
  const at = request.indexOf(Buffer.from('0420', 'hex')) + 2
  return request.subarray(at, at + 32)
}

describe('anchor on an EVM network', () => {
  it('is a transaction that carries the digest', async () => {
    await using network = await openEmbedded(testOptions())
    await using served = await serve(createRpcHandler(network, { clientVersion: 'test' }))
    writeFileSync(file('anchor.key'), `0x${'88'.repeat(32)}\n`)
    const sent = await run('anchor', file('checkpoint.json'), '--rpc', served.url, '--key-file', file('anchor.key'))
    const tx = /0x[0-9a-f]{64}/.exec(sent)?.[0] ?? ''
    const checked = await run('anchored', file('checkpoint.json'), '--rpc', served.url, '--tx', tx)
    expect(checked).toContain('block 1 of chain 1000000007')
    const foreign = (await network.append([{ to: null, data: '0x00' }])).transactions[0] ?? ''
    const refused = run('anchored', file('checkpoint.json'), '--rpc', served.url, '--tx', foreign)
    await expect(refused).rejects.toMatchObject({ code: 'ANCHOR_INVALID' })
  })
})
