import { GAS_LIMIT, SEALED_DIFFICULTY, ledgerAddresses } from '@tcctv/contracts'
import { RLP } from '@ethereumjs/rlp'
import { BUNDLE_PATHS, type BundleFacts } from '../bundle.ts'
import { canonicalJson } from '../canonical-json.ts'
import { firstDifference, toHex, type Hex } from '../bytes.ts'
import { blocksOf } from '../chain/blocks.ts'
import { chainCommon, genesisBlock, type GenesisFacts } from '../chain/genesis.ts'
import { sealerOf, type Header } from '../chain/header.ts'
import { mustEqual, refuse } from '../errors.ts'
import type { BlockFacts } from '../records.ts'
import type { CheckList } from './checks.ts'
import { hexAt, numberAt, parseObject } from './read-json.ts'

/** What the reader trusts, from a source of its own. */
export type PinnedBundle = { readonly genesisHash?: Hex; readonly sealers?: readonly Hex[] }

/** The genesis, once it is found to be the one the manifest and the reader's pins name. */
export function checkGenesis(bytes: Uint8Array, facts: BundleFacts, pinned: PinnedBundle): GenesisFacts {
  const path = BUNDLE_PATHS.genesis
  const stated = parseObject(bytes, path)
  const sealers = stated['sealers']
  if (Array.isArray(sealers))
    refuse(
      `${path}: sealers`,
      'one sealer: a bundle proves the chain of a project process',
      `${sealers.length} sealers: of a network its nodes check every block, and \`tcctv ledger compare\` on any of them the records`,
      'genesis',
    )
  const genesis: GenesisFacts = {
    chainId: numberAt(stated, 'chainId', path),
    sealer: hexAt(stated, 'sealer', path),
    relayer: hexAt(stated, 'relayer', path),
    timestampS: numberAt(stated, 'timestampS', path),
  }
  const offset = firstDifference(canonicalJson(genesis), bytes)
  if (offset !== -1) refuse(`${path}, byte ${offset}`, 'canonical JSON of the genesis', 'other bytes')
  mustEqual(`${BUNDLE_PATHS.manifest}: ledger`, ledgerAddresses(genesis.relayer).ledger, facts.ledger)
  mustEqual(`${path}: chainId`, facts.chainId, genesis.chainId)
  const hash = toHex(genesisBlock(genesis, chainCommon(genesis)).hash())
  mustEqual('genesis hash', facts.genesisHash, hash)
  if (pinned.genesisHash !== undefined) mustEqual('genesis hash, pinned', pinned.genesisHash.toLowerCase(), hash)
  const trusted = pinned.sealers?.map((sealer) => sealer.toLowerCase())
  if (trusted !== undefined && !trusted.includes(genesis.sealer))
    refuse('sealer, pinned', trusted.join(', '), genesis.sealer)
  return genesis
}

/** Links every header to the one before; returns number, hash, time and state root of each. */
export function checkHeaders(
  stream: Uint8Array,
  facts: BundleFacts,
  genesis: GenesisFacts,
  list: CheckList,
): BlockFacts[] {
  const blocks: BlockFacts[] = [{ number: 0, hash: facts.genesisHash, timestampS: genesis.timestampS, stateRoot: '0x' }]
  for (const { header, offset } of blocksOf(stream, BUNDLE_PATHS.blocks)) {
    const previous = blocks.at(-1)
    const where = `block ${blocks.length} (${BUNDLE_PATHS.blocks} at ${offset})`
    mustEqual(`${where}: number`, blocks.length, header.number)
    mustEqual(`${where}: parent`, previous?.hash, header.parentHash)
    if (header.timestampS <= (previous?.timestampS ?? 0))
      refuse(`${where}: time`, `after ${previous?.timestampS}`, header.timestampS)
    checkForm(header, where)
    const { number, hash, timestampS, stateRoot } = header
    blocks.push({ number, hash, timestampS, stateRoot })
    list.count('headers')
  }
  mustEqual('head number', facts.head.number, blocks.length - 1)
  mustEqual('head hash', facts.head.hash, blocks.at(-1)?.hash)
  return blocks
}

/** Recovers the sealer of every header. */
export function checkSeals(stream: Uint8Array, genesis: GenesisFacts, list: CheckList): void {
  for (const { header, offset } of blocksOf(stream, BUNDLE_PATHS.blocks)) {
    mustEqual(`block ${header.number} (${BUNDLE_PATHS.blocks} at ${offset}): sealer`, genesis.sealer, sealerOf(header))
    list.count('seals')
  }
}

/** Header fields that the chain rules fix, by their place. */
const FIXED: readonly (readonly [at: number, name: string, found: Hex])[] = [
  [1, 'uncles', '0x1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347'],
  [2, 'beneficiary', `0x${'00'.repeat(20)}`],
  [7, 'difficulty', toHex(RLP.encode(SEALED_DIFFICULTY))],
  [9, 'gas limit', toHex(RLP.encode(GAS_LIMIT).subarray(1))],
  [13, 'mix hash', `0x${'00'.repeat(32)}`],
  [14, 'nonce', `0x${'00'.repeat(8)}`],
  [15, 'base fee', '0x'],
]

function checkForm(header: Header, where: string): void {
  const fields = RLP.decode(header.rlp)
  for (const [at, name, expected] of FIXED) {
    const field = fields[at]
    mustEqual(`${where}: ${name}`, expected, field instanceof Uint8Array ? toHex(field) : 'a list')
  }
}
