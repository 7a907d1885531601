import { decodeLedgerError, type Decoded } from '@tcctv/contracts'
import { TcctvError } from '@tcctv/units'
import { ledgerError, refusalError, type REFUSALS } from '../errors.ts'
import { isHex } from '../rpc/parameters.ts'

/**
 * Throws a refusal of the contracts under its own code, anything else as it is. `details` keeps the contract's name of
 * the error and its arguments by position.
 *
 * @throws {TcctvError} a code of `REFUSALS`; LEDGER_REVERTED for an error without a code of its own
 */
export function refusalOf(cause: unknown): never {
  if (!(cause instanceof TcctvError)) throw cause
  const { data, index = 0 } = cause.details
  const reverted = cause.code === 'LEDGER_REVERTED' || cause.code === 'LEDGER_CALL_REVERTED'
  if (!reverted || !isHex(data)) throw cause
  const decoded = decodeLedgerError(data)
  const code = codeOf(decoded)
  const found = decoded.args.map(String).join(', ')
  if (code !== undefined) throw refusalError(code, { found, ...decoded }, cause)
  throw ledgerError(
    'LEDGER_REVERTED',
    { index: Number(index), reason: `${decoded.name}(${found})`, data, ...decoded },
    cause,
  )
}

type RefusalCode = keyof typeof REFUSALS

function codeOf({ name }: Decoded): RefusalCode | undefined {
  return CODES.get(name)
}

const CODES: ReadonlyMap<string, RefusalCode> = new Map([
  ['IntakeSuspended', 'INTAKE_SUSPENDED'],
  ['DuplicateBatch', 'BATCH_DUPLICATE'],
  ['InvalidSignature', 'SIGNATURE_INVALID'],
  ['NotAuthorised', 'SIGNER_NOT_AUTHORISED'],
  ['NonceMismatch', 'NONCE_MISMATCH'],
  ['SequenceNotAbove', 'SEQUENCE_NOT_ABOVE'],
  ['StageForbids', 'STAGE_FORBIDS'],
  ['DemonstrationCannotGoLive', 'DEMONSTRATION_STAYS_IN_TRIAL'],
  ['NoPddInForce', 'PDD_NOT_IN_FORCE'],
  ['PddInvalid', 'PDD_INVALID'],
  ['PddTooLate', 'PDD_TOO_LATE'],
  ['UnknownPdd', 'PDD_UNKNOWN'],
  ['InsideVintage', 'PDD_INSIDE_VINTAGE'],
  ['SegmentInVintage', 'PDD_INSIDE_VINTAGE'],
  ['LanesDiffer', 'PDD_LANES_DIFFER'],
  ['HistoryMissing', 'HISTORY_MISSING'],
  ['CalibrationRefused', 'CALIBRATION_REFUSED'],
  ['DayQuantified', 'DAY_QUANTIFIED'],
  ['Overlap', 'READINGS_OVERLAP'],
  ['OutsideCrediting', 'READINGS_OUTSIDE_CREDITING'],
  ['InFuture', 'READINGS_IN_FUTURE'],
  ['StepMismatch', 'READINGS_STEP'],
  ['SecondDay', 'BATCH_SPANS_DAYS'],
  ['UnknownLane', 'LANE_UNKNOWN'],
  ['CountOutOfRange', 'READING_OUT_OF_RANGE'],
  ['CaseUnderstated', 'FLAGS_CONTRADICTED'],
  ['CaseOverstated', 'FLAGS_CONTRADICTED'],
  ['NotNextDay', 'DAY_NOT_NEXT'],
  ['DayUnresolved', 'DAY_UNRESOLVED'],
  ['DayNotEnded', 'DAY_NOT_ENDED'],
  ['DayWithoutData', 'DAY_WITHOUT_DATA'],
  ['DayOutsideCrediting', 'DAY_OUTSIDE_CREDITING'],
  ['UnknownException', 'EXCEPTION_UNKNOWN'],
  ['ActionRefused', 'ACTION_REFUSED'],
  ['AlreadyAnnounced', 'BATCH_ANNOUNCED'],
  ['NotSuspended', 'INTAKE_NOT_SUSPENDED'],
  ['NotAnnounced', 'BATCH_NOT_ANNOUNCED'],
  ['WithheldFirst', 'WITHHELD_FIRST'],
  ['OtherDay', 'BATCH_OTHER_DAY'],
  ['DayIsClosed', 'DAY_CLOSED'],
  ['DayIncomplete', 'DAY_INCOMPLETE'],
  ['ReadingsDiffer', 'READINGS_DIFFER'],
  ['IntervalMisplaced', 'INTERVAL_MISPLACED'],
  ['CorrectionShorter', 'CORRECTION_SHORTER'],
  ['KeyRefused', 'KEY_REFUSED'],
  ['CheckpointMismatch', 'CHECKPOINT_MISMATCH'],
  ['PeriodRefused', 'PERIOD_REFUSED'],
  ['VintageNotRecorded', 'VINTAGE_NOT_RECORDED'],
  ['QuantityRefused', 'QUANTITY_REFUSED'],
  ['NotIssuable', 'NOT_ISSUABLE'],
  ['FindingsOpen', 'FINDINGS_OPEN'],
  ['FindingRefused', 'FINDING_REFUSED'],
  ['ChangeRefused', 'PDD_CHANGE_REFUSED'],
  ['OpinionMissing', 'PDD_OPINION_MISSING'],
])
