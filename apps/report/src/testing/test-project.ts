import {
  batchDigest,
  batchTypedData,
  columnsRoot,
  decisionTypedData,
  encodeColumns,
  encodeFlags,
  flagsTypedData,
  pddContentHash,
  projectGenesis,
  encodeBounds,
  textId,
  type ChainPddVersion,
  type Flag,
  type RoleName,
  NO_INTERVALS,
  UNLIMITED_ISSUANCE,
} from '@tcctv/contracts'
import { deployProjectLedger, openEmbedded, type EmbeddedChain, type ProjectLedger } from '@tcctv/ledger'
import { hashDocument, parseMethodology, parsePdd } from '@tcctv/methodology'
import type { CompileDocuments } from '@tcctv/proof'
import { FIXED_ONE, divide, roundToQuantum } from '@tcctv/units'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { concatHex, encodeAbiParameters, encodePacked, hexToBytes, keccak256, numberToHex, toHex, type Hex } from 'viem'
import { privateKeyToAccount, type PrivateKeyAccount } from 'viem/accounts'

const ROOT = join(import.meta.dirname, '..', '..', '..', '..')
export const TEXTS = {
  yaml: readFileSync(join(ROOT, 'examples', 'nrel50', 'pdd.yaml'), 'utf8'),
  methodologyYaml: readFileSync(join(ROOT, 'methodologies', 'acm0002-solar.yaml'), 'utf8'),
}
export const SLUG = 'test-plant'
const FIRST_DAY = 19_356 // 2022-12-30 in a zone 7 hours behind UTC
const DAY_S = 86_400
const OFFSET_S = -25_200
const STEP_S = 3_600
const NO_EQUATION = 0xffff
const ZERO = numberToHex(0, { size: 32 })

export const accountOf = (role: string): PrivateKeyAccount => privateKeyToAccount(keccak256(toHex(role)))

/** BE = floor(EG × 0.5), ER = BE; quantum 1e-6 t. VAR 0 VAR 1 MULF ROUND 0 0 STORE 0 REG 0 STORE 1 END. */
const PROGRAM = {
  code: hexToBytes('0x02000002000113400000000050000003000050000100'),
  constants: [10n ** 12n],
  tables: [],
}

/** A chain whose version names the example's documents but runs a small program: the compiler has its own tests. */
export async function createTestChain(): Promise<EmbeddedChain> {
  const [sealerKey, relayerKey] = [keccak256(toHex('sealer')), keccak256(toHex('relayer'))]
  const chain = await openEmbedded({
    directory: mkdtempSync(join(tmpdir(), 'tcctv-report-chain-')),
    genesis: projectGenesis({
      chainId: 1_000_000_123,
      sealer: privateKeyToAccount(sealerKey).address,
      relayer: privateKeyToAccount(relayerKey).address,
      timestampS: 1_700_000_000,
    }),
    sealerKey,
    relayerKey,
    clock: () => 1_700_000_000,
  })
  const roles = ['operator', 'proponent', 'registry', 'service', 'report'] as const
  const ledger = await deployProjectLedger(
    chain,
    roles.map((role) => ({ key: accountOf(role).address, role })),
  )
  const version = versionOf(TEXTS.methodologyYaml, TEXTS.yaml)
  const propose = { action: 'propose-pdd', subject: ZERO, content: pddContentHash(version) }
  await ledger.proposePdd([PROGRAM], version, await signed(ledger, 'proponent', propose))
  const content = keccak256(
    encodeAbiParameters([{ type: 'uint32' }, { type: 'uint8' }, { type: 'bytes32' }], [FIRST_DAY, 0, ZERO]),
  )
  const approval = await signed(ledger, 'registry', { action: 'approve-pdd', subject: ZERO, content })
  await ledger.approvePdd({ index: 0, fromDay: FIRST_DAY, change: 'first', reference: ZERO }, approval)
  const stage = { action: 'set-stage', subject: numberToHex(2, { size: 32 }), content: ZERO }
  await ledger.setStage({ stage: 'trial', reference: ZERO }, await signed(ledger, 'proponent', stage))
  await recordDays(ledger)
  return chain
}

/** Three days over a change of year; one reading of the second is beyond the limit (case 2). */
async function recordDays(ledger: ProjectLedger): Promise<void> {
  const beyond: Flag = { column: 0, position: 3, code: 2, detail: 0, scoreMillionths: 0 }
  for (const day of [0, 1, 2]) {
    const counts = Array.from({ length: 24 }, (_, hour) => (day === 1 && hour === 3 ? 880_000n : 500_000n))
    const startS = (FIRST_DAY + day) * DAY_S - OFFSET_S
    const columns = encodeColumns([{ lane: 0, startS, stepS: STEP_S, counts }])
    const flags = encodeFlags(day === 1 ? [beyond] : [])
    const message = { columnsRoot: columnsRoot(columns), evidence: 3, source: ZERO, sequence: BigInt(day + 1) }
    const flagged = { batch: batchDigest(ledger.domain, message), flags: keccak256(flags) }
    await ledger.commitBatch({
      ...message,
      columns,
      flags,
      signature: await accountOf('proponent').signTypedData(batchTypedData(ledger.domain, message)),
      serviceSignature: await accountOf('service').signTypedData(flagsTypedData(ledger.domain, flagged)),
    })
    await ledger.quantifyDay(FIRST_DAY + day)
  }
}

async function signed(
  ledger: ProjectLedger,
  role: RoleName,
  message: { readonly action: string; readonly subject: Hex; readonly content: Hex },
) {
  const account = accountOf(role)
  const nonce = await ledger.nonceOf(account.address)
  return { nonce, signature: await account.signTypedData(decisionTypedData(ledger.domain, { ...message, nonce })) }
}

/** Stands for the compiler when a bundle of the test chain is verified. */
export const compileTestDocuments: CompileDocuments = (methodologyYaml, pddYaml) => {
  const evaluate = (inputs: readonly bigint[]) => {
    const exact = divide((inputs[0] ?? 0n) * (inputs[1] ?? 0n), FIXED_ONE, 'floor')
    const baseline = roundToQuantum(exact, 10n ** 12n, 'floor')
    return { unrounded: [exact, baseline], rounded: [baseline, baseline] }
  }
  const version = versionOf(methodologyYaml, pddYaml)
  return {
    methodology: parseMethodology(methodologyYaml),
    methodologyHash: version.methodologyHash,
    pdd: parsePdd(pddYaml),
    documentHash: version.documentHash,
    version,
    gaps: [{ parameter: 'EG_EXP', meter: 'M1', kind: 'zero' }],
    equations: ['BE', 'ER'],
    evaluate,
    fill: (inputs) => inputs,
    evaluateExactly: (inputs) => evaluate(inputs).rounded,
    evaluateInterval: () => ({ rounded: [], exact: [] }),
  }
}

function versionOf(methodologyYaml: string, pddYaml: string): ChainPddVersion {
  const words = encodePacked(['int256[]'], [PROGRAM.constants])
  const startS = FIRST_DAY * DAY_S - OFFSET_S
  return {
    documentHash: hashDocument(parsePdd(pddYaml)),
    methodologyHash: hashDocument(parseMethodology(methodologyYaml)),
    programHash: keccak256(concatHex([keccak256(PROGRAM.code), keccak256(words), keccak256('0x')])),
    demonstration: true,
    visibility: 2,
    creditingFromS: startS,
    creditingToS: startS + 30 * DAY_S,
    firstDay: FIRST_DAY,
    lastDay: FIRST_DAY + 29,
    offsets: [{ fromS: 0, offsetS: OFFSET_S }],
    lanes: [
      {
        parameter: textId('EG_EXP'),
        meter: textId('M1'),
        variableIndex: 0,
        stepS: STEP_S,
        role: 1,
        places: 3,
        multiplier: 10n ** 12n, // 0.001 kWh in 1e-18 MWh
        low: 0n,
        high: 10n ** 9n,
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
        id: textId('EG_EXP.reading'),
        applies: 1,
        subjectKind: 1,
        subject: 0,
        effectiveFrom: 0,
        divisor: 0xffff,
        by: 0,
        bounds: encodeBounds([{ low: 0n, high: 875_000n, first: 17_500n, second: 87_500n }]),
      },
    ],
    heads: { baseline: 0, project: NO_EQUATION, leakage: NO_EQUATION, reduction: 1 },
    issuance: { quantum: FIXED_ONE, rounding: 0, carryNegative: true, ...UNLIMITED_ISSUANCE },
    programs: [],
    histories: [],
    meters: [],
    interval: NO_INTERVALS,
  }
}
