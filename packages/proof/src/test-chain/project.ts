import {
  batchDigest,
  encodeColumns,
  encodeFlags,
  columnsRoot,
  deploymentOf,
  signedContent,
  type Deployment,
  ledgerAddresses,
  pddContentHash,
  projectLedgerAbi,
  quantifierAbi,
  type Flag,
} from '@tcctv/contracts'
import { encodeAbiParameters, encodeFunctionData, keccak256, pad, toHex } from 'viem'
import { privateKeyToAddress, sign } from 'viem/accounts'
import { buildBundle, BUNDLE_PATHS, increasePath, pddPath } from '../bundle.ts'
import { keccakHex, sha256Hex, toHex as hexOf, type Hex } from '../bytes.ts'
import { canonicalJson, type Json } from '../canonical-json.ts'
import { collectRecords, type BlockFacts, type ChainRecord } from '../records.ts'
import { reportData, wholePeriod } from '../report-data.ts'
import { checkpointDigest, commitmentDigest, decisionDigest, flagsDigest } from '../signing/typed-data.ts'
import { TEST_DAYS, TEST_METHODOLOGY, TEST_PDD, TEST_PROGRAM, compileTestDocuments, dayStartS } from './documents.ts'
import { createTestEngine, type BuiltBlock, type TestEngine } from './engine.ts'

export const KEYS = {
  operator: key(1),
  proponent: key(2),
  registry: key(4),
  verifier: key(5),
  service: key(6),
  report: key(7),
  sealer: key(8),
  relayer: key(9),
} as const
type PartyName = 'operator' | 'proponent' | 'registry' | 'verifier' | 'service' | 'report'
const ROLE_OF: Record<PartyName, number> = {
  operator: 1,
  proponent: 2,
  registry: 4,
  verifier: 5,
  service: 6,
  report: 7,
}
const ZERO_HASH = `0x${'00'.repeat(32)}` as const
export const TEST_CHAIN_ID = 1_000_000_077

/** A project's chain over five days with a suspension, as its process would write it. */
export type TestProject = {
  readonly engine: TestEngine
  readonly quantifier: Hex
  readonly ledger: Hex
  readonly pddText: string
}

/** Chain with parties, an approved PDD version and stage trial. */
export async function createTestProject(
  sealerKey: Hex = KEYS.sealer,
  pddText: string = TEST_PDD,
  changed: Partial<Deployment> = {},
): Promise<TestProject> {
  const engine = await createTestEngine(TEST_CHAIN_ID, sealerKey, KEYS.relayer)
  const { quantifier, ledger } = ledgerAddresses(engine.genesis.relayer)
  const first = partyNames().map((name) => ({ key: privateKeyToAddress(KEYS[name]), role: ROLE_OF[name] }))
  const deployment = { ...deploymentOf(engine.genesis.relayer, first), ...changed }
  await engine.seal(Object.values(deployment).map((data) => ({ to: null, data })))
  const register = encodeFunctionData({
    abi: quantifierAbi,
    functionName: 'registerProgram',
    args: [TEST_PROGRAM.code, TEST_PROGRAM.constants, TEST_PROGRAM.tables],
  })
  await engine.seal([{ to: quantifier, data: register }])
  const project = { engine, quantifier, ledger, pddText }
  const { version } = compileTestDocuments(TEST_METHODOLOGY, pddText)
  await call(project, 'proposePdd', [
    version,
    0n,
    await decision(project, 'proponent', 'propose-pdd', ZERO_HASH, pddContentHash(version), 0n),
  ])
  const approval = approvalContent(19_720, 0)
  await call(project, 'approvePdd', [
    0n,
    19_720,
    0,
    ZERO_HASH,
    0n,
    await decision(project, 'registry', 'approve-pdd', ZERO_HASH, approval, 0n),
  ])
  await call(project, 'setStage', [
    2,
    ZERO_HASH,
    1n,
    await decision(project, 'proponent', 'set-stage', subject(2n), ZERO_HASH, 1n),
  ])
  return project
}

/** Readings of a day: 24 hours of 400 counts and the changes given. */
function dayCounts(changes: Readonly<Record<number, bigint>> = {}): bigint[] {
  return Array.from({ length: 24 }, (_, hour) => changes[hour] ?? 400n + BigInt(hour % 5))
}

export async function commitDay(
  project: TestProject,
  day: number,
  counts: readonly bigint[],
  sequence: bigint,
  flags: readonly Flag[] = [],
  fromHour = 0,
  evidence = 3,
): Promise<BuiltBlock> {
  const { columns, digest, source } = batchOfDay(project, day, counts, sequence, fromHour, evidence)
  const flagBytes = hexOf(encodeFlags(flags))
  const party = await signed(KEYS.proponent, digest)
  const service = await signed(KEYS.service, flagsDigest(domain(project), digest, flagBytes))
  return call(project, 'commitBatch', [hexOf(columns), evidence, source, sequence, party, flagBytes, service])
}

/** The whole story: two vintages, a case 2, a case 3 with its resolution, a withheld batch, a checkpoint. */
export async function playStory(project: TestProject): Promise<void> {
  const [one, two, three, four, five] = TEST_DAYS as [number, number, number, number, number] // five days
  await call(project, 'recordModel', [
    subject(7n),
    subject(8n),
    0n,
    await decision(project, 'operator', 'record-model', subject(7n), subject(8n), 0n),
  ])
  await commitDay(project, one, dayCounts(), 1n)
  await call(project, 'quantifyDay', [one])
  await commitDay(project, two, dayCounts({ 7: 600n }), 2n, [
    { column: 0, position: 7, code: 3, detail: 0, scoreMillionths: 0 },
  ])
  await withhold(project, three, dayCounts(), 3n)
  await resolveCase3(project)
  await call(project, 'quantifyDay', [two])
  await commitDay(project, three, dayCounts(), 3n)
  await call(project, 'quantifyDay', [three])
  const flags: Flag[] = [
    { column: 0, position: 2, code: 2, detail: 0, scoreMillionths: 0 },
    { column: 0, position: 9, code: 16, detail: 1, scoreMillionths: 1_500_000 },
  ]
  await commitDay(project, four, dayCounts({ 2: 520n }), 4n, flags)
  await call(project, 'quantifyDay', [four])
  await checkpointHead(project)
  await commitDay(project, five, dayCounts(), 5n)
  await call(project, 'quantifyDay', [five])
}

/** Case 4 set to zero by the registry, a day held by its own reduction and withdrawn, a stage change, a revoked key. */
export async function playHardStory(project: TestProject): Promise<void> {
  const [one, two, three] = TEST_DAYS as [number, number, number] // the first of five days
  await commitDay(project, one, dayCounts({ 5: 900n }), 1n, [
    { column: 0, position: 5, code: 4, detail: 0, scoreMillionths: 0 },
  ])
  await decideAll(project, 1n, [
    ['proponent', 'file-report', 2n],
    ['registry', 'send-back', 1n],
    ['proponent', 'file-report', 3n],
    ['registry', 'release-zero', 2n],
  ])
  await call(project, 'quantifyDay', [one])
  // 24 × 500 counts give 6 tCO2e, 12 more readings of 545 lift the day above it without any reading of case 3
  const counts = dayCounts(Object.fromEntries(Array.from({ length: 24 }, (_, hour) => [hour, 545n])))
  const flags: Flag[] = counts.map((_, position) => ({ column: 0, position, code: 2, detail: 0, scoreMillionths: 0 }))
  await commitDay(project, two, counts, 2n, flags)
  await call(project, 'quantifyDay', [two])
  await decideAll(project, 2n, [
    ['proponent', 'justify', 4n],
    ['proponent', 'release', 5n],
    ['proponent', 'withdraw', 6n],
  ])
  await call(project, 'quantifyDay', [two])
  await commitDay(project, three, dayCounts(), 3n)
  await call(project, 'quantifyDay', [three])
  await move(project, 'proponent', 1, 0n, 7n)
  await playFindings(project)
  const revoked = privateKeyToAddress(KEYS.service)
  const args = keccak256(encodeAbiParameters([{ type: 'uint8' }, { type: 'bool' }], [6, false]))
  await call(project, 'setKey', [
    revoked,
    6,
    false,
    0n,
    await decision(project, 'operator', 'set-key', subject(BigInt(revoked)), args, 0n),
  ])
}

/** A request that holds the statement, its answer, and its end; a request for the future; a statement; a new report. */
async function playFindings(project: TestProject): Promise<void> {
  await move(project, 'proponent', 2, 0n, 8n)
  await raise(project, 'verifier', 1, 0n)
  await raise(project, 'registry', 3, 3n)
  await move(project, 'verifier', 3, 0n, 1n)
  await answer(project, 'proponent', 2, 9n)
  await move(project, 'proponent', 2, 0n, 10n)
  await move(project, 'verifier', 3, 0n, 2n)
  await answer(project, 'verifier', 3, 3n)
  await move(project, 'verifier', 4, 1n, 4n)
}

async function raise(project: TestProject, by: PartyName, kind: number, nonce: bigint): Promise<void> {
  const types = [{ type: 'uint8' }, { type: 'uint16' }, { type: 'bytes32' }]
  const content = keccak256(encodeAbiParameters(types, [kind, 2023, ZERO_HASH]))
  const signature = await decision(project, by, 'raise-finding', subject(5n), content, nonce)
  await call(project, 'raiseFinding', [kind, 2023, subject(5n), ZERO_HASH, nonce, signature])
}

/** Answers (2) or closes (3) the first finding. */
async function answer(project: TestProject, by: PartyName, to: 2 | 3, nonce: bigint): Promise<void> {
  const action = to === 2 ? 'answer-finding' : 'close-finding'
  const signature = await decision(project, by, action, subject(1n), subject(6n), nonce)
  await call(project, 'moveFinding', [1n, to, subject(6n), nonce, signature])
}

async function move(project: TestProject, by: PartyName, to: number, quantity: bigint, nonce: bigint): Promise<void> {
  const types = [{ type: 'uint8' }, { type: 'bytes32' }, { type: 'int256' }]
  const content = keccak256(encodeAbiParameters(types, [to, ZERO_HASH, quantity]))
  const signature = await decision(project, by, 'move-period', subject(2023n), content, nonce)
  await call(project, 'movePeriod', [2023, to, ZERO_HASH, quantity, nonce, signature])
}

/** A held day is released, gets a reading more and is held again; a second version is approved over that day. */
export async function playCorrectedStory(project: TestProject): Promise<void> {
  const [one] = TEST_DAYS as [number] // the first of five days
  const caseTwo = (position: number): Flag => ({ column: 0, position, code: 2, detail: 0, scoreMillionths: 0 })
  const hours = Array.from({ length: 23 }, (_, hour) => hour)
  await commitDay(
    project,
    one,
    hours.map(() => 545n),
    1n,
    hours.map(caseTwo),
  )
  await commitDay(project, one + 1, [400n], 2n) // the first day is complete without its last hour
  await call(project, 'quantifyDay', [one])
  const release = (id: bigint, nonce: bigint) =>
    decideAll(project, id, [
      ['proponent', 'justify', nonce],
      ['proponent', 'release', nonce + 1n],
      ['proponent', 'resubmit', nonce + 2n],
    ])
  await release(1n, 2n)
  await commitDay(project, one, [545n], 3n, [caseTwo(0)], 23)
  await call(project, 'quantifyDay', [one])
  await release(2n, 5n)
  await approveSecond(project, one)
  await call(project, 'quantifyDay', [one])
}

/** A case 4 with corrected data by the registry, a case 3 by the proponent, a batch given up, a day closed. */
export async function playReplacedStory(project: TestProject): Promise<void> {
  const [one, two, three] = TEST_DAYS as [number, number, number] // the first of five days
  const flag = (code: 3 | 4): Flag => ({ column: 0, position: 5, code, detail: 0, scoreMillionths: 0 })
  await commitDay(project, one, dayCounts({ 5: 900n }), 1n, [flag(4)])
  await withhold(project, two, dayCounts(), 9n)
  await decideAll(project, 1n, [['proponent', 'file-report', 2n]])
  await expectCorrection(
    project,
    'registry',
    1n,
    ['release-corrected', 1n],
    batchOfDay(project, one, dayCounts(), 2n).digest,
  )
  await commitDay(project, one, dayCounts(), 2n)
  await call(project, 'quantifyDay', [one])
  const { digest } = batchOfDay(project, two, dayCounts(), 9n)
  const abandoned = await decision(project, 'registry', 'abandon-withheld', digest, subject(99n), 2n)
  await call(project, 'abandonWithheld', [digest, subject(99n), 2n, abandoned])
  await commitDay(project, two, dayCounts({ 5: 600n }), 3n, [flag(3)])
  await decideAll(project, 2n, [
    ['proponent', 'justify', 3n],
    ['proponent', 'release', 4n],
  ])
  const again = dayCounts({ 5: 620n }) // still beyond the limit: judged again
  await expectCorrection(
    project,
    'proponent',
    2n,
    ['resubmit-corrected', 5n],
    batchOfDay(project, two, again, 4n).digest,
  )
  await commitDay(project, two, again, 4n, [flag(3)])
  await decideAll(project, 3n, [
    ['proponent', 'justify', 6n],
    ['proponent', 'release', 7n],
    ['proponent', 'resubmit', 8n],
  ])
  await call(project, 'quantifyDay', [two])
  await commitDay(project, three, [400n, 401n], 5n)
  const closing = await decision(project, 'proponent', 'close-day', subject(BigInt(three)), ZERO_HASH, 9n)
  await call(project, 'closeDay', [three, ZERO_HASH, 9n, closing])
  await call(project, 'quantifyDay', [three])
}

async function expectCorrection(
  project: TestProject,
  by: PartyName,
  id: bigint,
  [action, nonce]: readonly [string, bigint],
  batch: Hex,
): Promise<void> {
  const content = signedContent(action, subject(99n), { amount: amountOf(project, id), report: subject(99n), batch })
  const signature = await decision(project, by, action, subject(id), content, nonce)
  await call(project, 'decideCorrected', [id, action, batch, subject(99n), nonce, signature])
}

async function approveSecond(project: TestProject, fromDay: number): Promise<void> {
  const { version } = compileTestDocuments(TEST_METHODOLOGY, project.pddText)
  const content = pddContentHash(version)
  const proposal = await decision(project, 'proponent', 'propose-pdd', subject(1n), content, 8n)
  await call(project, 'proposePdd', [version, 8n, proposal])
  const approval = approvalContent(fromDay, 1)
  const signature = await decision(project, 'registry', 'approve-pdd', subject(1n), approval, 1n)
  await call(project, 'approvePdd', [1n, fromDay, 1, ZERO_HASH, 1n, signature])
}

function approvalContent(fromDay: number, change: number): Hex {
  return keccak256(
    encodeAbiParameters([{ type: 'uint32' }, { type: 'uint8' }, { type: 'bytes32' }], [fromDay, change, ZERO_HASH]),
  )
}

async function decideAll(
  project: TestProject,
  id: bigint,
  steps: readonly (readonly [PartyName, string, bigint])[],
): Promise<void> {
  for (const [by, action, nonce] of steps) {
    const content = signedContent(action, subject(99n), { amount: amountOf(project, id), report: subject(99n) })
    const signature = await decision(project, by, action, subject(id), content, nonce)
    await call(project, 'decide', [id, action, subject(99n), nonce, signature])
  }
}

function amountOf(project: TestProject, id: bigint): bigint {
  for (const { events } of recordsOf(project))
    for (const event of events)
      if (event.eventName === 'ExceptionOpened' && event.args.id === id) return event.args.amount
  throw new Error(`no exception ${id}`)
}

function resolveCase3(project: TestProject): Promise<void> {
  return decideAll(project, 1n, [
    ['proponent', 'justify', 2n],
    ['proponent', 'release', 3n],
    ['proponent', 'resubmit', 4n],
  ])
}

async function withhold(project: TestProject, day: number, counts: readonly bigint[], sequence: bigint): Promise<void> {
  const { digest } = batchOfDay(project, day, counts, sequence)
  await call(project, 'commitWithheld', [
    digest,
    day,
    await signed(KEYS.proponent, commitmentDigest(domain(project), digest, day)),
  ])
}

async function checkpointHead(project: TestProject): Promise<void> {
  const { number, hash, stateRoot } = headOf(project)
  const digest = checkpointDigest(domain(project), { number: BigInt(number), blockHash: hash, stateRoot })
  await call(project, 'checkpoint', [BigInt(number), hash, stateRoot, await signed(KEYS.registry, digest)])
}

function headOf({ engine }: TestProject): BlockFacts {
  const head = engine.built.at(-1)
  if (head === undefined) throw new Error('no block yet')
  return head.block
}

export function recordsOf({ engine, ledger }: TestProject): ChainRecord[] {
  return collectRecords(ledger, engine.built)
}

export type ReportChange = (data: Json) => Json

/** Files of a bundle with a report on the chain; `change` alters the report's figures before they are signed. */
export async function reportFiles(
  project: TestProject,
  change: ReportChange = (data) => data,
  explanations: Readonly<Record<number, string>> = {},
): Promise<Map<string, Uint8Array>> {
  const { engine, ledger, pddText } = project
  const compiled = compileTestDocuments(TEST_METHODOLOGY, pddText)
  const snapshot = headOf(project)
  const period = wholePeriod(recordsOf(project))
  const facts = { slug: 'test-plant', chainId: TEST_CHAIN_ID, genesisHash: engine.genesisHash, ledger }
  const proposed = recordsOf(project).flatMap(({ events }) =>
    events.filter((event) => event.eventName === 'PddProposed'),
  )
  const pdds = proposed.map(() => compiled)
  const data = reportData({
    ...facts,
    ...compiled,
    snapshot,
    period,
    pdds,
    records: recordsOf(project),
    explanations: Object.values(explanations),
  })
  const dataBytes = canonicalJson(change(data as unknown as Json)) // report data holds JSON only
  const pdf = new TextEncoder().encode('%PDF-1.7 test')
  const listed = [
    { name: 'data.json', bytes: dataBytes.length, sha256: sha256Hex(dataBytes) },
    { name: 'report.pdf', bytes: pdf.length, sha256: sha256Hex(pdf) },
  ]
  const manifest = canonicalJson({
    schema: 'tcctv-report/1',
    slug: 'test-plant',
    period,
    snapshotBlock: snapshot.number,
    files: listed,
  })
  const hash = keccakHex(manifest)
  await call(project, 'recordReport', [
    hash,
    BigInt(snapshot.number),
    0n,
    await decision(project, 'report', 'record-report', hash, subject(BigInt(snapshot.number)), 0n),
  ])
  return new Map([
    [BUNDLE_PATHS.genesis, canonicalJson({ ...engine.genesis })],
    [BUNDLE_PATHS.blocks, joined(engine.built.map(({ bytes }) => bytes))],
    [BUNDLE_PATHS.methodology, new TextEncoder().encode(TEST_METHODOLOGY)],
    ...pdds.map((_, index): [string, Uint8Array] => [pddPath(index), new TextEncoder().encode(pddText)]),
    ...Object.entries(explanations).map(([vintage, text]): [string, Uint8Array] => [
      increasePath(Number(vintage)),
      new TextEncoder().encode(text),
    ]),
    [BUNDLE_PATHS.report, pdf],
    [BUNDLE_PATHS.reportData, dataBytes],
    [BUNDLE_PATHS.reportManifest, manifest],
  ])
}

/** Bundle of files as reportFiles made them, possibly changed since; its manifest fits them. */
export function bundleOf(project: TestProject, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { number, hash } = headOf(project)
  const manifest = files.get(BUNDLE_PATHS.reportManifest)
  return buildBundle(
    {
      slug: 'test-plant',
      chainId: TEST_CHAIN_ID,
      genesisHash: project.engine.genesisHash,
      head: { number, hash },
      ledger: project.ledger,
      reportManifest: manifest === undefined ? null : keccakHex(manifest),
    },
    files,
  )
}

function batchOfDay(
  project: TestProject,
  day: number,
  counts: readonly bigint[],
  sequence: bigint,
  fromHour = 0,
  evidence = 3,
) {
  const columns = encodeColumns([
    {
      lane: 0,
      startS: dayStartS(day) + fromHour * 3600,
      stepS: compileTestDocuments(TEST_METHODOLOGY, project.pddText).version.lanes[0]?.stepS ?? 0,
      counts,
    },
  ])
  const source = subject(BigInt(day))
  const digest = batchDigest(domain(project), { columnsRoot: columnsRoot(columns), evidence, source, sequence })
  return { columns, source, digest }
}

/** Evaluates a day. */
export async function quantify(project: TestProject, day: number): Promise<void> {
  await call(project, 'quantifyDay', [day])
}

/** The proponent freezes a complete vintage with a document's hash. */
export async function freeze(project: TestProject, vintage: number, document: string, nonce: bigint): Promise<void> {
  const content = sha256Hex(new TextEncoder().encode(document))
  const signedContent = keccak256(
    encodeAbiParameters([{ type: 'uint8' }, { type: 'bytes32' }, { type: 'int256' }], [1, content, 0n]),
  )
  const of = subject(BigInt(vintage))
  const signature = await decision(project, 'proponent', 'move-period', of, signedContent, nonce)
  await call(project, 'movePeriod', [vintage, 1, content, 0n, nonce, signature])
}

async function call(project: TestProject, functionName: string, args: readonly unknown[]): Promise<BuiltBlock> {
  const data = encodeFunctionData({ abi: projectLedgerAbi, functionName, args } as never) // checked by the encoder
  return project.engine.seal([{ to: project.ledger, data }])
}

function decision(
  project: TestProject,
  by: PartyName,
  action: string,
  of: Hex,
  content: Hex,
  nonce: bigint,
): Promise<Hex> {
  return signed(KEYS[by], decisionDigest(domain(project), { action, subject: of, content, nonce }))
}

function signed(privateKey: Hex, hash: Hex): Promise<Hex> {
  return sign({ hash, privateKey, to: 'hex' })
}

function domain({ ledger }: TestProject) {
  return { chainId: TEST_CHAIN_ID, ledger }
}

function subject(number: bigint): Hex {
  return pad(toHex(number), { size: 32 })
}

function partyNames(): PartyName[] {
  return ['operator', 'proponent', 'registry', 'verifier', 'service', 'report']
}

function key(seed: number): Hex {
  return toHex(seed, { size: 32 })
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((total, { length }) => total + length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}
