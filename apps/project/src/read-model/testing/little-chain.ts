import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  batchDigest,
  batchTypedData,
  checkpointTypedData,
  columnsRoot,
  decisionTypedData,
  decodeLedgerEvents,
  encodeColumns,
  encodeFlags,
  flagsTypedData,
  pddContentHash,
  projectGenesis,
  encodeBounds,
  signedContent,
  textId,
  type ChainPddVersion,
  type Column,
  type Flag,
  type RoleName,
  NO_INTERVALS,
  UNLIMITED_ISSUANCE,
} from '@tcctv/contracts'
import { deployProjectLedger, openEmbedded, type EmbeddedChain } from '@tcctv/ledger'
import { FIXED_ONE, parseLocalDay, periodOfDay } from '@tcctv/units'
import { bytesToHex, concatHex, encodeAbiParameters, encodePacked, hexToBytes, keccak256, toHex } from 'viem'
import { privateKeyToAccount } from 'viem/accounts'
import type { Hex, ProjectedBlock } from '../projected.ts'

const SEALER_KEY: Hex = `0x${'31'.repeat(32)}`
const RELAYER_KEY: Hex = `0x${'32'.repeat(32)}`
const START_S = 1_700_000_000
export const GENESIS = projectGenesis({
  chainId: 1_000_000_011,
  sealer: privateKeyToAccount(SEALER_KEY).address,
  relayer: privateKeyToAccount(RELAYER_KEY).address,
  timestampS: START_S,
})
export const FIRST_DAY = parseLocalDay('2022-03-10')
/** Three days before its clocks go forward on 2022-03-13: that day has 23 hours. */
const OFFSETS = [
  { fromS: 0, offsetS: -25_200 },
  { fromS: Date.UTC(2022, 2, 13, 9) / 1000, offsetS: -21_600 },
]
const accountOf = (role: RoleName) => privateKeyToAccount(keccak256(toHex(role)))
const ROLES = ['operator', 'proponent', 'registry', 'verifier', 'service', 'report'] as const
const word = (number: number): Hex => `0x${number.toString(16).padStart(64, '0')}`

/** BE = floor(EG × 0.5) at 1e-6 t, ER = BE. */
const PROGRAM = {
  code: hexToBytes('0x02000002000113400000000050000003000050000100'),
  constants: [10n ** 12n],
  tables: [],
}
const PROGRAM_HASH = keccak256(
  concatHex([
    keccak256(bytesToHex(PROGRAM.code)),
    keccak256(encodePacked(['int256[]'], [PROGRAM.constants])),
    keccak256('0x'),
  ]),
)

/** One lane EG in kWh with 2 places; a reading above 1,000 kWh is case 2, above 2,000 kWh case 3; a day above 10 t case 3. */
const VERSION: ChainPddVersion = {
  documentHash: word(1),
  methodologyHash: word(2),
  programHash: PROGRAM_HASH,
  demonstration: true,
  visibility: 2,
  creditingFromS: periodOfDay(OFFSETS, FIRST_DAY).fromS,
  creditingToS: periodOfDay(OFFSETS, FIRST_DAY + 400).fromS,
  firstDay: FIRST_DAY,
  lastDay: FIRST_DAY + 399,
  offsets: OFFSETS,
  lanes: [
    {
      parameter: textId('EG'),
      meter: textId('M1'),
      variableIndex: 0,
      stepS: 900,
      role: 1,
      places: 2,
      multiplier: 10n ** 13n,
      low: -(10n ** 12n),
      high: 10n ** 12n,
      untilS: 0,
      fromS: 0,
    },
  ],
  variables: [
    { source: 0, amount: 0n },
    { source: 1, amount: FIXED_ONE / 2n },
  ],
  limits: [
    {
      id: textId('EG.reading'),
      applies: 1,
      subjectKind: 1,
      subject: 0,
      effectiveFrom: 0,
      divisor: 0xffff,
      by: 0,
      bounds: encodeBounds([{ low: 0n, high: 100_000n, first: 100_000n, second: 1_000_000n }]),
    },
    {
      id: textId('ER.day'),
      applies: 2,
      subjectKind: 2,
      subject: 1,
      effectiveFrom: 0,
      divisor: 0xffff,
      by: 0,
      bounds: encodeBounds([{ low: 0n, high: 10n * FIXED_ONE, first: 0n, second: 1000n * FIXED_ONE }]),
    },
  ],
  heads: { baseline: 0, project: 0xffff, leakage: 0xffff, reduction: 1 },
  issuance: { quantum: FIXED_ONE, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE },
  programs: [],
  histories: [],
  meters: [],
  interval: NO_INTERVALS,
}

/** A real chain in stage trial, and what a test does with it; close it with `await using`. */
export type LittleChain = Awaited<ReturnType<typeof littleChain>>

export async function littleChain() {
  const directory = mkdtempSync(join(tmpdir(), 'tcctv-read-model-'))
  const keys = { sealerKey: SEALER_KEY, relayerKey: RELAYER_KEY }
  const chain = await openEmbedded({ directory, genesis: GENESIS, ...keys, clock: () => START_S })
  const ledger = await deployProjectLedger(
    chain,
    ROLES.map((role) => ({ role, key: accountOf(role).address })),
  )
  const signed = async (role: RoleName, action: string, subject: Hex, content: Hex) => {
    const nonce = await ledger.nonceOf(accountOf(role).address)
    const message = decisionTypedData(ledger.domain, { action, subject, content, nonce })
    return { nonce, signature: await accountOf(role).signTypedData(message) }
  }
  await ledger.proposePdd(
    [PROGRAM],
    VERSION,
    await signed('proponent', 'propose-pdd', word(0), pddContentHash(VERSION)),
  )
  const approval = encodeAbiParameters(
    [{ type: 'uint32' }, { type: 'uint8' }, { type: 'bytes32' }],
    [FIRST_DAY, 0, word(7)],
  )
  const approved = await signed('registry', 'approve-pdd', word(0), keccak256(approval))
  await ledger.approvePdd({ index: 0, fromDay: FIRST_DAY, change: 'first', reference: word(7) }, approved)
  await ledger.setStage(
    { stage: 'trial', reference: word(0) },
    await signed('proponent', 'set-stage', word(2), word(0)),
  )
  let sequence = 0n
  const commit = async (columns: readonly Column[], flags: readonly Flag[] = []) => {
    const bytes = encodeColumns(columns)
    sequence += 1n
    const message = { columnsRoot: columnsRoot(bytes), evidence: 3, source: word(9), sequence }
    const flagBytes = encodeFlags(flags)
    const flagged = { batch: batchDigest(ledger.domain, message), flags: keccak256(flagBytes) }
    return ledger.commitBatch({
      columns: bytes,
      evidence: 3,
      source: word(9),
      sequence,
      signature: await accountOf('proponent').signTypedData(batchTypedData(ledger.domain, message)),
      flags: flagBytes,
      serviceSignature: await accountOf('service').signTypedData(flagsTypedData(ledger.domain, flagged)),
    })
  }
  const decide = async (role: RoleName, id: number, action: string) => {
    const [exception, content] = [BigInt(id), word(5)]
    const cited = signedContent(action, content, await ledger.exception(exception))
    return ledger.decide({ exception, action, content }, await signed(role, action, word(id), cited))
  }
  /** The registry signs the head. */
  const checkpoint = async () => {
    const { number, hash, stateRoot } = await chain.head()
    const message = checkpointTypedData(ledger.domain, { number: BigInt(number), blockHash: hash, stateRoot })
    return ledger.checkpoint({ number, blockHash: hash, stateRoot }, await accountOf('registry').signTypedData(message))
  }
  const genesisHash = bytesToHex((await chain.block(0)).hash())
  const close = () => chain.close()
  return {
    chain,
    ledger,
    genesisHash,
    commit,
    decide,
    checkpoint,
    blocks: () => blocksOf(chain),
    [Symbol.asyncDispose]: close,
  }
}

/** A full day's column, or its beginning; counts differ from each other unless one is given. */
export function dayColumn(
  day: number,
  { readings = Infinity, count }: { readings?: number; count?: bigint } = {},
): Column {
  const { fromS, toS } = periodOfDay(OFFSETS, day)
  const length = Math.min((toS - fromS) / 900, readings)
  return {
    lane: 0,
    startS: fromS,
    stepS: 900,
    counts: Array.from({ length }, (_, at) => count ?? BigInt(500 + 7 * at)),
  }
}

/** All blocks since the first, as the process projects them. */
async function blocksOf(chain: EmbeddedChain): Promise<readonly ProjectedBlock[]> {
  const { number: head } = await chain.head()
  return Promise.all(Array.from({ length: head }, (_, at) => projectedOf(chain, at + 1)))
}

async function projectedOf(chain: EmbeddedChain, number: number): Promise<ProjectedBlock> {
  const { header, transactions } = await chain.block(number)
  const receipts = await chain.receipts(number)
  return {
    number,
    hash: bytesToHex(header.hash()),
    parentHash: bytesToHex(header.parentHash),
    timestampS: Number(header.timestamp),
    stateRoot: bytesToHex(header.stateRoot),
    sealer: GENESIS.sealer,
    gasUsed: header.gasUsed,
    transactions: receipts.map(({ transactionHash, transactionIndex, to, logs }) => ({
      hash: transactionHash,
      index: transactionIndex,
      to,
      data: bytesToHex(transactions[transactionIndex]?.data ?? new Uint8Array()),
      events: decodeLedgerEvents(
        logs.map(({ topics: [signature, ...indexed], ...log }) => ({
          ...log,
          topics: signature === undefined ? [] : [signature, ...indexed],
          blockNumber: BigInt(number),
          removed: false,
        })),
      ),
    })),
  }
}
