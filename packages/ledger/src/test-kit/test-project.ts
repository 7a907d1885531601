import {
  columnsRoot,
  batchDigest,
  batchTypedData,
  decisionTypedData,
  encodeColumns,
  encodeFlags,
  flagsTypedData,
  pddContentHash,
  encodeBounds,
  textId,
  type ChainPddVersion,
  type Flag,
  type LedgerDomain,
  type RoleName,
  NO_INTERVALS,
  UNLIMITED_ISSUANCE,
} from '@tcctv/contracts'
import { FIXED_ONE } from '@tcctv/units'
import { concatHex, encodeAbiParameters, encodePacked, hexToBytes, keccak256, toHex } from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'

import type { Hex, LedgerEngine } from '../chain.ts'
import { deployProjectLedger } from '../project/embedded-ledger.ts'
import type { ProgramParts, ProjectLedger, Signed, SignedBatch } from '../project/project-ledger.ts'
import { START_S, word } from './test-chain.ts'

const DAY_S = 86_400
/** First local day (UTC) of crediting. */
export const FIRST_DAY = 19_000
const FROM_S = FIRST_DAY * DAY_S

export const accountOf = (role: RoleName): PrivateKeyAccount => privateKeyToAccount(keccak256(toHex(role)))
const PARTIES = (['operator', 'proponent', 'registry', 'verifier', 'service', 'report'] as const).map((role) => ({
  key: accountOf(role).address,
  role,
}))

/** BE = floor(EG × 0.5), ER = BE; quantum 1e-6 t. VAR 0 VAR 1 MULF ROUND 0 0 STORE 0 REG 0 STORE 1 END. */
const PROGRAM: ProgramParts = {
  code: hexToBytes('0x02000002000113400000000050000003000050000100'),
  constants: [10n ** 12n],
  tables: [],
}

function programHash({ code, constants }: ProgramParts): Hex {
  return keccak256(
    concatHex([keccak256(code), keccak256(encodePacked(['int256[]'], [[...constants]])), keccak256('0x')]),
  )
}

/** One lane EG in kWh with two places, quarter-hourly; readings above 100,000 counts are case 2, above 200,000 case 3. */
export const VERSION: ChainPddVersion = {
  documentHash: word(1),
  methodologyHash: word(2),
  programHash: programHash(PROGRAM),
  demonstration: true,
  visibility: 3,
  creditingFromS: FROM_S,
  creditingToS: FROM_S + 700 * DAY_S,
  firstDay: FIRST_DAY,
  lastDay: FIRST_DAY + 699,
  offsets: [{ fromS: 0, offsetS: 0 }],
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
      id: textId('eg-range'),
      applies: 1,
      subjectKind: 1,
      subject: 0,
      effectiveFrom: 0,
      divisor: 0xffff,
      by: 0,
      bounds: encodeBounds([{ low: -100_000n, high: 100_000n, first: 100_000n, second: 1_000_000n }]),
    },
  ],
  heads: { baseline: 0, project: 0xffff, leakage: 0xffff, reduction: 1 },
  issuance: { quantum: FIXED_ONE, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE },
  programs: [],
  histories: [],
  meters: [],
  interval: NO_INTERVALS,
}

/** Signs a decision with the role's key and its next nonce. */
export async function signed(
  ledger: ProjectLedger,
  role: RoleName,
  message: { readonly action: string; readonly subject: Hex; readonly content: Hex },
): Promise<Signed> {
  const account = accountOf(role)
  const nonce = await ledger.nonceOf(account.address)
  return { nonce, signature: await account.signTypedData(decisionTypedData(ledger.domain, { ...message, nonce })) }
}

/** A ledger in stage trial with the version approved from the first day on. */
export async function trialLedger(chain: LedgerEngine, version = VERSION): Promise<ProjectLedger> {
  const ledger = await deployProjectLedger(chain, PARTIES)
  const propose = { action: 'propose-pdd', subject: word(0), content: pddContentHash(version) }
  await ledger.proposePdd([PROGRAM], version, await signed(ledger, 'proponent', propose))
  const approval = { index: 0, fromDay: FIRST_DAY, change: 'first', reference: word(7) } as const
  const content = keccak256(
    encodeAbiParameters([{ type: 'uint32' }, { type: 'uint8' }, { type: 'bytes32' }], [FIRST_DAY, 0, word(7)]),
  )
  await ledger.approvePdd(
    approval,
    await signed(ledger, 'registry', { action: 'approve-pdd', subject: word(0), content }),
  )
  const stage = { action: 'set-stage', subject: word(2), content: word(0) }
  await ledger.setStage({ stage: 'trial', reference: word(0) }, await signed(ledger, 'proponent', stage))
  return ledger
}

export type BatchOptions = {
  readonly sequence?: bigint
  readonly flags?: readonly Flag[]
  readonly lane?: number
  readonly stepS?: number
}

/** A signed batch of one column of the nth day, from midnight on. */
export async function batchOf(
  domain: LedgerDomain,
  day: number,
  counts: readonly bigint[],
  { sequence = BigInt(day + 1), flags = [], lane = 0, stepS = 900 }: BatchOptions = {},
): Promise<SignedBatch> {
  const columns = encodeColumns([{ lane, startS: FROM_S + day * DAY_S, stepS, counts }])
  const message = { columnsRoot: columnsRoot(columns), evidence: 3, source: word(9), sequence }
  const flagBytes = encodeFlags(flags)
  const flagged = { batch: batchDigest(domain, message), flags: keccak256(flagBytes) }
  return {
    columns,
    evidence: 3,
    source: word(9),
    sequence,
    signature: await accountOf('proponent').signTypedData(batchTypedData(domain, message)),
    flags: flagBytes,
    serviceSignature: await accountOf('service').signTypedData(flagsTypedData(domain, flagged)),
  }
}

/** Counts of a full day, or fewer, that differ from each other. */
export const countsOf = (length: number): bigint[] =>
  Array.from({ length }, (_, index) => 10_000n + BigInt((index * 37) % 50_000))

if (FROM_S + 60 * DAY_S > START_S) throw new Error('the days of the tests must be over when the chain begins')
