import { projectLedgerAbi, type LedgerEvent } from '@tcctv/contracts'
import { decodeFunctionData } from 'viem'
import { applyBatch } from './apply-batch.ts'
import { applyDay, applyFootprint, applyMoved, applyOpened, applyReduction, applyVintage } from './apply-record.ts'
import { readModelError } from './errors.ts'
import type { BatchScores, Hex, ProjectedBlock, ProjectedTransaction } from './projected.ts'
import { hexOf, integerOf, type Statements } from './rows.ts'
import type { Versions } from './versions.ts'
import { whatOf } from './words.ts'

type Target = Statements & { readonly versions: Versions }

/**
 * Writes a block's facts. Must run inside one transaction.
 *
 * @throws {TcctvError} READ_MODEL_GAP, READ_MODEL_CALLDATA
 */
export function applyBlock(target: Target, block: ProjectedBlock, scores: BatchScores): void {
  checkFollows(target, block)
  const { number, hash, parentHash, timestampS, stateRoot, sealer, gasUsed } = block
  target
    .sql('INSERT INTO block VALUES (?, ?, ?, ?, ?, ?, ?)')
    .run(number, hash, parentHash, timestampS, stateRoot, sealer, String(gasUsed))
  for (const transaction of block.transactions) {
    const { index, to } = transaction
    target.sql('INSERT INTO tx VALUES (?, ?, ?, ?, ?)').run(number, index, transaction.hash, to, whatOf(transaction))
    for (const event of transaction.events) applyEvent(target, event, { block: number, transaction }, scores)
  }
}

function checkFollows({ sql }: Statements, { number, parentHash }: ProjectedBlock): void {
  const head = sql('SELECT number, hash FROM block ORDER BY number DESC LIMIT 1').get()
  if (head === undefined) {
    if (number <= 1) return // the genesis holds no transaction and may be left out
    throw readModelError('READ_MODEL_GAP', { found: number, head: 0, reason: 'blocks between are missing' })
  }
  const at = integerOf(head, 'number')
  if (number !== at + 1) throw readModelError('READ_MODEL_GAP', { found: number, head: at, reason: 'wrong number' })
  const expected = hexOf(head, 'hash')
  if (expected !== parentHash)
    throw readModelError('READ_MODEL_GAP', { found: number, head: at, reason: `its parent is ${parentHash}`, expected })
}

type Place = { readonly block: number; readonly transaction: ProjectedTransaction }

function applyEvent(target: Target, event: LedgerEvent, place: Place, scores: BatchScores): void {
  const at = { block: place.block, tx: place.transaction.hash }
  switch (event.eventName) {
    case 'BatchCommitted':
      return applyBatch(target, event, place, scores.get(at.tx))
    case 'DayEvaluated':
      return applyDay(target, event, at)
    case 'Footprint':
      return applyFootprint(target, event)
    case 'Reduction':
      return applyReduction(target, event)
    case 'VintageRecorded':
      return applyVintage(target, event, at)
    case 'ExceptionOpened':
      return applyOpened(target, event, at)
    case 'ExceptionMoved':
      return applyMoved(target, event, at)
    case 'ColumnCommitted':
      return // the calldata says the same
    default:
      return applyGovernance(target, event, place)
  }
}

function applyGovernance(target: Target, event: LedgerEvent, place: Place): void {
  const { block, transaction } = place
  const { sql, versions } = target
  const act = (subject: string, fields: Readonly<Record<string, string | number | boolean>>): void => {
    const insert = sql('INSERT INTO act (kind, subject, fields, block, tx) VALUES (?, ?, ?, ?, ?)')
    insert.run(event.eventName, subject, JSON.stringify(fields), block, transaction.hash)
  }
  switch (event.eventName) {
    case 'PddProposed':
      sql('INSERT INTO pdd VALUES (?, ?, ?, ?)').run(
        Number(event.args.index),
        transaction.data,
        block,
        transaction.hash,
      )
      return versions.reload()
    case 'PddApproved': {
      const { index, fromDay, reference } = event.args
      const insert = sql('INSERT INTO approval (pdd, from_day, reference, block) VALUES (?, ?, ?, ?)')
      insert.run(Number(index), fromDay, reference, block)
      act(String(index), { fromDay, change: event.args.change, reference })
      return versions.reload()
    }
    case 'StageSet':
      return act(String(event.args.stage), { signer: event.args.signer, reference: event.args.reference })
    case 'KeySet':
      return act(event.args.key, { role: event.args.role, active: event.args.active })
    case 'ModelRecorded':
      return act(event.args.modelHash, { cardHash: event.args.cardHash })
    case 'ReportRecorded':
      return act(event.args.manifestHash, { snapshotBlock: Number(event.args.snapshotBlock) })
    case 'Checkpointed': {
      const { number, blockHash, stateRoot, signer } = event.args
      return act(String(number), { blockHash, stateRoot, signer, signature: checkpointSignature(transaction) })
    }
    case 'PeriodMoved': {
      const { vintage, to, content, quantity, signer } = event.args
      return act(String(vintage), { to, content, quantity: String(quantity), signer })
    }
    case 'IssuanceLimited': {
      const { vintage, revision, lost, buffer } = event.args
      return act(String(vintage), { revision, lost: String(lost), buffer: String(buffer) })
    }
    case 'Calibrated': {
      const { meter, day, relative, certificate, signer } = event.args
      return act(meter, { day, error: String(relative), certificate, signer })
    }
    case 'CalibrationApplied': {
      const { day, revision, lane, reason, relative, adjustment } = event.args
      return act(String(day), { revision, lane, reason, error: String(relative), adjustment: String(adjustment) })
    }
    case 'Noted':
      return act(event.args.subject, {
        kind: event.args.kind,
        content: event.args.content,
        signer: event.args.signer,
      })
    case 'PddOpined':
      return act(String(event.args.index), { content: event.args.content, signer: event.args.signer })
    case 'FindingRaised': {
      const { number, vintage, kind, subject, content, signer } = event.args
      return act(String(number), { vintage, kind, record: subject, content, signer })
    }
    case 'FindingMoved': {
      const { number, to, content, signer } = event.args
      return act(String(number), { to, content, signer })
    }
    case 'CorrectionExpected':
      return act(String(event.args.exception), { digest: event.args.digest })
    case 'Superseded':
      return act(event.args.digest, { day: event.args.day, exception: Number(event.args.exception) })
    case 'WithheldCommitted':
      sql('INSERT OR REPLACE INTO withheld VALUES (?, ?, ?, NULL)').run(event.args.batch, event.args.signer, block)
      return
    case 'WithheldAbandoned':
      sql('DELETE FROM withheld WHERE batch = ?').run(event.args.batch)
      return
    case 'SpineBegun':
      // vintages and their issuance begin anew; what was is in the blocks
      sql('DELETE FROM vintage').run()
      sql("DELETE FROM act WHERE kind IN ('PeriodMoved', 'IssuanceLimited')").run()
      return
    case 'Revealed':
      sql('UPDATE withheld SET revealed = ? WHERE batch = ?').run(block, event.args.batch)
      return
    default:
      return
  }
}

/** Last argument of checkpoint(…): the signature that a reader checks without this platform. */
function checkpointSignature({ data, hash }: ProjectedTransaction): Hex {
  try {
    return decodeFunctionData({ abi: CHECKPOINT, data }).args[3]
  } catch (cause) {
    throw readModelError('READ_MODEL_CALLDATA', { tx: hash, event: 'Checkpointed' }, cause)
  }
}

const CHECKPOINT = projectLedgerAbi.filter((item): item is Checkpoint => 'name' in item && item.name === 'checkpoint')
type Checkpoint = Extract<(typeof projectLedgerAbi)[number], { readonly name: 'checkpoint'; readonly type: 'function' }>
