import { describe, expect, it } from 'vitest'
import { openEmbedded } from '../embedded/open-embedded.ts'
import { GENESIS, addressOf, testOptions, SEALER_KEY } from '../test-kit/test-chain.ts'
import {
  embeddedGenesisFile,
  networkGenesis,
  readNetworkGenesis,
  type NetworkGenesisOptions,
} from './network-genesis.ts'

const SEALERS = ['11', '33', '22'].map((digits) => `0x${digits.repeat(20)}` as const)
const OPTIONS: NetworkGenesisOptions = {
  consensus: 'clique',
  chainId: 1_000_000_999,
  sealers: SEALERS,
  relayers: [addressOf(SEALER_KEY)],
  periodS: 1,
  timestampS: 1_700_000_000,
}

describe('the genesis of a network', () => {
  it.each(['clique', 'qbft'] as const)('under %s says what was asked for, sealers sorted', async (consensus) => {
    const { file, hash } = await networkGenesis({ ...OPTIONS, consensus })
    const read = await readNetworkGenesis(JSON.parse(JSON.stringify(file)))
    expect(read).toEqual({ consensus, chainId: 1_000_000_999, sealers: SEALERS.toSorted(), hash })
  })

  it('has the form that Besu documents for QBFT', async () => {
    const { file } = await networkGenesis({ ...OPTIONS, consensus: 'qbft', sealers: SEALERS.slice(0, 1) })
    expect(file['extraData']).toBe(`0xf83aa0${'00'.repeat(32)}d594${'11'.repeat(20)}c080c0`)
  })

  it('has the hash of an embedded chain for the file that geth imports it with', async () => {
    await using chain = await openEmbedded(testOptions())
    expect((await readNetworkGenesis(embeddedGenesisFile(GENESIS))).hash).toBe((await chain.blockAt(0)).hash)
  })

  it.each([
    { change: { sealers: [] }, code: 'NETWORK_SEALERS' },
    { change: { sealers: ['0x11', ...SEALERS] as const }, code: 'GENESIS_FORM' },
    { change: { sealers: [...SEALERS, ...SEALERS] }, code: 'NETWORK_SEALERS' },
    { change: { relayers: [] }, code: 'NETWORK_SEALERS' },
    { change: { chainId: 1 }, code: 'GENESIS_FORM' },
  ])('refuses %o', async ({ change, code }) => {
    await expect(networkGenesis({ ...OPTIONS, ...change })).rejects.toMatchObject({ code })
  })

  it.each([5, {}, { config: { chainId: 5 }, alloc: {} }])('refuses to read %j', async (file) => {
    await expect(readNetworkGenesis(file)).rejects.toMatchObject({ code: 'NETWORK_GENESIS' })
  })
})
