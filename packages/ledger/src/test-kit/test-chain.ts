import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectGenesis, type ProjectGenesis } from '@tcctv/contracts'
import { bytesToHex, createAddressFromPrivateKey, hexToBytes } from '@ethereumjs/util'
import type { Hex } from '../chain.ts'
import type { EmbeddedOptions } from '../embedded/open-embedded.ts'

export const SEALER_KEY: Hex = `0x${'11'.repeat(32)}`
const RELAYER_KEY: Hex = `0x${'22'.repeat(32)}`
export const START_S = 1_700_000_000

export const addressOf = (key: Hex): Hex => bytesToHex(createAddressFromPrivateKey(hexToBytes(key)).bytes)

export const GENESIS: ProjectGenesis = projectGenesis({
  chainId: 1_000_000_007,
  sealer: addressOf(SEALER_KEY),
  relayer: addressOf(RELAYER_KEY),
  timestampS: START_S,
})

/** Options of a new chain in a folder of its own. */
export function testOptions(changes: Partial<EmbeddedOptions> = {}): EmbeddedOptions {
  const directory = mkdtempSync(join(tmpdir(), 'tcctv-ledger-'))
  return {
    directory,
    genesis: GENESIS,
    sealerKey: SEALER_KEY,
    relayerKey: RELAYER_KEY,
    clock: () => START_S,
    ...changes,
  }
}

/**
 * A contract that keeps the first word of the calldata in slot 0, logs it with topic 1 and returns it; without
 * calldata it reverts with 0xdeadbeef.
 */
const RUNTIME = '3660115763deadbeef6000526004601cfd5b60003580600055600052600160206000a160206000f3'
export const KEEPER: Hex = `0x60${(RUNTIME.length / 2).toString(16)}8060093d393df3${RUNTIME}`

export const word = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`
