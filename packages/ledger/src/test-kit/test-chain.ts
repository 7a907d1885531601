import { mkdtempSync, rmSync } from 'node:fs'
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

const made: string[] = []
process.once('exit', () => {
  for (const directory of made) rmSync(directory, { recursive: true, force: true })
})

/** Options of a new chain in a folder of its own, which goes when the process ends, or with the run of the tests. */
export function testOptions(changes: Partial<EmbeddedOptions> = {}): EmbeddedOptions {
  return {
    directory: changes.directory ?? newDirectory(),
    genesis: GENESIS,
    sealerKey: SEALER_KEY,
    relayerKey: RELAYER_KEY,
    clock: () => START_S,
    ...changes,
  }
}

function newDirectory(): string {
  const directory = mkdtempSync(join(process.env['TCCTV_TEST_FOLDER'] ?? tmpdir(), 'tcctv-ledger-'))
  made.push(directory)
  return directory
}

/**
 * A contract that keeps the first word of the calldata in slot 0, logs it with topic 1 and returns it; without
 * calldata it reverts with 0xdeadbeef.
 */
const RUNTIME = '3660115763deadbeef6000526004601cfd5b60003580600055600052600160206000a160206000f3'
export const KEEPER: Hex = `0x60${(RUNTIME.length / 2).toString(16)}8060093d393df3${RUNTIME}`

export const word = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`
