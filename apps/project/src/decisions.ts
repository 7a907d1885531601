import { randomBytes } from 'node:crypto'
import { FINDING_KINDS, PDD_CHANGES, pddContentHash, signedContent, textId, toChainPddVersion } from '@tcctv/contracts'
import type { LedgerReceipt, Signed } from '@tcctv/ledger'
import { compareWithEstimate, type PddVersion } from '@tcctv/methodology'
import { formatFixed, parseFixed, parseLocalDay, type Fixed } from '@tcctv/units'
import { encodeAbiParameters, keccak256, numberToHex, padHex } from 'viem'
import { z } from 'zod'
import { alertOf, alertSubject } from './alerts/alerts.ts'
import { projectError } from './errors.ts'
import { sha256Of } from './evidence.ts'
import { checkApproval } from './pdd-difference.ts'
import type { Project } from './project.ts'
import type { Hex } from './read-model/projected.ts'

const hex32 = z.custom<Hex>(
  (found) => typeof found === 'string' && /^0x[0-9a-f]{64}$/.test(found),
  '32 bytes as 0x hex',
)
const address = z.custom<Hex>((found) => typeof found === 'string' && /^0x[0-9a-fA-F]{40}$/.test(found), 'an address')
const roles = ['operator', 'proponent', 'meter', 'registry', 'verifier', 'service', 'report'] as const
const periodStates = [
  'open',
  'frozen',
  'reported',
  'under-verification',
  'verified',
  'issuance-requested',
  'issued',
  'returned',
  'compensated',
] as const

const findingKinds = ['car', 'cl', 'far'] as const
const pddChanges = [
  'first',
  'correction',
  'temporary-deviation',
  'permanent-change',
  'design-change',
  'start-date',
  'renewal',
] as const

/** What an alert of the anomaly model was. Who may say so is the contract's affair. */
const ALERT_ACTIONS = ['confirm-alert', 'explain-alert', 'dismiss-alert', 'reopen-alert'] as const

/** Decisions that accept a batch in place of the data that was judged. */
const CORRECTING_ACTIONS = ['resubmit-corrected', 'release-corrected'] as const

/** Moves of an exception; who may do which is the contract's affair. */
const EXCEPTION_ACTIONS = [
  'justify',
  'release',
  'resubmit',
  'withdraw',
  'file-report',
  'send-back',
  'release-as-is',
  'release-zero',
] as const

/** A decision as asked for. A `document` is text whose SHA-256 is the content on the chain; the text stays off it. */
export const decisionSchema = z.discriminatedUnion('action', [
  /** Without a text the document that the project was created with. */
  z.strictObject({ action: z.literal('propose-pdd'), pdd: z.string().min(1).max(1_000_000).optional() }),
  z.strictObject({
    action: z.literal('approve-pdd'),
    index: z.number().int(),
    fromDay: z.number().int(),
    /** What the version changes; of the first one nothing. */
    change: z.enum(pddChanges).default('first'),
    document: z.string().max(20_000),
  }),
  z.strictObject({
    action: z.literal('set-stage'),
    stage: z.enum(['trial', 'under-review', 'live', 'closed']),
    document: z.string().max(20_000),
  }),
  z.strictObject({ action: z.literal('set-key'), key: address, role: z.enum(roles), active: z.boolean() }),
  z.strictObject({
    action: z.enum(EXCEPTION_ACTIONS),
    exception: z.number().int().positive(),
    document: z.string().max(20_000),
  }),
  z.strictObject({
    action: z.literal('calibrate'),
    meter: z.string().min(1).max(31),
    day: z.number().int(),
    /** Relative error found, decimal: "0.002" is 0.2 %; its sign does not matter. */
    foundError: z.string().regex(/^-?(0(\.\d{1,18})?|1)$/),
    document: z.string().max(20_000),
  }),
  z.strictObject({
    action: z.enum(CORRECTING_ACTIONS),
    exception: z.number().int().positive(),
    batch: hex32,
    document: z.string().max(20_000),
  }),
  z.strictObject({ action: z.literal('close-day'), day: z.iso.date(), document: z.string().max(20_000) }),
  z.strictObject({ action: z.literal('abandon-withheld'), batch: hex32, document: z.string().max(20_000) }),
  z.strictObject({ action: z.literal('record-model'), cardHash: hex32, modelHash: hex32 }),
  z.strictObject({
    action: z.literal('move-period'),
    vintage: z.number().int(),
    to: z.enum(periodStates),
    quantity: z.string().regex(/^\d{1,40}$/),
    document: z.string().max(20_000),
  }),
  /** Signed as a move of the vintage's period: to `frozen`, or from there to `reported`. */
  z.strictObject({
    action: z.literal('explain-increase'),
    vintage: z.number().int(),
    document: z.string().max(20_000),
  }),
  z.strictObject({ action: z.literal('opine-pdd'), index: z.number().int(), document: z.string().max(20_000) }),
  z.strictObject({
    action: z.enum(ALERT_ACTIONS),
    alert: z.string().max(40),
    document: z.string().max(20_000),
  }),
  z.strictObject({
    action: z.literal('raise-finding'),
    kind: z.enum(findingKinds),
    /** Year that it is about; 0 the project and its data system. */
    vintage: z.number().int().min(0).max(9999),
    /** Hash of the record that it is pinned to. */
    subject: hex32,
    document: z.string().max(20_000),
  }),
  z.strictObject({
    action: z.enum(['answer-finding', 'close-finding']),
    finding: z.number().int().positive(),
    document: z.string().max(20_000),
  }),
])
export type Decision = z.infer<typeof decisionSchema>

/** What the party signs (EIP-712 `Decision`), and how it is sent once signed. */
export type BuiltDecision = {
  readonly action: string
  readonly subject: Hex
  readonly content: Hex
  readonly send: (signed: Signed) => Promise<LedgerReceipt>
}

/**
 * Text of a decision as a file: salted, so that the hash on the chain gives nothing away of a short text.
 *
 * @example decisionDocument('meter was read twice') // '{"salt":"…","text":"meter was read twice"}'
 */
export function decisionDocument(text: string): string {
  return JSON.stringify({ salt: randomBytes(16).toString('hex'), text })
}

/** Subject, content and sending of a decision. Does not check who may take it: the contract does. */
export async function buildDecision(project: Project, decision: Decision): Promise<BuiltDecision> {
  const { ledger } = project
  const { action } = decision
  switch (action) {
    case 'propose-pdd':
      return proposePdd(project, decision.pdd)
    case 'approve-pdd': {
      const { index, fromDay, change, document } = decision
      await checkApproval(project, index, fromDay)
      const reference = contentOf(document)
      const content = hashOf(
        [{ type: 'uint32' }, { type: 'uint8' }, { type: 'bytes32' }],
        [fromDay, PDD_CHANGES[change], reference],
      )
      return {
        action,
        subject: word(index),
        content,
        send: (signed) => ledger.approvePdd({ index, fromDay, change, reference }, signed),
      }
    }
    case 'set-stage': {
      const reference = contentOf(decision.document)
      const { stage } = decision
      return {
        action,
        subject: word(STAGE_NUMBERS[stage]),
        content: reference,
        send: (signed) => ledger.setStage({ stage, reference }, signed),
      }
    }
    case 'set-key': {
      const { key, role, active } = decision
      const content = hashOf([{ type: 'uint8' }, { type: 'bool' }], [roles.indexOf(role) + 1, active])
      return {
        action,
        subject: padHex(key, { size: 32 }),
        content,
        send: (signed) => ledger.setKey({ key, role, active }, signed),
      }
    }
    case 'calibrate':
      return calibration(project, decision)
    case 'record-model': {
      const { cardHash, modelHash } = decision
      return {
        action,
        subject: cardHash,
        content: modelHash,
        send: (signed) => ledger.recordModel({ cardHash, modelHash }, signed),
      }
    }
    case 'explain-increase': {
      const { vintage, document } = decision
      return movePeriod(project, { vintage, to: nextOf(project, vintage), quantity: 0n, document })
    }
    case 'move-period':
      checkExplained(project, decision)
      return movePeriod(project, { ...decision, quantity: BigInt(decision.quantity) })
    case 'opine-pdd': {
      const { index } = decision
      const content = contentOf(decision.document)
      return { action, subject: word(index), content, send: (signed) => ledger.opinePdd({ index, content }, signed) }
    }
    case 'raise-finding': {
      const { kind, vintage, subject } = decision
      const content = contentOf(decision.document)
      const signedOver = hashOf(
        [{ type: 'uint8' }, { type: 'uint16' }, { type: 'bytes32' }],
        [FINDING_KINDS[kind], vintage, content],
      )
      const send = (signed: Signed) => ledger.raiseFinding({ kind, vintage, subject, content }, signed)
      return { action, subject, content: signedOver, send }
    }
    case 'answer-finding':
    case 'close-finding': {
      const [number, content] = [BigInt(decision.finding), contentOf(decision.document)]
      const to = action === 'answer-finding' ? 'answered' : 'closed'
      const send = (signed: Signed) => ledger.moveFinding({ number, to, content }, signed)
      return { action, subject: word(number), content, send }
    }
    case 'confirm-alert':
    case 'explain-alert':
    case 'dismiss-alert':
    case 'reopen-alert': {
      const subject = alertSubject(alertOf(project.readModel, decision.alert))
      const content = contentOf(decision.document)
      return { action, subject, content, send: (signed) => ledger.note({ kind: action, subject, content }, signed) }
    }
    case 'close-day': {
      const [day, content] = [parseLocalDay(decision.day), contentOf(decision.document)]
      return { action, subject: word(day), content, send: (signed) => ledger.closeDay({ day, content }, signed) }
    }
    case 'abandon-withheld': {
      const { batch } = decision
      const content = contentOf(decision.document)
      return { action, subject: batch, content, send: (signed) => ledger.abandonWithheld({ batch, content }, signed) }
    }
    case 'resubmit-corrected':
    case 'release-corrected': {
      const { batch } = decision
      const { exception, content, signed: cited } = await exceptionDecision(project, decision, batch)
      const send = (signed: Signed) => ledger.decideCorrected({ exception, action, batch, content }, signed)
      return { action, subject: word(exception), content: cited, send }
    }
    default: {
      const { exception, content, signed: cited } = await exceptionDecision(project, decision)
      const send = (signed: Signed) => ledger.decide({ exception, action, content }, signed)
      return { action, subject: word(exception), content: cited, send }
    }
  }
}

/** Content of a decision on an exception, and as it is signed: with what the decision accepts. */
async function exceptionDecision(
  { ledger }: Project,
  {
    action,
    exception: id,
    document,
  }: { readonly action: string; readonly exception: number; readonly document: string },
  batch?: Hex,
): Promise<{ readonly exception: bigint; readonly content: Hex; readonly signed: Hex }> {
  const [exception, content] = [BigInt(id), contentOf(document)]
  const { amount, report } = await ledger.exception(exception)
  const citable = { amount, report, ...(batch === undefined ? {} : { batch }) }
  return { exception, content, signed: signedContent(action, content, citable) }
}

type Move = {
  readonly vintage: number
  readonly to: (typeof periodStates)[number]
  readonly quantity: bigint
  readonly document: string
}

function movePeriod({ ledger }: Project, { vintage, to, quantity, document }: Move): BuiltDecision {
  const content = contentOf(document)
  const signed = hashOf(
    [{ type: 'uint8' }, { type: 'bytes32' }, { type: 'int256' }],
    [periodStates.indexOf(to), content, quantity],
  )
  const send: BuiltDecision['send'] = (by) => ledger.movePeriod({ vintage, to, content, quantity }, by)
  return { action: 'move-period', subject: word(vintage), content: signed, send }
}

/**
 * The document of a period's first move is where an increase is explained: a vintage frozen without one could be
 * explained only by the move to `reported`, before there is a report.
 *
 * @throws {TcctvError} PERIOD_UNEXPLAINED
 */
function checkExplained(
  { inForce, readModel }: Project,
  { vintage, to }: Extract<Decision, { action: 'move-period' }>,
): void {
  const recorded = readModel.vintages().find((one) => one.vintage === vintage)
  if (to !== 'frozen' || recorded === undefined) return
  const found = compareWithEstimate(inForce.latest().pdd, vintage, recorded.reduction as Fixed) // heads are at 1e18
  if (found?.isSignificant !== true) return
  throw projectError('PERIOD_UNEXPLAINED', {
    vintage,
    reduction: formatFixed(recorded.reduction as Fixed),
    estimate: formatFixed(found.estimate),
    limit: found.significantPercent ?? '0',
  })
}

/** An explanation is given while the proponent has the period in hand: it freezes the vintage, or reports the frozen one. */
function nextOf({ readModel }: Project, vintage: number): 'frozen' | 'reported' {
  const move = readModel.acts('PeriodMoved').findLast(({ subject }) => Number(subject) === vintage)
  return Number(move?.fields['to'] ?? 0) === 0 ? 'frozen' : 'reported'
}

/**
 * Explanation of a vintage that is far above its estimate, as a file that names its vintage and is salted.
 *
 * @example increaseDocument(2012, 'a second plant was added') // '{"schema":"tcctv-increase/1","vintage":2012,…}'
 */
export function increaseDocument(vintage: number, text: string): string {
  return JSON.stringify({ schema: 'tcctv-increase/1', vintage, salt: randomBytes(16).toString('hex'), text })
}

/** Keeps the text of a decision that was taken. */
export function keepDocument(project: Project, decision: Decision): void {
  if (decision.action === 'propose-pdd' && decision.pdd !== undefined)
    project.versions.keep(project.versions.draft(decision.pdd))
  if ('document' in decision) project.evidence.put(new TextEncoder().encode(decision.document))
}

/** @throws {TcctvError} DECISION_UNKNOWN for a meter that the project document does not have */
function calibration(project: Project, decision: Extract<Decision, { action: 'calibrate' }>): BuiltDecision {
  const { action, meter: id, day } = decision
  const { meters } = project.documents.pdd
  if (!Object.hasOwn(meters, id))
    throw projectError('DECISION_UNKNOWN', { found: `meter ${id}`, expected: Object.keys(meters).join(', ') })
  const [meter, certificate] = [textId(id), contentOf(decision.document)]
  const foundError = parseFixed(decision.foundError.replace('-', ''))
  const content = hashOf([{ type: 'uint32' }, { type: 'uint64' }, { type: 'bytes32' }], [day, foundError, certificate])
  const send: BuiltDecision['send'] = (signed) =>
    project.ledger.calibrate({ meter, day, foundError, certificate }, signed)
  return { action, subject: meter, content, send }
}

/** @throws {TcctvError} PDD_FAULTS, PDD_UNCHANGED */
async function proposePdd(project: Project, pdd: string | undefined): Promise<BuiltDecision> {
  const { version } = pdd === undefined ? project.documents : project.versions.draft(pdd)
  const known = project.readModel.versions.all().find(({ chain }) => chain.documentHash === version.documentHash)
  if (known !== undefined) throw projectError('PDD_UNCHANGED', { index: known.index })
  const chainVersion = toChainPddVersion(version)
  const index = await project.ledger.pddCount()
  return {
    action: 'propose-pdd',
    subject: word(index),
    content: pddContentHash(chainVersion),
    send: (signed) => project.ledger.proposePdd(programsOf(version), chainVersion, signed),
  }
}

/** Every program of a version once. */
export function programsOf({ program, programs, interval }: PddVersion): readonly PddVersion['program'][] {
  const all = [{ program, interval: interval?.program }, ...programs].flatMap((one) => [
    one.program,
    one.interval ?? [],
  ])
  const byHash = new Map(all.flat().map((one) => [one.hash, one]))
  return [...byHash.values()]
}

const STAGE_NUMBERS = { trial: 2, 'under-review': 3, live: 4, closed: 5 } as const

function contentOf(document: string): Hex {
  if (document === '') throw projectError('DECISION_UNKNOWN', { found: 'an empty document', expected: 'a text' })
  return `0x${sha256Of(new TextEncoder().encode(document))}`
}

function hashOf(types: readonly { readonly type: string }[], parts: readonly unknown[]): Hex {
  return keccak256(encodeAbiParameters(types, parts))
}

function word(number: number | bigint): Hex {
  return numberToHex(number, { size: 32 })
}
