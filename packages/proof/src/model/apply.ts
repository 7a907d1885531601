import { refuse } from '../errors.ts'
import type { LedgerCall, LedgerEvent } from '../records.ts'
import { calibrate } from './calibrations.ts'
import { decideCorrected, decideException } from './exceptions.ts'
import { moveFinding, raiseFinding } from './findings.ts'
import {
  approvePdd,
  checkpoint,
  movePeriod,
  note,
  opinePdd,
  proposePdd,
  recordModel,
  recordReport,
  setKey,
  setStage,
} from './governance.ts'
import { commitBatch } from './intake.ts'
import { abandonWithheld, closeDay, commitWithheld } from './waiting.ts'
import { quantifyDay, quantifyDayWith } from './spine.ts'
import type { CallContext, Model } from './state.ts'

/**
 * Events that a call of the ledger must record, in order, and the model's next state. Uses calldata, block time and
 * the documents' programs; nothing the contract computed.
 *
 * @throws {TcctvError} CHECK_FAILED when the call should have been refused
 */
export function applyCall(model: Model, at: CallContext, call: LedgerCall): LedgerEvent[] {
  switch (call.functionName) {
    case 'commitBatch':
      return commitBatch(model, at, call.args)
    case 'commitWithheld':
      return [commitWithheld(model, at, call.args)]
    case 'abandonWithheld':
      return [abandonWithheld(model, at, call.args)]
    case 'closeDay':
      return [closeDay(model, at, call.args)]
    case 'quantifyDay':
      return quantifyDay(model, at, call.args[0])
    case 'quantifyDayOver':
      return quantifyDay(model, at, call.args[0], call.args[1])
    case 'quantifyDayWith':
      return quantifyDayWith(model, at, call.args)
    case 'calibrate':
      return [calibrate(model, at, call.args)]
    case 'decide':
      return [decideException(model, at, call.args)]
    case 'decideCorrected':
      return decideCorrected(model, at, call.args)
    case 'proposePdd':
      return [proposePdd(model, at, call.args)]
    case 'approvePdd':
      return [approvePdd(model, at, call.args)]
    case 'setKey':
      return [setKey(model, at, call.args)]
    case 'setStage':
      return setStage(model, at, call.args)
    case 'recordModel':
      return [recordModel(model, at, call.args)]
    case 'recordReport':
      return [recordReport(model, at, call.args)]
    case 'checkpoint':
      return [checkpoint(model, at, call.args)]
    case 'movePeriod':
      return [movePeriod(model, at, call.args)]
    case 'note':
      return [note(model, at, call.args)]
    case 'raiseFinding':
      return [raiseFinding(model, at, call.args)]
    case 'moveFinding':
      return [moveFinding(model, at, call.args)]
    case 'opinePdd':
      return [opinePdd(model, at, call.args)]
    default:
      return refuse(at.where, 'a known function', 'another')
  }
}
