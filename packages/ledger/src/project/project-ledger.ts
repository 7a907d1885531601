import type {
  ChainPddVersion,
  FindingKindName,
  LedgerDomain,
  LedgerEvent,
  PddChangeName,
  PeriodStateName,
  RoleName,
  StageName,
} from '@tcctv/contracts'
import type { Hex } from '../chain.ts'

/** What a transaction did: its block, its hash and the ledger's events in order. */
export type LedgerReceipt = { readonly block: number; readonly tx: Hex; readonly events: readonly LedgerEvent[] }

/** A party's signature over a decision, with the nonce that was signed. */
export type Signed = { readonly nonce: bigint; readonly signature: Hex }

/** Canonical columns and flags with the signatures of the party and of the service key. */
export type SignedBatch = {
  readonly columns: Uint8Array
  readonly evidence: number
  readonly source: Hex
  readonly sequence: bigint
  readonly signature: Hex
  readonly flags: Uint8Array
  readonly serviceSignature: Hex
}

/** A compiled methodology as the quantifier takes it. */
export type ProgramParts = {
  readonly code: Uint8Array
  readonly constants: readonly bigint[]
  readonly tables: readonly bigint[]
}

export type SendOptions = { readonly signal?: AbortSignal }

/**
 * A project's ledger: everything that decides a tonne is one of these writes. Authority is in the signatures; whoever
 * calls has none. A refusal of the contract is a TcctvError with a code of its own (`LEDGER_ERRORS`) and leaves no
 * trace on the chain. The same interface is meant for any EVM network.
 */
export interface ProjectLedger extends LedgerReads {
  /** Where signatures are valid. */
  readonly domain: LedgerDomain
  readonly quantifier: Hex

  /**
   * Commits a signed batch. A batch that is already on the chain gives the receipt of its first transaction, with
   * `repeated: true`.
   *
   * @throws {TcctvError} INTAKE_SUSPENDED, SIGNER_NOT_AUTHORISED, SEQUENCE_NOT_ABOVE, READINGS_OVERLAP, FLAGS_CONTRADICTED …
   */
  commitBatch(batch: SignedBatch, options?: SendOptions): Promise<LedgerReceipt & { readonly repeated: boolean }>
  /** Announces the digest of readings of a day that a suspended ledger does not take. */
  commitWithheld(announced: Announced, signature: Hex, options?: SendOptions): Promise<LedgerReceipt>
  /** Registers the version's programs where needed and proposes it, in one block. */
  proposePdd(
    programs: readonly ProgramParts[],
    version: ChainPddVersion,
    signed: Signed,
    options?: SendOptions,
  ): Promise<LedgerReceipt>
  /** A verifier's opinion on a proposed version, which some changes need before their approval. */
  opinePdd(opinion: PddOpinion, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  approvePdd(approval: PddApproval, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  setStage(change: StageChange, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  setKey(change: KeyChange, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** Evaluates a local day from the sums on the chain. */
  quantifyDay(day: number, options?: SendOptions): Promise<LedgerReceipt>
  /**
   * Evaluates a local day with its period coefficients, in the order of the variables, and those of a withdrawn day.
   * Signed by the service over all inputs of the evaluation.
   */
  quantifyDayWith(
    day: number,
    coefficients: readonly bigint[],
    others: readonly bigint[],
    signed: Signed,
    options?: SendOptions,
  ): Promise<LedgerReceipt>
  /**
   * Evaluates a local day with the readings that it needs again: columns as committed, by lane and start.
   *
   * @throws {TcctvError} READINGS_DIFFER when they are not those that the lanes have on the day
   */
  quantifyDayOver(day: number, columns: Hex, options?: SendOptions): Promise<LedgerReceipt>
  /** Records that a meter was calibrated, signed by the proponent. */
  calibrate(calibration: MeterCalibration, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** Evaluates several days in one block, or none of them. Events of all days; `tx` is the last day's. */
  quantifyDays(days: readonly number[], options?: SendOptions): Promise<LedgerReceipt>
  decide(decision: ExceptionDecision, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** Accepts a batch in place of the data that was judged; the day waits for it. */
  decideCorrected(decision: CorrectionDecision, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** No more readings come for the days up to this one. */
  closeDay(closing: DayClosing, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** Gives up waiting for an announced batch. */
  abandonWithheld(abandoned: Abandoned, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  recordModel(model: ModelRecord, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  recordReport(report: ReportRecord, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  checkpoint(checkpoint: CheckpointRecord, signature: Hex, options?: SendOptions): Promise<LedgerReceipt>
  movePeriod(move: PeriodMove, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** A finding by verifier or registry; its number is in the event. */
  note(note: AlertNote, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  raiseFinding(finding: RaisedFinding, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
  /** Answers a finding (proponent) or closes it (the role that raised it). */
  moveFinding(finding: MovedFinding, signed: Signed, options?: SendOptions): Promise<LedgerReceipt>
}

/** Views of the ledger at its head. */
export interface LedgerReads {
  /** Nonce that the signer's next decision must carry. */
  nonceOf(signer: Hex): Promise<bigint>
  /** Highest sequence number of the signer's batches; the next must be above. */
  sequenceOf(signer: Hex): Promise<bigint>
  party(key: Hex): Promise<Party>
  state(): Promise<LedgerState>
  /** Whether closing exceptions keep the intake closed. */
  suspended(): Promise<boolean>
  /** @throws {TcctvError} LEDGER_NOT_FOUND */
  exception(id: bigint): Promise<ExceptionRecord>
  day(day: number): Promise<DayState>
  slot(day: number, lane: number): Promise<Slot>
  /** Inputs of the day in hand with period coefficients at zero; `withdrawn` of a withdrawn day, else empty. */
  dayInputs(day: number): Promise<{ readonly measured: readonly bigint[]; readonly withdrawn: readonly bigint[] }>
  /** Heads of a vintage to date, tCO2e at 1e18. */
  vintage(year: number): Promise<VintageTotals>
  period(vintage: number): Promise<{ readonly state: number; readonly statement: bigint }>
  /** Index of the PDD version in force on a local day. @throws {TcctvError} PDD_NOT_IN_FORCE */
  pddInForce(day: number): Promise<number>
  pddCount(): Promise<number>
  pdd(index: number): Promise<ChainPddVersion>
  isCommitted(batch: Hex): Promise<boolean>
}

export type PddOpinion = { readonly index: number; readonly content: Hex }
export type PddApproval = {
  readonly index: number
  readonly fromDay: number
  readonly change: PddChangeName
  readonly reference: Hex
}
export type StageChange = { readonly stage: StageName; readonly reference: Hex }
export type KeyChange = { readonly key: Hex; readonly role: RoleName; readonly active: boolean }
export type ExceptionDecision = { readonly exception: bigint; readonly action: string; readonly content: Hex }
/** `foundError` is relative, at 1e18; `certificate` the hash of the laboratory's certificate. */
export type MeterCalibration = {
  readonly meter: Hex
  readonly day: number
  readonly foundError: bigint
  readonly certificate: Hex
}
/** `batch` is the digest of a batch whose readings begin on the local day. */
export type Announced = { readonly batch: Hex; readonly day: number }
export type CorrectionDecision = ExceptionDecision & { readonly batch: Hex }
export type DayClosing = { readonly day: number; readonly content: Hex }
export type Abandoned = { readonly batch: Hex; readonly content: Hex }
export type ModelRecord = { readonly cardHash: Hex; readonly modelHash: Hex }
export type ReportRecord = { readonly manifestHash: Hex; readonly snapshotBlock: number }
export type CheckpointRecord = { readonly number: number; readonly blockHash: Hex; readonly stateRoot: Hex }
export type PeriodMove = {
  readonly vintage: number
  readonly to: PeriodStateName
  readonly content: Hex
  /** tCO2e at 1e18. */
  readonly quantity: bigint
}
/** What a party said an alert of the anomaly model was; `subject` names the alert. */
export type AlertNote = {
  readonly kind: 'confirm-alert' | 'explain-alert' | 'dismiss-alert' | 'reopen-alert'
  readonly subject: Hex
  readonly content: Hex
}
/** `vintage` 0: on the project and its data system; `subject` is the hash of the record that it is pinned to. */
export type RaisedFinding = {
  readonly kind: FindingKindName
  readonly vintage: number
  readonly subject: Hex
  readonly content: Hex
}
export type MovedFinding = { readonly number: bigint; readonly to: 'answered' | 'closed'; readonly content: Hex }

/** `role` 0: unknown key; `validToS` 0: in force. */
export type Party = {
  readonly role: number
  readonly validFromS: number
  readonly validToS: number
  readonly nonce: bigint
  readonly sequence: bigint
}
/** `nextDay` 0: no day is evaluated yet. */
export type LedgerState = {
  readonly stage: number
  readonly closing: number
  readonly nextDay: number
  readonly lastBatchDay: number
  readonly exceptions: number
  /** Last day that the proponent closed. */
  readonly closedThrough: number
}
export type ExceptionRecord = {
  readonly day: number
  readonly limit: number
  readonly level: number
  readonly state: number
  /** What was judged, and the report that was filed on it: what decisions cite. */
  readonly amount: bigint
  readonly report: Hex
}
export type DayState = {
  readonly level: number
  readonly unresolved: number
  readonly revision: number
  readonly outcomes: number
}
/** Sum in counts of the lane. */
export type Slot = {
  readonly sum: bigint
  readonly count: number
  readonly flagged: number
  readonly endS: number
}
export type VintageTotals = {
  readonly baseline: bigint
  readonly project: bigint
  readonly leakage: bigint
  readonly reduction: bigint
  readonly isComplete: boolean
  readonly eligible: bigint
}
