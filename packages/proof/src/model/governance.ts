import { encodeAbiParameters, keccak256 } from 'viem'
import { toHex, type Hex } from '../bytes.ts'
import { refuse } from '../errors.ts'
import { LEDGER_ABI } from '../ledger-abi.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { checkpointDigest } from '../signing/typed-data.ts'
import { ROLE, authorised, decided, setParty } from './authority.ts'
import { idBytes } from './exceptions.ts'
import { checkFindings } from './findings.ts'
import type { CallContext, Model, PddVersion } from './state.ts'
import { indexInForce, versionAt, yearOf } from './versions.ts'

type ArgumentsOf<Name extends LedgerCall['functionName']> = Extract<LedgerCall, { functionName: Name }>['args']

const LAST_DAY = 0xffff_ffff
const LIVE = 4

/** A proposed PDD version. That its content equals the documents is compared by the caller. */
export function proposePdd(
  model: Model,
  at: CallContext,
  [version, nonce, signature]: ArgumentsOf<'proposePdd'>,
): LedgerEvent {
  const index = BigInt(model.versions.length)
  const parameter = LEDGER_ABI.find((part) => part.type === 'function' && part.name === 'proposePdd')?.inputs[0]
  if (parameter === undefined) return refuse(at.where, 'the form of a PDD version', 'none')
  const content = keccak256(encodeAbiParameters([parameter], [version]))
  decided(model, at, { action: 'propose-pdd', subject: subjectOf(index), content, nonce }, signature, [ROLE.proponent])
  model.versions.push(version)
  return {
    eventName: 'PddProposed',
    args: { index, documentHash: version.documentHash, programHash: version.programHash },
  }
}

/** A verifier's opinion on a version that was proposed. */
export function opinePdd(
  model: Model,
  at: CallContext,
  [index, content, nonce, signature]: ArgumentsOf<'opinePdd'>,
): LedgerEvent {
  const message = { action: 'opine-pdd', subject: subjectOf(index), content, nonce }
  const signer = decided(model, at, message, signature, [ROLE.verifier])
  versionAt(model, Number(index), at)
  model.opined.add(Number(index))
  return { eventName: 'PddOpined', args: { index, content, signer } }
}

export function approvePdd(
  model: Model,
  at: CallContext,
  [index, fromDay, change, ref, nonce, signature]: ArgumentsOf<'approvePdd'>,
): LedgerEvent {
  const content = contentOf(['uint32', 'uint8', 'bytes32'], [fromDay, change, ref])
  decided(model, at, { action: 'approve-pdd', subject: subjectOf(index), content, nonce }, signature, [ROLE.registry])
  const version = versionAt(model, Number(index), at)
  checkChange(model, at, Number(index), change)
  if (fromDay < model.nextDay) refuse(at.where, `a first day from ${model.nextDay} on`, fromDay)
  if (model.stage === LIVE && version.demonstration) refuse(at.where, 'a project in stage live', 'a demonstration')
  // sums of days with readings are kept by lane and local day: both must go on meaning the same
  for (const present of versionsOn(model, at, fromDay, model.lastBatchDay))
    if (measuresOf(present) !== measuresOf(version))
      refuse(at.where, 'the lanes and the time zone of the versions of days with readings', 'others')
  const before = model.approvals.findLast((approval) => approval.fromDay <= fromDay)
  const histories = [version, before === undefined ? undefined : model.versions[before.index]]
  const hasHistories = histories.some((one) => (one?.histories.length ?? 0) > 0)
  if (before !== undefined && hasHistories && yearOf(fromDay) === yearOf(fromDay - 1))
    refuse(at.where, 'a first day of a year: the versions have amounts of earlier vintages', fromDay)
  model.approvals.push({ index: Number(index), fromDay })
  return { eventName: 'PddApproved', args: { index, fromDay, change, ref } }
}

/** The first version changes nothing (0); 1 and 2 are a correction and a deviation, 3 to 6 need an opinion. */
function checkChange(model: Model, at: CallContext, index: number, change: number): void {
  const isFirst = model.approvals.length === 0
  if (change > 6 || (change === 0) !== isFirst)
    refuse(at.where, isFirst ? 'no change, as the first version' : 'a kind of change from 1 to 6', change)
  if (change > 2 && !model.opined.has(index)) refuse(at.where, "a verifier's opinion on the version", 'none')
}

/** Versions in force on any day from one to another; the first day of each version among them is enough to look at. */
function versionsOn(model: Model, at: CallContext, fromDay: number, toDay: number): PddVersion[] {
  const days = [fromDay, ...model.approvals.map((approval) => approval.fromDay)]
  const approved = days.filter(
    (day) => day >= fromDay && day <= toDay && model.approvals.some((approval) => approval.fromDay <= day),
  )
  return [...new Set(approved.map((day) => versionAt(model, indexInForce(model, day, at), at)))]
}

function measuresOf({ lanes, offsets }: PddVersion): string {
  return JSON.stringify([lanes, offsets], (_, term: unknown) => (typeof term === 'bigint' ? String(term) : term))
}

export function setKey(
  model: Model,
  at: CallContext,
  [key, role, active, nonce, signature]: ArgumentsOf<'setKey'>,
): LedgerEvent {
  const signers =
    role === ROLE.meter ? ROLE.proponent : role === ROLE.service || role === ROLE.report ? ROLE.operator : ROLE.registry
  const content = contentOf(['uint8', 'bool'], [role, active])
  const message = { action: 'set-key', subject: subjectOf(BigInt(key)), content, nonce }
  const signer = decided(model, at, message, signature, [signers])
  if (signer.toLowerCase() === key.toLowerCase()) refuse(at.where, 'the signature of another key', signer)
  setParty(model, key, role, active, at.timestampS)
  return { eventName: 'KeySet', args: { key, role, active } }
}

export function setStage(
  model: Model,
  at: CallContext,
  [stage, ref, nonce, signature]: ArgumentsOf<'setStage'>,
): LedgerEvent[] {
  const from = model.stage
  const isProponents = (from === 1 && stage === 2) || (from === 2 && stage === 3)
  const isRegistrys = (from === 3 && (stage === 2 || stage === LIVE)) || (from !== 5 && stage === 5)
  if (!isProponents && !isRegistrys) refuse(at.where, `a stage that may follow ${from}`, stage)
  const role = isProponents ? ROLE.proponent : ROLE.registry
  const signer = decided(
    model,
    at,
    { action: 'set-stage', subject: subjectOf(BigInt(stage)), content: ref, nonce },
    signature,
    [role],
  )
  if (stage === LIVE) checkFindings(model, at, 0)
  const begun = stage === LIVE ? [beginLiveSpine(model, at)] : []
  model.stage = stage
  return [...begun, { eventName: 'StageSet', args: { stage, signer, ref } }]
}

/** Live vintages begin after the last day with readings of the trial, at zero. */
function beginLiveSpine(model: Model, at: CallContext): LedgerEvent {
  if (model.closing !== 0) refuse(at.where, 'an open intake', `${model.closing} closing exceptions`, 'tolerances')
  if (model.lastBatchDay !== 0) model.nextDay = Math.max(model.nextDay, model.lastBatchDay + 1)
  if (versionsOn(model, at, model.nextDay, LAST_DAY).some(({ demonstration }) => demonstration))
    refuse(at.where, 'a project in stage live', 'a demonstration')
  model.carried = 0n
  model.vintages.clear()
  model.recorded.clear()
  model.overdue.clear()
  model.periods.clear()
  return { eventName: 'SpineBegun', args: { firstDay: model.nextDay } }
}

export function recordModel(
  model: Model,
  at: CallContext,
  [cardHash, modelHash, nonce, signature]: ArgumentsOf<'recordModel'>,
): LedgerEvent {
  decided(model, at, { action: 'record-model', subject: cardHash, content: modelHash, nonce }, signature, [
    ROLE.operator,
  ])
  return { eventName: 'ModelRecorded', args: { cardHash, modelHash } }
}

export function recordReport(
  model: Model,
  at: CallContext,
  [manifestHash, snapshotBlock, nonce, signature]: ArgumentsOf<'recordReport'>,
): LedgerEvent {
  const message = { action: 'record-report', subject: manifestHash, content: subjectOf(snapshotBlock), nonce }
  decided(model, at, message, signature, [ROLE.report])
  return { eventName: 'ReportRecorded', args: { manifestHash, snapshotBlock } }
}

/** A co-signed block. That it is the chain's own block is compared by the caller, who has the headers. */
export function checkpoint(
  model: Model,
  at: CallContext,
  [number, blockHash, stateRoot, signature]: ArgumentsOf<'checkpoint'>,
): LedgerEvent {
  const digest = checkpointDigest(model.domain, { number, blockHash, stateRoot })
  const { signer } = authorised(model, at, digest, signature, [ROLE.registry, ROLE.verifier])
  return { eventName: 'Checkpointed', args: { number, blockHash, stateRoot, signer } }
}

export function note(
  model: Model,
  at: CallContext,
  [kind, subject, content, nonce, signature]: ArgumentsOf<'note'>,
): LedgerEvent {
  const signers = NOTE_SIGNERS.get(kind) ?? refuse(at.where, [...NOTE_SIGNERS.keys()].join(' or '), kind)
  const signer = decided(model, at, { action: kind, subject, content, nonce }, signature, signers)
  return { eventName: 'Noted', args: { kind, subject, content, signer } }
}

const CHECKING = [ROLE.registry, ROLE.verifier]
const NOTE_SIGNERS: ReadonlyMap<string, readonly number[]> = new Map([
  ['confirm-alert', CHECKING],
  ['dismiss-alert', CHECKING],
  ['explain-alert', [ROLE.proponent, ...CHECKING]],
  ['reopen-alert', [ROLE.proponent, ...CHECKING]],
])

const PERIOD_SIGNERS: Record<string, number> = {
  '0>1': ROLE.proponent,
  '1>2': ROLE.proponent,
  '2>3': ROLE.verifier,
  '2>2': ROLE.proponent,
  '3>2': ROLE.proponent,
  '7>2': ROLE.proponent,
  '7>3': ROLE.verifier,
  '3>4': ROLE.verifier,
  '4>5': ROLE.proponent,
  '5>6': ROLE.registry,
  '5>7': ROLE.registry,
  '6>8': ROLE.registry,
  '8>8': ROLE.registry,
}

/** A statement confirms or lowers the calculated quantity, an issuance the statement. */
export function movePeriod(
  model: Model,
  at: CallContext,
  [vintage, to, content, quantity, nonce, signature]: ArgumentsOf<'movePeriod'>,
): LedgerEvent {
  const period = model.periods.get(vintage) ?? { state: 0, statement: 0n }
  const role =
    PERIOD_SIGNERS[`${period.state}>${to}`] ?? refuse(at.where, `a state that may follow ${period.state}`, to)
  const hash = contentOf(['uint8', 'bytes32', 'int256'], [to, content, quantity])
  const signer = decided(
    model,
    at,
    { action: 'move-period', subject: subjectOf(BigInt(vintage)), content: hash, nonce },
    signature,
    [role],
  )
  const known = model.vintages.get(vintage)
  if (to === 1 && known?.isRecorded !== true)
    refuse(at.where, `a complete vintage ${vintage}`, 'an open one', 'records')
  if (to === 4) {
    checkFindings(model, at, vintage)
    period.statement = atMost(at, quantity, known?.eligible ?? 0n)
  }
  if (to === 6) {
    if (model.stage !== LIVE) refuse(at.where, 'stage live', model.stage, 'records')
    period.statement = atMost(at, quantity, period.statement)
  }
  if (to === 8) period.statement -= atMost(at, quantity, period.statement)
  period.state = to
  model.periods.set(vintage, period)
  return { eventName: 'PeriodMoved', args: { vintage, to, content, quantity, signer } }
}

function atMost(at: CallContext, quantity: bigint, most: bigint): bigint {
  return quantity < 0n || quantity > most
    ? refuse(at.where, `a quantity from 0 to ${most}`, quantity, 'records')
    : quantity
}

function subjectOf(number: bigint): Hex {
  return toHex(idBytes(number))
}

function contentOf(types: readonly string[], terms: readonly unknown[]): Hex {
  return keccak256(
    encodeAbiParameters(
      types.map((type) => ({ type })),
      terms,
    ),
  )
}
